"""What a batch costs here: measured once a model is loaded, and chosen by.

llama.cpp's kernels differ from machine to machine and from type to type. Measured on one: with an
8 MB Q8_0 model two lanes in a batch cost 0.8 of two batches; with a 0.5B Q4_0 model 1.1 of them,
and four 0.84. So nothing is assumed. Knows numbers only.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

SHORT_SECONDS = 0.005
"""A row that takes less is a small model's: one measurement of it says little."""

_LANES = (1, 2, 4)
_DRAFTS = (4, 8, 16)
_TIMES = 3
_WORTH_SIXTEEN = 1.8  # times a batch of eight
_LONG_SECONDS = 0.2  # where one row takes as long, it is not measured again and again


@dataclass(frozen=True, slots=True)
class Costs:
    """Batches in units of one lane's single row."""

    two_lanes: float = 1.8
    four_lanes: float = 3.0
    four_rows: float = 3.0  # of one lane
    eight_rows: float = 5.0
    sixteen_rows: float = 8.0

    def group(self, lanes: int) -> int:
        """How many of so many lanes to put in the next batch."""
        if lanes >= 4 and self.four_lanes < 4:
            return 4
        return min(lanes, 3) if lanes > 1 and self.two_lanes < 2 else 1

    def rows(self, count: int) -> float:
        """What so many rows of one lane cost."""
        if count <= 4:
            return 1 + (count - 1) * (self.four_rows - 1) / 3
        if count <= 8:
            return self.four_rows + (count - 4) * (self.eight_rows - self.four_rows) / 4
        return self.eight_rows + (count - 8) * (self.sixteen_rows - self.eight_rows) / 8

    @property
    def longest_draft(self) -> int:
        """How many tokens of one lane to guess at most: a batch of sixteen rows, where it saves
        more than the rows of it that come to nothing, or one of eight."""
        return 15 if self.sixteen_rows < self.eight_rows * _WORTH_SIXTEEN else 7


def measure(lanes_seconds: Callable[[int], float], rows_seconds: Callable[[int], float]) -> Costs:
    """The costs, from functions that run a batch of so many lanes, or rows of one, in seconds.

    The best of some runs counts, taken in turn: whatever else the machine does only adds to it, and
    for a while. Rows of one lane cost no more than one by one: what is beyond that is such a while.
    """
    lanes_seconds(1)  # the first pass over the weights may have to fetch them from the disk
    times = _times(lanes_seconds(1))
    runs = [([lanes_seconds(n) for n in _LANES], [rows_seconds(n) for n in _DRAFTS])
            for _ in range(times)]  # fmt: skip
    one, two, four = (min(each) for each in zip(*(lanes for lanes, _ in runs), strict=True))
    rows = [min(each) / one for each in zip(*(rows for _, rows in runs), strict=True)]
    drafts = (min(cost, n) for cost, n in zip(rows, _DRAFTS, strict=True))
    return Costs(two / one, four / one, *drafts)


def _times(seconds: float) -> int:
    if seconds > _LONG_SECONDS:
        return 1
    return 3 * _TIMES if seconds < SHORT_SECONDS else _TIMES
