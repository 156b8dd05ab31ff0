from __future__ import annotations

from desktop.engine import Engine
from desktop.modes import Mode
from desktop.prompt import NOT_IN_DOCUMENTS
from desktop.samples import EXAMPLE_QUESTIONS
from desktop.starter import HOUSE_STYLE, PASSAGES, STARTER
from desktop.types import Weights
from tests.benchmarks.starter import has
from tests.benchmarks.starter_demo import Round, library, questions, rounds


def _right(asked: Round, mode: Mode) -> bool:
    return has(asked.said[mode], asked.question.answer or NOT_IN_DOCUMENTS.rstrip("."))


def test_the_first_minute_shows_what_passages_bring() -> None:
    """Four of five, not all: another processor rounds otherwise, and may say another word."""
    offered = [question for question in questions() if question.text in EXAMPLE_QUESTIONS]
    engine = Engine(Weights(STARTER, HOUSE_STYLE), threads=2)
    with library() as found, engine:
        engine.load()
        made = list(rounds(offered, found, engine, PASSAGES))
    for mode in (Mode.RAG, Mode.COMBINED):
        assert sum(_right(each, mode) for each in made) >= 4, [each.said[mode] for each in made]
    for mode in (Mode.BASE, Mode.TUNED):
        assert not [each for each in made if each.question.answer and _right(each, mode)]
