"""Words to lines, in reading order: rows of tables stay rows, columns are read one by one.

Knows geometry only; nothing of files, readers, or what the words mean.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from indexer.columns import regions
from indexer.direction import left_to_right
from indexer.headings import with_headings_joined
from indexer.lines import CELL, Line
from indexer.runs import SAME_ROW, Run, parted, runs_of, without_line_numbers
from indexer.tables import Cell, tables_in, with_empty_cells
from indexer.words import PageWords
from indexer.wrapping import is_marker, opens_clause, with_wraps

_TAILS = frozenset({")", "%", ")%", "%)"})


def lines_of(page: PageWords) -> tuple[Line, ...]:
    """The page's lines in reading order."""
    page = left_to_right(page)
    lines: list[Line] = []
    for region in regions(without_line_numbers(page, runs_of(page))):
        lines.extend(with_wraps(page, _lines(page, region)))
    return tuple(lines)


def _rows(region: Sequence[Run]) -> list[list[Run]]:
    """The region's runs by row, top to bottom, each row from left to right."""
    rows: list[list[Run]] = []
    bottom = top = 0.0
    for run in sorted(region, key=lambda run: -(run.top + run.bottom)):
        overlap = min(top, run.top) - max(bottom, run.bottom)
        if rows and overlap > SAME_ROW * min(top - bottom, run.top - run.bottom):
            rows[-1].append(run)
        else:
            rows.append([run])
            bottom, top = run.bottom, run.top
    for row in rows:
        row.sort(key=lambda run: run.left)
    return rows


def _lines(page: PageWords, region: Sequence[Run]) -> list[Line]:
    rows = _rows(region)
    cells = [_cells(page, row) for row in rows]
    tables = tables_in(cells)
    cells = with_headings_joined(with_empty_cells(cells, tables), tables, page)
    return [_line(page, row, parts) for row, parts in zip(rows, cells, strict=True) if parts]


def _cells(page: PageWords, row: list[Run]) -> list[Cell]:
    """The cells of a row: runs far apart, or figures that stand close."""
    cells = [Cell(_run_text(page, row[0], row[-1]), row[0].left, row[0].right, row[0].words)]
    for before, run in pairwise(row):
        height = min(run.top - run.bottom, before.top - before.bottom) or 1.0
        gap = (run.left - before.right) / height
        usual = max(run.gap, before.gap) / height
        text = _run_text(page, run, row[-1])
        last, first = page.texts[before.words[-1]], page.texts[run.words[0]]
        if text not in _TAILS and parted(last, first, gap, usual):
            cells.append(Cell(text, run.left, run.right, run.words))
        else:
            cells[-1] = _joined([cells[-1], Cell(text, run.left, run.right, run.words)])
    if len(cells) == 2:
        one = _joined(cells)
        if is_marker(cells[0].text) or opens_clause(one.text):
            return [one]
    return cells


def _joined(cells: Sequence[Cell]) -> Cell:
    text = " ".join([cell.text for cell in cells])
    words = tuple([word for cell in cells for word in cell.words])
    return Cell(text, cells[0].left, cells[-1].right, words)


def _run_text(page: PageWords, run: Run, last: Run) -> str:
    """The run's words; a hyphen at a line's end that is not its row's end is put back."""
    text = " ".join([page.texts[word] for word in run.words])
    return f"{text}-" if run is not last and run.words[-1] in page.joined else text


def _line(page: PageWords, row: list[Run], cells: Sequence[Cell]) -> Line:
    words = tuple([word for cell in cells for word in cell.words])
    return Line(
        CELL.join([cell.text for cell in cells]),
        words,
        min([run.left for run in row]),
        min([run.bottom for run in row]),
        max([run.right for run in row]),
        max([run.top for run in row]),
        len(cells),
        words[-1] in page.joined,
    )
