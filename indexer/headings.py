"""Headings of a table's columns: what stands in several lines over a column becomes one cell.

Knows cells, words and their places only. A heading that spans several columns stays a row of its
own, as does everything above it.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from indexer.tables import Cell, Row, Table, names_years
from indexer.words import PageWords

_MOST_LINES = 7  # of one heading
_MOST_TITLES = 2  # "Revenues by:", between a heading and the first row of figures
_MOST_WORDS = 40  # of a line; more are prose
_LINE_PITCH = 1.7  # of a line's height: lines further apart are not of one heading
_PARTING_GAP = 0.35  # of a line's height: words closer than this belong together

Slots = list[list[int]]
"""Words by column: those of the label first, then those over each column of figures."""


def with_headings_joined(
    rows: Sequence[Row], tables: Sequence[Table], page: PageWords
) -> list[Row]:
    """The rows, with each table's headings joined in the lowest; the others are left empty."""
    result = list(rows)
    above = -1
    for table in tables:
        lowest = _lowest(rows, table)
        lines = _heading_lines(result, table, lowest, above, page)
        if lines and (len(lines) > 1 or sum(map(bool, lines[0])) > len(rows[lowest])):
            result[lowest] = _joined(lines[::-1], page)
            for n in range(lowest - len(lines) + 1, lowest):
                result[n] = []
        above = table.rows[-1]
    return result


def _lowest(rows: Sequence[Row], table: Table) -> int:
    """The row that stands lowest in the heading, below which there may be titles of rows."""
    first = table.rows[0]
    if names_years(rows[first]):
        return first
    for n in range(first - 1, max(-1, first - 2 - _MOST_TITLES), -1):
        if rows[n] and rows[n][-1].right > table.columns[0][0]:
            return n
    return first - 1


def _heading_lines(
    rows: Sequence[Row], table: Table, lowest: int, above: int, page: PageWords
) -> list[Slots]:
    """The lines of the heading by column, from the lowest up.

    Where the lowest line repeats itself ("2018 | 2017 | 2018 | 2017"), what stands above is said of
    each of its repetitions as a whole, and so of each of their columns.
    """
    lines: list[Slots] = []
    columns, width = table.columns, 1
    for n in range(lowest, above, -1):
        if len(lines) == _MOST_LINES or (lines and _far_apart(rows[n], rows[n + 1], page)):
            break
        slots = _slots(rows[n], columns, page)
        if slots is None:
            break
        lines.append([slots[0], *(slot for slot in slots[1:] for _ in range(width))])
        if n == lowest:
            width = _period([[page.texts[word] for word in slot] for slot in slots[1:]])
            columns = tuple(
                (columns[start][0], columns[start + width - 1][1])
                for start in range(0, len(columns), width)
            )
    return lines


def _period(texts: list[list[str]]) -> int:
    """After how many columns the texts begin to repeat; 1 where they do not."""
    for width in range(2, len(texts) // 2 + 1):
        if len(texts) % width == 0 and all(
            text == texts[n % width] for n, text in enumerate(texts)
        ):
            return width if texts[0] != texts[1] else 1
    return 1


def _far_apart(row: Row, below: Row, page: PageWords) -> bool:
    if not row or not row[0].words:
        return True
    _, bottom, _, top = page.boxes[row[0].words[0]].tolist()
    return bool(bottom - page.boxes[below[0].words[0]][1] > _LINE_PITCH * (top - bottom))


def _slots(row: Row, columns: Sequence[tuple[float, float]], page: PageWords) -> Slots | None:
    """The row's words by column; None where some stand over two columns, or none over any."""
    if not 0 < sum(len(cell.words) for cell in row) <= _MOST_WORDS:
        return None
    slots: Slots = [[] for _ in range(len(columns) + 1)]
    for cell in filter(lambda cell: cell.words, row):
        groups = [cell.words] if _reach(cell.words, columns, page) < 2 else _groups(cell, page)
        for words in groups:
            if _reach(words, columns, page) > 1:
                return None
            slots[_place(words, columns, page)] += words
    return slots if any(slots[1:]) else None


def _groups(cell: Cell, page: PageWords) -> list[tuple[int, ...]]:
    """The cell's words, parted where they stand a little further from each other than others."""
    starts = [0]
    for n, (before, after) in enumerate(pairwise(page.boxes[list(cell.words)].tolist()), 1):
        if after[0] - before[2] > _PARTING_GAP * (before[3] - before[1]):
            starts.append(n)
    return [cell.words[start:end] for start, end in pairwise([*starts, len(cell.words)])]


def _reach(words: Sequence[int], columns: Sequence[tuple[float, float]], page: PageWords) -> int:
    """Over how many columns the words stand."""
    left, right = _sides(words, page)
    return sum(left < column_right and column_left < right for column_left, column_right in columns)


def _place(words: Sequence[int], columns: Sequence[tuple[float, float]], page: PageWords) -> int:
    """The column that the words stand over or nearest to, from 1; 0: they are left of all."""
    left, right = _sides(words, page)
    if right <= columns[0][0]:
        return 0
    away = [max(column[0] - right, left - column[1]) for column in columns]
    return 1 + away.index(min(away))


def _sides(words: Sequence[int], page: PageWords) -> tuple[float, float]:
    boxes = page.boxes[list(words)]
    return float(boxes[:, 0].min()), float(boxes[:, 2].max())


def _joined(lines: Sequence[Slots], page: PageWords) -> Row:
    row = []
    for slot in zip(*lines, strict=True):
        words = tuple([word for line in slot for word in line])
        left, right = _sides(words, page) if words else (0.0, 0.0)
        row.append(Cell(_text(words, page), left, right, words))
    while row and not row[-1].words:
        row.pop()
    return row


def _text(words: Sequence[int], page: PageWords) -> str:
    """The words with spaces between, a word broken at a line's end made whole."""
    text = ""
    for word in words:
        text += page.texts[word] + ("\ufffe" if word in page.joined else " ")
    parts = text.strip().split("\ufffe")
    for before, after in pairwise(parts):
        if not after[:1].islower():
            parts[parts.index(before)] = f"{before}-"
    return "".join(parts)
