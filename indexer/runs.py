"""Words to runs: what stands together on one row, without the gap that parts two cells.

Knows geometry, and figures from words; nothing of columns or tables. Gaps are in heights of the
run's own letters, so that print of any size is treated alike.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise

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
    boxes, texts = page.boxes.tolist(), page.texts
    starts = [0]
    for n, ((_, y0, x1, y1), (after, low, _, high)) in enumerate(pairwise(boxes), start=1):
        height, height_after = y1 - y0, high - low
        overlap = (y1 if y1 < high else high) - (y0 if y0 > low else low)
        lower = height if height < height_after else height_after
        gap = after - x1
        if (
            overlap <= SAME_ROW * lower
            or gap < -height
            or (
                gap > _CURRENCY_GAP * height
                and parted(texts[n - 1], texts[n], gap / (height or 1.0), 0.0)
            )
        ):
            starts.append(n)
    return [_run(boxes, start, end) for start, end in pairwise([*starts, len(boxes)])]


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


def _run(boxes: list[list[float]], start: int, end: int) -> Run:
    lefts, bottoms, rights, tops = zip(*boxes[start:end], strict=True)
    left, right = min(lefts), max(rights)
    spaces = (right - left) - (sum(rights) - sum(lefts))
    gap = spaces / (end - start - 1) if end - start > 1 else 0.0
    bottom, top = min(bottoms), max(tops)
    if gap > _CELL_GAP * (top - bottom):
        gap = 0.0  # a currency sign far from its figure says nothing of spaces
    return Run(left, bottom, right, top, tuple(range(start, end)), gap)


def _number(page: PageWords, run: Run) -> int | None:
    match = _LINE_NUMBER.fullmatch(page.texts[run.words[0]])
    return int(match[1]) if match and len(run.words) == 1 else None
