"""Guesses an answer's next tokens from what stands above it, where answers quote their passages.

Looks up the last three tokens in prompt and answer, and proposes what followed them there. Whether
a proposal is right is decided elsewhere; how many were, set against what checking them costs on
this machine, decides whether more or none are made for a while. Goes by tokens and costs alone and
never by the clock, so that the same question is answered the same way.
"""

from __future__ import annotations

from collections.abc import Sequence

from desktop.engine.costs import Costs

SHORTEST = 3
LONGEST = 15
_LOOKED_UP = 3
_CREDIT = 4.0  # single rows that guessing may lose before it pauses
_PAUSE_TOKENS = 24


class Drafter:
    """The guesses for one answer."""

    def __init__(self, prompt: Sequence[int], costs: Costs) -> None:
        self._costs = costs
        self._tokens: list[int] = []
        self._after: dict[tuple[int, ...], int] = {}  # where it goes on after three tokens
        self._length = SHORTEST
        self._credit = _CREDIT
        self._paused = 0
        for token in prompt:
            self.add(token)

    def add(self, token: int) -> None:
        """The next token of prompt or answer."""
        if len(self._tokens) >= _LOOKED_UP:
            self._after[tuple(self._tokens[-_LOOKED_UP:])] = len(self._tokens)
        self._tokens.append(token)

    def propose(self, most: int) -> list[int]:
        """What may come next; nothing where there is no clue or guessing has not paid lately."""
        if self._paused:
            self._paused -= 1
            return []
        place = self._after.get(tuple(self._tokens[-_LOOKED_UP:]))
        if place is None or most < 1:
            return []
        return self._tokens[place : place + min(most, self._length)]

    def learn(self, right: int, proposed: int) -> None:
        """How many tokens of a proposal were right. One more was gained, as by a single row."""
        self._length = min(2 * self._length + 1, LONGEST) if right == proposed else SHORTEST
        gain = right + 1 - self._costs.rows(proposed + 1)
        self._credit = min(self._credit + gain, _CREDIT)
        if self._credit < 0:
            self._credit, self._paused = _CREDIT / 2, _PAUSE_TOKENS

    def skip(self) -> None:
        """Propose nothing for the next token."""
        self._paused = max(self._paused, 1)
