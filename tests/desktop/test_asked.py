"""A question asked of what wants its passages in its own way."""

from __future__ import annotations

from pathlib import Path

from app import Quire
from desktop.asked import Asked
from desktop.modes import Mode
from desktop.starter import JOINS, PASSAGES
from desktop.types import Weights


def test_a_question_is_asked_as_what_answers_wants_its_passages() -> None:
    asked = Asked("Why?", (Mode.RAG,))
    starter = asked.of(Quire().starter())
    assert (starter.most_read, starter.joins) == (PASSAGES, JOINS)
    other = starter.of(Weights(Path("model.gguf")))
    assert (other.most_read, other.joins) == (8, True)
    assert other == asked
