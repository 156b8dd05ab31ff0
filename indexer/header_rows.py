"""Which rows name the columns of a table, so that they can be repeated where it is split.

Looks at the lines of a document's text, from page to page: a table goes on after the titles that
stand between its rows ("Cash flows from investing"), and over the end of a page. Knows nothing of
passages, or of where anything stands.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

_LONGEST_TITLE = 120  # characters; a longer line between two rows ends the table
_MOST_TITLES = 2  # lines that may stand between two rows of one table
_MOST_NAMING = 3  # rows; more of words before the first of figures are entries, not headings
_CELLS = re.compile(r" *\| *|\t")
_YEAR = re.compile(r"(19|20)\d\d")
_FIGURE = re.compile(r"\(?[$€£¥]|[-–—(.]*\d|[-–—]+$|n\.?/?[am]\.?$", re.IGNORECASE)
_LETTER = re.compile(r"[^\W\d_]")


@dataclass(frozen=True, slots=True)
class TextLine:
    """A sentence, a heading or a row of a table."""

    text: str
    page: int
    row: bool


def header_rows(lines: Sequence[TextLine]) -> list[str]:
    """For each line the rows that name the columns of its table, a line each; "" where it is one of
    them, where nothing names them, or where it is in no table."""
    found = [""] * len(lines)
    for table in _tables(lines):
        naming = table.naming
        header = "\n".join(lines[n].text for n in naming)
        for n in table.lines:
            if naming and n > naming[-1]:
                found[n] = header
    return found


def names_columns(row: str) -> bool:
    """Whether no cell of a row is a figure but a year, and one behind the first says something."""
    first, *others = _CELLS.split(row.strip())
    told = [cell for cell in others if cell]
    if not told or any(_is_figure(cell) for cell in [first, *told]):
        return False
    return any(_LETTER.search(cell) or _YEAR.fullmatch(cell) for cell in told)


def _is_figure(cell: str) -> bool:
    return _FIGURE.match(cell) is not None and _YEAR.fullmatch(cell) is None


@dataclass(slots=True)
class _Table:
    """The rows of one table, and the titles between them, by their numbers among the lines."""

    width: int  # cells of its first row
    page: int  # of its last row
    first_figures: int | None = None  # how many rows come before the first that has figures
    rows: list[int] = field(default_factory=list)
    lines: list[int] = field(default_factory=list)

    @property
    def naming(self) -> list[int]:
        """The rows that name its columns; in a table of words the first, as is the custom."""
        if self.first_figures is None:
            return self.rows[:1]
        return self.rows[: self.first_figures if self.first_figures <= _MOST_NAMING else 0]

    def takes(self, line: TextLine, after_titles: bool) -> bool:
        """Whether a row belongs to it: it does not name columns anew, and where titles or the end
        of a page stand between, it is as wide."""
        if self.first_figures is not None and names_columns(line.text):
            return False
        if line.page != self.page:
            return line.text.count("|") + 1 == self.width
        return not after_titles or abs(line.text.count("|") + 1 - self.width) <= 1

    def add(self, titles: list[int], n: int, line: TextLine) -> None:
        """Take a row in, and the titles before it."""
        if self.first_figures is None and not names_columns(line.text):
            self.first_figures = len(self.rows)
        self.rows.append(n)
        self.lines += [*titles, n]
        self.page = line.page


def _tables(lines: Sequence[TextLine]) -> Iterator[_Table]:
    table: _Table | None = None
    titles: list[int] = []
    for n, line in enumerate(lines):
        if line.row:
            if table is None or not table.takes(line, bool(titles)):
                if table is not None:
                    yield table
                table, titles = _Table(line.text.count("|") + 1, line.page), []
            table.add(titles, n, line)
            titles = []
        elif len(titles) < _MOST_TITLES and len(line.text) <= _LONGEST_TITLE:
            titles.append(n)
        elif table is not None:
            yield table
            table, titles = None, []
    if table is not None:
        yield table
