"""Words to runs: what stands together on one row, without the gap that parts two cells.

Knows geometry, and figures from words; nothing of columns or tables. Gaps are in heights of the
run's own letters, so that print of any size is treated alike.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from indexer.words import PageWords

SAME_ROW = 0.5
"""Share of the lower of two heights that must overlap for two words to be of one row."""

_CELL_GAP = 1.0  # a wider gap parts cells; justified prose reaches 0.9 (measured on two books)
_CELL_GAPS = 2.2  # and wider than this many of the row's other gaps, as justified lines have them
_FIGURE_GAP = 0.5  # a gap this wide parts two figures; their columns can stand close
_CURRENCY_GAP = 0.3  # and this one a figure from the next column's currency sign
_FEWEST_LINE_NUMBERS = 8
_WORDS_OF_PROSE = 4.0  # mean words in a run
_LINE_NUMBER = re.compile(r"(\d{1,3})[A-Z]?")
_CURRENCIES = frozenset("$€£¥")
_FIGURE_START = frozenset("0123456789(-—–.")
_FIGURE_END = frozenset("0123456789)%—–")


@dataclass(frozen=True, slots=True)
class Run:
    """Words that follow each other on one row without a wide gap."""

    left: float  # points, as are the following
    bottom: float
    right: float
    top: float
    words: tuple[int, ...]
    gap: float = 0.0  # mean distance between its words


def runs_of(page: PageWords) -> list[Run]:
    """Words that the file draws one after another on one row, without a cell's gap between."""
    if not page.texts:
        return []
    boxes, texts = page.boxes.astype(np.float64), page.texts
    left, bottom, right, top = boxes.T
    heights = top - bottom
    overlap = np.minimum(top[:-1], top[1:]) - np.maximum(bottom[:-1], bottom[1:])
    gaps = left[1:] - right[:-1]
    parting = overlap <= SAME_ROW * np.minimum(heights[:-1], heights[1:])
    parting |= gaps < -heights[:-1]
    for n in np.flatnonzero(~parting & (gaps > _CURRENCY_GAP * heights[:-1])).tolist():
        gap = float(gaps[n]) / (float(heights[n]) or 1.0)
        parting[n] = parted(texts[n], texts[n + 1], gap, 0.0)
    return _between(boxes, [0, *(np.flatnonzero(parting) + 1).tolist()])


def parted(before: str, after: str, gap: float, usual: float) -> bool:
    """Whether a gap, in heights, parts two cells where the row's gaps are usually so wide."""
    if gap > max(_CELL_GAP, _CELL_GAPS * usual):
        return before not in _CURRENCIES
    if before[-1] not in _FIGURE_END or gap <= _CURRENCY_GAP:
        return False
    if after in _CURRENCIES:
        return True
    return gap > max(_FIGURE_GAP, 1.5 * usual) and after[0] in _FIGURE_START


def without_line_numbers(page: PageWords, runs: list[Run]) -> list[Run]:
    """The runs without a margin of line numbers, as proofs and pleadings have it."""
    numbers = [run for run in runs if _number(page, run) is not None]
    if len(numbers) < _FEWEST_LINE_NUMBERS:
        return runs
    numbers.sort(key=lambda run: -run.top)
    margin = {
        run
        for before, after in pairwise(numbers)
        for run in (before, after)
        if _number(page, after) == (_number(page, before) or 0) + 1
        and abs(before.right - after.right) < before.top - before.bottom
    }
    edge = max((run.right for run in margin), default=0.0)
    rest = [run for run in runs if run not in margin]
    words = sum(len(run.words) for run in rest) / (len(rest) or 1)
    beside = all(run.left > edge for run in rest if len(run.words) > 1)
    prose = len(margin) > 0.6 * len(rest) and words > _WORDS_OF_PROSE and beside
    return rest if len(margin) >= _FEWEST_LINE_NUMBERS and prose else runs


def _between(boxes: NDArray[np.float64], starts: list[int]) -> list[Run]:
    """The runs that begin at these words, each of which ends before the next."""
    ends = [*starts[1:], len(boxes)]
    left, bottom = np.minimum.reduceat(boxes[:, :2], starts).T
    right, top = np.maximum.reduceat(boxes[:, 2:], starts).T
    inked = np.add.reduceat(boxes[:, 2] - boxes[:, 0], starts)
    gaps = (right - left - inked) / np.maximum(1, np.subtract(ends, starts) - 1)
    gaps[gaps > _CELL_GAP * (top - bottom)] = 0.0  # a currency sign far from its figure says
    gaps[np.subtract(ends, starts) == 1] = 0.0  # nothing of spaces, nor does a word alone
    sides = zip(left.tolist(), bottom.tolist(), right.tolist(), top.tolist(), strict=True)
    spans = map(range, starts, ends)
    return [
        Run(*box, tuple(words), gap)
        for box, words, gap in zip(sides, spans, gaps.tolist(), strict=True)
    ]


def _number(page: PageWords, run: Run) -> int | None:
    match = _LINE_NUMBER.fullmatch(page.texts[run.words[0]])
    return int(match[1]) if match and len(run.words) == 1 else None
