"""Headers and footers: lines that stand at the same place on page after page are taken away.

Knows lines only; a line is furniture because of its repetition, never because of its words. Its
first page keeps it, unless a number stands in it, so that what it says can still be found. What is
furniture is told from all pages of a file, and of them from the lines at their edges alone.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from indexer.lines import CELL, Line

_DEPTH = 3  # lines from the top, and from the bottom, that can be furniture
_FEWEST_PAGES = 3
_SHARE_OF_PAGES = 0.1  # chapter titles change; a header of every chapter still passes this
_SHARE_OF_RUNNING_HEAD = 0.4  # of which only a part repeats: the title, not the chapter beside it
_GRID = 3.0  # points; a header stands at one height
_SHARE_OF_NUMBERED = 0.5
_LONGEST_FOOTER = 80  # characters
_NUMBER = re.compile(r"[0-9]{1,4}")
_NUMBERS = re.compile(r"\d+|\b[ivxlc]+\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Edges:
    """The lines of a page that can be furniture."""

    lines: int  # of the page, all of them
    by_line: Mapping[int, tuple[str, str]]  # place and text of those nearest to top and bottom

    @property
    def keys(self) -> dict[int, str]:
        """Place and pattern of each line."""
        return {n: place + _pattern(text) for n, (place, text) in self.by_line.items()}


def edges_of(lines: Sequence[Line]) -> Edges:
    """The edges of a page with these lines."""
    order = sorted(range(len(lines)), key=lambda n: (-lines[n].top, n))
    places = {n: f"top {round(lines[n].top / _GRID)} " for n in order[:_DEPTH]}
    for n in order[-_DEPTH:]:
        places.setdefault(n, f"end {round(lines[n].bottom / _GRID)} ")
    return Edges(len(lines), {n: (place, lines[n].text) for n, place in places.items()})


class Furniture:
    """What repeats on the pages of a file, from the edges of all of them."""

    def __init__(self, pages: Sequence[Edges]) -> None:
        self._pages = pages
        self.numbers = _printed_numbers(pages)
        self._unwanted = list(self._found())

    def without(self, index: int, lines: Sequence[Line]) -> tuple[Line, ...]:
        """The lines of the page at `index`, from 0, but for its furniture."""
        unwanted = self._unwanted[index]
        return tuple([line for n, line in enumerate(lines) if n not in unwanted])

    def kept_edges(self) -> Iterator[str]:
        """The texts of the edges' lines that stay, of all pages."""
        for page, unwanted in zip(self._pages, self._unwanted, strict=True):
            yield from [text for n, (_, text) in page.by_line.items() if n not in unwanted]

    def _found(self) -> Iterator[Collection[int]]:
        """Which lines are furniture, page by page."""
        edges = _by_running_heads([page.keys for page in self._pages])
        seen = Counter(key for keys in edges for key in set(keys.values()))
        fewest = max(_FEWEST_PAGES, _SHARE_OF_PAGES * len(edges))
        often = {key for key, times in seen.items() if times >= fewest}
        told = {key for key in often if not _says_something(key)}
        for page, keys, number in zip(self._pages, edges, self.numbers, strict=True):
            found = {n for n, key in keys.items() if key in told}
            if number:
                texts = {n: text for n, (_, text) in page.by_line.items()}
                found |= {n for n, text in texts.items() if text.strip("-–— ") == number}
            # A page of nothing but repeated lines says what it says.
            yield found if len(found) < page.lines else ()
            told |= often & set(keys.values())


def _printed_numbers(pages: Sequence[Edges]) -> list[str]:
    """The page number printed on each page; all "" where none counts on from page to page.

    A page that shows none has the number that it would have; before the first, its place in the
    file in parentheses (brackets would look like a citation).
    """
    ahead = Counter(
        number - index for index, page in enumerate(pages) for number in _edge_numbers(page)
    )
    if not ahead:
        return [""] * len(pages)
    distance, times = ahead.most_common(1)[0]
    if times < max(_FEWEST_PAGES, _SHARE_OF_NUMBERED * len(pages)):
        return [""] * len(pages)
    return [
        str(index + distance) if index + distance > 0 else f"({index + 1})"
        for index in range(len(pages))
    ]


def _edge_numbers(page: Edges) -> set[int]:
    """Numbers that open or close the page's highest or lowest lines."""
    found: set[int] = set()
    for _, text in page.by_line.values():
        if len(text) <= _LONGEST_FOOTER:
            words = text.strip("-–— |").split()
            found |= {int(word) for word in words[:1] + words[-1:] if _NUMBER.fullmatch(word)}
    return found


def _pattern(text: str) -> str:
    return _NUMBERS.sub("#", text.lower())


def _place(key: str) -> str:
    return " ".join(key.split(" ", 2)[:2]) + " "


def _cells(key: str) -> list[str]:
    place = _place(key)
    return [place + cell for cell in key.removeprefix(place).split(CELL)]


def _by_running_heads(edges: list[dict[int, str]]) -> list[dict[int, str]]:
    """The same, but lines on one height with a running head (a chapter's title beside the book's)
    go by the part that repeats from chapter to chapter, or by their place alone."""
    cells = Counter(
        cell for keys in edges for cell in {c for key in keys.values() for c in _cells(key)}
    )
    fewest = max(_FEWEST_PAGES, _SHARE_OF_RUNNING_HEAD * len(edges))
    running = {c for c, times in cells.items() if times >= fewest and _has_words(c)}
    return [keys | _rows_of(keys, running) for keys in edges]


def _rows_of(keys: dict[int, str], running: set[str]) -> dict[int, str]:
    own = {n: cell for n, key in keys.items() for cell in _cells(key) if cell in running}
    places = {_place(cell) for cell in own.values()}
    return {n: own.get(n, _place(key)) for n, key in keys.items() if _place(key) in places}


def _says_something(key: str) -> bool:
    return "#" not in key.split(" ", 2)[2] and _has_words(key)


def _has_words(key: str) -> bool:
    return sum(letter.isalpha() for letter in key.split(" ", 2)[2]) >= 3
