"""Rows of a table: a figure stays in its column, also where the cells before it are empty.

Knows cells and their places only. A page's rows come in; the same rows go out, with empty cells
where a column of figures has none in a row that others have.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

_FIGURE = re.compile(r"\(?[$€£¥]|[-–—(.]*\d|[-–—]+$")
_YEAR = re.compile(r"(19|20)\d\d")
_FEWEST_COLUMNS = 2  # of figures
_FEWEST_TO_FILL = 3  # with fewer columns there is nothing to mistake
_FEWEST_FULL_ROWS = 2  # that show where the columns are
_MOST_HEADINGS = 2  # rows of a single cell that may stand between two rows of a table


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell's text, and where it stands across the page, in points."""

    text: str
    left: float
    right: float
    words: tuple[int, ...] = ()  # which words of the page it is made of, in order

    @property
    def is_figure(self) -> bool:
        """Whether it holds a number, or the dash that stands for none."""
        return _FIGURE.match(self.text) is not None


Row = list[Cell]


@dataclass(frozen=True, slots=True)
class Table:
    """Rows that share columns of figures."""

    rows: tuple[int, ...]  # their numbers among the page's rows; not all of them follow each other
    columns: tuple[tuple[float, float], ...]  # left and right of each, in points


def tables_in(rows: Sequence[Row]) -> list[Table]:
    """The tables among the rows, top to bottom, where their columns can be told for certain."""
    found = [(block, _columns([rows[n] for n in block])) for block in _blocks(rows)]
    return [Table(tuple(block), tuple(columns)) for block, columns in found if columns]


def with_empty_cells(rows: Sequence[Row], tables: Sequence[Table]) -> list[Row]:
    """The rows, with an empty cell wherever a row leaves a column of its table out."""
    result = list(rows)
    for table in tables:
        for n in table.rows:
            result[n] = _filled(rows[n], table.columns)
    return result


def names_years(row: Row) -> bool:
    """Whether the row opens a table by naming its columns: all its figures are years."""
    return all(_YEAR.fullmatch(cell.text) for cell in row if cell.is_figure)


def _blocks(rows: Sequence[Row]) -> Iterator[list[int]]:
    """The numbers of the rows of each table."""
    block: list[int] = []
    headings = 0
    for n, row in enumerate(rows):
        if _has_figures(row):
            if names_years(row) and block:
                yield block
                block = []
            block.append(n)
            headings = 0
            continue
        headings += 1
        if headings > _MOST_HEADINGS and block:
            yield block
            block = []
    if block:
        yield block


def _has_figures(row: Row) -> bool:
    """Whether at least half of the cells are figures, the label not counted."""
    return len(row) > 1 and 2 * sum(cell.is_figure for cell in row) >= len(row) - 1


def _columns(rows: Sequence[Row]) -> list[tuple[float, float]]:
    """Where the columns of figures stand; empty where that cannot be told for certain."""
    figures = [[cell for cell in row if cell.is_figure] for row in rows]
    most = max(map(len, figures))
    full = [row for row in figures if len(row) == most]
    if most < _FEWEST_COLUMNS or len(full) < _FEWEST_FULL_ROWS:
        return []
    columns = [
        (min(cell.left for cell in cells), max(cell.right for cell in cells))
        for cells in zip(*full, strict=True)
    ]
    apart = all(before[1] < after[0] for before, after in pairwise(columns))
    return columns if apart else []


def _filled(row: Row, columns: Sequence[tuple[float, float]]) -> Row:
    if len(columns) < _FEWEST_TO_FILL:
        return row
    label = [cell for cell in row if cell.right <= columns[0][0]]
    values: dict[int, Cell] = {}
    for cell in row[len(label) :]:
        places = [
            n for n, (left, right) in enumerate(columns) if cell.left < right and left < cell.right
        ]
        if len(places) != 1 or places[0] in values:
            return row
        values[places[0]] = cell
    if not values or len(values) == len(columns):
        return row
    return [*label, *(values.get(n, Cell("", *columns[n])) for n in range(max(values) + 1))]
