"""Tells what a model thinks from what it says: a block `<think>…</think>` that opens its answer.

What is thought is shown folded, and neither cited nor judged. Only the block at the beginning
counts: the same marks further on are words like any other. Knows nothing of templates or lanes.
"""

from __future__ import annotations

from enum import Enum, auto

OPENS, CLOSES = "<think>", "</think>"


class _At(Enum):
    BEGINNING = auto()
    THOUGHT = auto()
    SAID = auto()


class Thinking:
    """Splits one answer as it comes; a mark that is still half written is held back."""

    def __init__(self) -> None:
        self._at = _At.BEGINNING
        self._held = ""

    def add(self, text: str) -> tuple[str, str]:
        """What of the text is thought, and what is said."""
        self._held += text
        if self._at is _At.BEGINNING and not self._begin():
            return "", ""
        thought = self._thought() if self._at is _At.THOUGHT else ""
        if self._at is not _At.SAID:
            return thought, ""
        said, self._held = self._held, ""
        return thought, said

    def finish(self) -> tuple[str, str]:
        """What was held back, when nothing more comes."""
        held, self._held = self._held, ""
        return (held, "") if self._at is _At.THOUGHT else ("", held)

    def _begin(self) -> bool:
        """Whether it is known by now how the answer begins."""
        bare = self._held.lstrip()
        if bare.startswith(OPENS):
            self._held, self._at = bare.removeprefix(OPENS), _At.THOUGHT
            return True
        if OPENS.startswith(bare):
            return False
        self._at = _At.SAID
        return True

    def _thought(self) -> str:
        place = self._held.find(CLOSES)
        if place >= 0:
            thought = self._held[:place]
            self._held, self._at = self._held[place + len(CLOSES) :], _At.SAID
            return thought
        keep = next(
            (n for n in range(len(CLOSES) - 1, 0, -1) if self._held.endswith(CLOSES[:n])), 0
        )
        cut = len(self._held) - keep
        thought, self._held = self._held[:cut], self._held[cut:]
        return thought


def split(text: str) -> tuple[str, str]:
    """What of a whole answer is thought, and what is said."""
    thinking = Thinking()
    parts = thinking.add(text), thinking.finish()
    return "".join(thought for thought, _ in parts), "".join(said for _, said in parts)
