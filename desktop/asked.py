"""A question and how it is to be answered, and what that needs of a library.

A value and a protocol only.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from desktop.choice import Chosen
from desktop.modes import Mode
from desktop.prompt import conversation
from desktop.types import (
    Answerer,
    Cited,
    Message,
    Sampling,
    Turn,
)
from indexer import Passage, SearchResult


class Finds(Protocol):
    """What a comparison needs of a library."""

    def search(self, question: str, k: int = 8) -> SearchResult:
        """The k best passages for the question."""

    def widened(self, passage_id: int, before: int = 1, after: int = 1) -> Passage:
        """A passage with its neighbours joined to it."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A question and how it is to be answered."""

    question: str
    modes: tuple[Mode, ...]
    sampling: Sampling = Sampling()
    turns: tuple[Turn, ...] = ()
    passages: int = 8  # how many to look for
    most_read: int = 8  # how many of them, best first, the model is given at most
    joins: bool = True  # neighbours among them are given as one
    chosen: Chosen | None = None  # the documents that may be used; None: all
    instruction: str = ""  # what is to be kept to beside our own instruction
    found: SearchResult | None = None  # what was found before: it is not looked for again
    read: tuple[Cited, ...] | None = None  # what was read of it then, and is to be read again

    def of(self, answerer: Answerer) -> Asked:
        """The question as what is to answer wants its passages."""
        return replace(self, most_read=answerer.passages, joins=answerer.joins)

    def conversation(self, mode: Mode, passages: Sequence[Cited]) -> tuple[Message, ...]:
        """All that stands before a mode's answer, with these passages for the question."""
        return conversation(mode, self.turns, self.question, passages, self.instruction)
