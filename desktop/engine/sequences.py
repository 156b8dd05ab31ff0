"""Which tokens each sequence of a context holds, and which of them a new prompt can start from.

Knows token ids only. What was computed outlives switching between lanes and conversations: a prompt
takes the free sequence that shares its longest beginning, whoever used it last; one that must give
way is set aside in memory, within a budget, and taken back when a prompt begins like it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from desktop.engine.llama import Context

_WORTH_TAKING_BACK = 32  # tokens; below that reading again is as fast as copying


@dataclass(slots=True)
class _Held:
    tokens: list[int] = field(default_factory=list)
    lane: str = ""
    used: int = 0
    busy: bool = False


@dataclass(frozen=True, slots=True)
class _Aside:
    tokens: tuple[int, ...]
    state: bytes


class Sequences:
    """The sequences of one context."""

    def __init__(self, context: Context, cuts_anywhere: bool, budget_bytes: int) -> None:
        self._context = context
        self._cuts_anywhere = cuts_anywhere
        self._budget_bytes = budget_bytes
        self._held = [_Held() for _ in range(context.sequences)]
        self._aside: list[_Aside] = []  # longest unused first
        self._clock = 0

    @property
    def free(self) -> int:
        """How many are not in use."""
        return sum(not held.busy for held in self._held)

    def begin(self, lane: str, prompt: Sequence[int]) -> tuple[int, int]:
        """Take a free sequence for a prompt: its number, and how many tokens it already holds.

        At least one token of the prompt is left to evaluate, for what follows it to be known.
        """
        number = self._best(lane, prompt)
        held = self._held[number]
        if self._shared(held.tokens, prompt) < self._taken_back_length(prompt):
            self._take_back(number, prompt)
        else:
            self._set_aside(number, prompt)
        keep = min(common_prefix(held.tokens, prompt), len(prompt) - 1)
        if keep < len(held.tokens):
            keep = keep if self._cuts_anywhere else 0
            keep = keep if self._context.cut(number, keep) else 0
        held.tokens = list(prompt[:keep])
        held.lane, held.busy = lane, True
        return number, keep

    def finish(self, number: int, tokens: Sequence[int]) -> None:
        """Give a sequence back, with what it holds now."""
        self._clock += 1
        held = self._held[number]
        held.tokens, held.busy, held.used = list(tokens), False, self._clock

    def _best(self, lane: str, prompt: Sequence[int]) -> int:
        def merit(number: int) -> tuple[int, bool, int]:
            held = self._held[number]
            return self._shared(held.tokens, prompt), held.lane == lane, -held.used

        return max((n for n, held in enumerate(self._held) if not held.busy), key=merit)

    def _shared(self, tokens: Sequence[int], prompt: Sequence[int]) -> int:
        """Tokens that can be kept; a few at the front, as of an instruction, do not count."""
        length = common_prefix(tokens, prompt)
        return length if length >= _WORTH_TAKING_BACK else 0

    def _taken_back_length(self, prompt: Sequence[int]) -> int:
        return max((self._shared(aside.tokens, prompt) for aside in self._aside), default=0)

    def _take_back(self, number: int, prompt: Sequence[int]) -> None:
        best = max(self._aside, key=lambda aside: self._shared(aside.tokens, prompt))
        self._aside.remove(best)
        self._set_aside(number, prompt)
        held = self._held[number]
        held.tokens = list(best.tokens) if self._context.restore(number, best.state) else []

    def _set_aside(self, number: int, prompt: Sequence[int]) -> None:
        """Keep what is about to be cut away, where it is more than a few tokens."""
        tokens = self._held[number].tokens
        lost = len(tokens) - common_prefix(tokens, prompt)
        if lost < _WORTH_TAKING_BACK or self._shared(tokens, prompt) or not self._budget_bytes:
            return
        self._aside.append(_Aside(tuple(tokens), self._context.save(number)))
        while sum(len(aside.state) for aside in self._aside) > self._budget_bytes:
            del self._aside[0]


def common_prefix(one: Sequence[int], other: Sequence[int]) -> int:
    """How many tokens two sequences begin with in common."""
    length = 0
    for a, b in zip(one, other, strict=False):
        if a != b:
            break
        length += 1
    return length
