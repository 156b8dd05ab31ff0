"""How many tokens of a prompt each of its parts takes: instruction, earlier, passages, question.

Each part is left out in turn, and what the prompt is shorter by is its own; the template's tokens
count for the question. Knows nothing of how tokens are counted.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from desktop.engines import Answers
from desktop.errors import DesktopError
from desktop.prompt import question_text
from desktop.types import Message


@dataclass(frozen=True, slots=True)
class PromptParts:
    """The tokens of one prompt."""

    instruction: int
    earlier: int
    passages: int
    question: int


class PromptCounter:
    """Counts with what a running program answers with."""

    def __init__(self, engine: Answers) -> None:
        self._engine = engine

    def parts(self, messages: Sequence[Message], question: str, total: int) -> PromptParts | None:
        """The parts of a prompt of `total` tokens, which begins with the system's message and ends
        with the question; None where nothing can count them now."""
        if self._engine.info is None:
            return None
        first, *turns, last = messages
        bare = replace(last, content=question_text(question))
        cases = [
            (first, *turns, last),
            (replace(first, content=""), *turns, last),
            (first, last),
            (first, *turns, bare),
        ]
        try:
            whole, *without = self._engine.count_tokens(cases)
        except DesktopError:
            return None
        instruction, earlier, passages = (max(0, whole - size) for size in without)
        rest = max(0, total - instruction - earlier - passages)
        return PromptParts(instruction, earlier, passages, rest)
