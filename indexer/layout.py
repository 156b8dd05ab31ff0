"""Words to lines, in reading order: rows of tables stay rows, columns are read one by one.

Knows geometry only; nothing of files, readers, or what the words mean.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

from indexer.words import PageWords

CELL = " | "
"""What stands between two cells of a table's row."""

_CELL_GAP = 1.0  # of a line's height: a wider gap between two words parts cells


@dataclass(frozen=True, slots=True)
class Line:
    """A line of text as it stands on the page."""

    text: str
    words: tuple[int, ...]  # which words of the page it is made of
    left: float  # points, as are the following
    bottom: float
    right: float
    top: float
    cells: int = 1
    hyphenated: bool = False  # its last character was a hyphen at the line's end


def lines_of(page: PageWords) -> tuple[Line, ...]:
    """The page's lines in reading order."""
    rows: list[list[int]] = []
    for n in range(len(page.texts)):
        if rows and _same_row(page, rows[-1][-1], n):
            rows[-1].append(n)
        else:
            rows.append([n])
    return tuple(_line(page, row) for row in rows)


def _same_row(page: PageWords, before: int, after: int) -> bool:
    _, low, right, high = page.boxes[before]
    left, bottom, _, top = page.boxes[after]
    overlap = min(high, top) - max(low, bottom)
    return bool(overlap > 0.5 * min(high - low, top - bottom) and left > right - (high - low))


def _line(page: PageWords, row: list[int]) -> Line:
    boxes = page.boxes[row]
    height = float((boxes[:, 3] - boxes[:, 1]).max())
    parts, cells = [page.texts[row[0]]], 1
    for before, after in pairwise(row):
        if page.boxes[after][0] - page.boxes[before][2] > _CELL_GAP * height:
            parts.append(CELL)
            cells += 1
        else:
            parts.append(" ")
        parts.append(page.texts[after])
    left, bottom = boxes[:, 0].min(), boxes[:, 1].min()
    right, top = boxes[:, 2].max(), boxes[:, 3].max()
    return Line(
        "".join(parts),
        tuple(row),
        float(left),
        float(bottom),
        float(right),
        float(top),
        cells,
        row[-1] in page.joined,
    )
