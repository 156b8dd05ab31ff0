"""Guesses an answer's next tokens from what stands above it, where answers quote their passages.

Looks up the last three tokens in prompt and answer, and proposes what followed them there, up to
where a quotation cannot go on. Whether a proposal is right is decided elsewhere; how many were, set
against what checking them costs on this machine, decides whether more or none are made for a while.
Goes by tokens and costs alone and never by the clock, so that the same question is answered the
same way.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import takewhile

from desktop.engine.costs import Costs

# A batch of 4 rows, as the kernels go by fours, to see whether it is a quotation at all; then 16.
# Worked out over answers that quote one sentence, with what batches cost here: 0.55 of the single
# rows' time with the starter model and 0.53 with a 0.5B model in Q4_0; 3, 7, 15 gave 0.55 and 0.58,
# always 7 gave 0.61 and 0.65, and looking up two tokens where three are not found 0.71 and 0.69.
SHORTEST = 3
LONGEST = 15
_LOOKED_UP = 3
_CREDIT = 4.0  # single rows that guessing may lose before it pauses
_PAUSE_TOKENS = 24


class Drafter:
    """The guesses for one answer. `breaks` tells whether a token cannot stand in a quotation."""

    def __init__(
        self,
        prompt: Sequence[int],
        costs: Costs,
        breaks: Callable[[int], bool] = lambda token: False,
    ) -> None:
        self._costs = costs
        self._breaks = breaks
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
        following = self._tokens[place : place + min(most, self._length)]
        return list(takewhile(lambda token: not self._breaks(token), following))

    def learn(self, right: int, proposed: int) -> None:
        """How many tokens of a proposal were right. One more was gained, as by a single row."""
        self._length = LONGEST if right == proposed else SHORTEST
        gain = right + 1 - self._costs.rows(proposed + 1)
        self._credit = min(self._credit + gain, _CREDIT)
        if self._credit < 0:
            self._credit, self._paused = _CREDIT / 2, _PAUSE_TOKENS

    def skip(self) -> None:
        """Propose nothing for the next token."""
        self._paused = max(self._paused, 1)
