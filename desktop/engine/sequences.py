"""Which tokens each sequence of a context holds, and which of them a new prompt can start from.

Knows token ids only. What was computed outlives switching between lanes and conversations: a prompt
takes the free sequence that shares its longest beginning, whoever used it last; one that must give
way is set aside in memory, within a budget, and taken back when a prompt begins like it.

llama.cpp computes a single row of a sequence another way than several (the attention of the two
differs by up to 0.07 in a logit, measured on Q8_0). So what was decoded one by one is not kept for
a later prompt until it has been read as a prompt is. Then an answer after what was kept is, to the
last bit, the answer without it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from desktop.engine.llama import Context
from desktop.engine.states import States

_WORTH_TAKING_BACK = 32  # tokens; below that reading again is as fast as copying


@dataclass(slots=True)
class _Held:
    tokens: list[int] = field(default_factory=list)
    read: int = 0  # of them, those that were read as a prompt is
    lane: str = ""
    used: int = 0
    busy: bool = False


@dataclass(frozen=True, slots=True)
class _Aside:
    tokens: tuple[int, ...]
    read: int
    state: bytes


class Sequences:
    """The sequences of one context."""

    def __init__(
        self,
        context: Context,
        cuts_anywhere: bool,
        step: int,
        budget_bytes: int,
        states: States | None = None,
    ) -> None:
        self._context = context
        self._cuts_anywhere = cuts_anywhere
        self._step = step
        self._budget_bytes = budget_bytes
        self._states = states or States(None, "")
        self._held = [_Held() for _ in range(context.sequences)]
        self._aside: list[_Aside] = []  # longest unused first
        self._clock = 0

    @property
    def free(self) -> int:
        """How many are not in use."""
        return sum(not held.busy for held in self._held)

    def begin(self, lane: str, prompt: Sequence[int], standing: int = 0) -> tuple[int, int]:
        """Take a free sequence for a prompt: its number, and how many tokens it already holds.

        The first `standing` tokens are likely to begin other prompts too; what was kept on disk for
        them is taken where the sequences hold less.
        At least two tokens of the prompt are left to evaluate: one, for what follows it to be
        known, and a second, for the first not to be a single row.
        """
        number = self._best(lane, prompt)
        held = self._held[number]
        if self._shared(held.tokens, held.read, prompt) < self._taken_back_length(prompt):
            self._take_back(number, prompt)
        else:
            self._set_aside(number, prompt)
        held.tokens = held.tokens[: self._cut(number, self._kept(held, prompt))]
        standing = self._standing(prompt, standing)
        if len(held.tokens) < standing:
            self._restore_standing(number, prompt[:standing])
        held.lane, held.busy = lane, True
        return number, len(held.tokens)

    def stretch(self, prompt: list[int], done: int, standing: int) -> list[int]:
        """What of a prompt is to be read without a stop: all of it, or its standing part where the
        state after that is to be kept."""
        standing = self._standing(prompt, standing)
        if done < standing and self._states.wanted(prompt[:standing]):
            return prompt[:standing]
        return prompt

    def was_read_to(self, number: int, prompt: Sequence[int], done: int, standing: int) -> None:
        """A sequence holds so many tokens of a prompt now; at the end of its standing part the
        state is kept."""
        standing = self._standing(prompt, standing)
        if done == standing > 0 and self._states.wanted(prompt[:standing]):
            self._states.keep(prompt[:standing], self._context.save(number))

    def finish(self, number: int, tokens: Sequence[int], read: int) -> None:
        """Give a sequence back, with what it holds now; the first `read` were read as a prompt."""
        self._clock += 1
        held = self._held[number]
        held.tokens, held.busy, held.used = list(tokens), False, self._clock
        held.read = min(read, len(tokens))

    def unread(self) -> tuple[int, list[int], int] | None:
        """A free sequence with tokens that were decoded one by one: its number, all of its tokens,
        and where to read on from; cut back to there. None: nothing to do."""
        for number, held in enumerate(self._held):
            if held.busy or held.read == len(held.tokens) or not self._cuts_anywhere:
                continue
            tokens = held.tokens
            held.read = self._cut(number, self._floor(min(held.read, len(tokens) - 2)))
            held.tokens = tokens[: held.read]
            return number, tokens, held.read
        return None

    def was_read(self, number: int, tokens: Sequence[int]) -> None:
        """A free sequence holds these tokens now, all read as a prompt."""
        self._held[number].tokens = list(tokens)
        self._held[number].read = len(tokens)

    def forget(self) -> None:
        """Drop everything, as the weights are others now; none is in use."""
        self._states = States(None, "")
        for number in range(len(self._held)):
            self._context.cut(number, 0)
        self._held = [_Held() for _ in self._held]
        self._aside.clear()

    def _standing(self, prompt: Sequence[int], standing: int) -> int:
        """How many tokens are worth a file."""
        length = self._floor(min(standing, len(prompt) - 2))
        return length if length >= _WORTH_TAKING_BACK and self._cuts_anywhere else 0

    def _restore_standing(self, number: int, tokens: Sequence[int]) -> None:
        state = self._states.find(tokens)
        if state is None:
            return
        held = self._held[number]
        if self._context.restore(number, state):
            held.tokens, held.read = list(tokens), len(tokens)
        else:
            self._states.refuse(tokens)
            held.tokens, held.read = [], 0

    def _kept(self, held: _Held, prompt: Sequence[int]) -> int:
        """How many tokens of a sequence a prompt can start from."""
        shared = common_prefix(held.tokens, prompt)
        if not self._cuts_anywhere:  # recurrent layers: all of it or nothing
            return shared if shared == len(held.tokens) < len(prompt) else 0
        return self._floor(min(shared, held.read, len(prompt) - 2))

    def _floor(self, length: int) -> int:
        return max(length, 0) // self._step * self._step

    def _cut(self, number: int, length: int) -> int:
        """Cut a sequence back; gives how long it is then, which is 0 where it cannot be cut."""
        if length == len(self._held[number].tokens):
            return length
        return length if self._context.cut(number, length) else 0

    def _best(self, lane: str, prompt: Sequence[int]) -> int:
        def merit(number: int) -> tuple[int, bool, int]:
            held = self._held[number]
            return self._shared(held.tokens, held.read, prompt), held.lane == lane, -held.used

        return max((n for n, held in enumerate(self._held) if not held.busy), key=merit)

    def _shared(self, tokens: Sequence[int], read: int, prompt: Sequence[int]) -> int:
        """Tokens that can be kept; a few at the front, as of an instruction, do not count."""
        length = min(common_prefix(tokens, prompt), read)
        return length if length >= _WORTH_TAKING_BACK else 0

    def _taken_back_length(self, prompt: Sequence[int]) -> int:
        return max((self._shared(a.tokens, a.read, prompt) for a in self._aside), default=0)

    def _take_back(self, number: int, prompt: Sequence[int]) -> None:
        best = max(self._aside, key=lambda a: self._shared(a.tokens, a.read, prompt))
        self._aside.remove(best)
        self._set_aside(number, prompt)
        held = self._held[number]
        held.tokens = list(best.tokens) if self._context.restore(number, best.state) else []
        held.read = min(best.read, len(held.tokens))

    def _set_aside(self, number: int, prompt: Sequence[int]) -> None:
        """Keep what is about to be cut away, where it is more than a few tokens."""
        held = self._held[number]
        lost = len(held.tokens) - common_prefix(held.tokens, prompt)
        shared = self._shared(held.tokens, held.read, prompt)
        if lost < _WORTH_TAKING_BACK or shared or not self._budget_bytes:
            return
        self._aside.append(_Aside(tuple(held.tokens), held.read, self._context.save(number)))
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
