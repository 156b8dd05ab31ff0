"""Headers and footers: lines that stand at the same place on page after page are taken away.

Knows lines only; a line is furniture because of its repetition, never because of its words. Its
first page keeps it, unless a number stands in it, so that what it says can still be found.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

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


def without_furniture(
    pages: Sequence[tuple[Line, ...]], first_index: int = 0
) -> list[tuple[Line, ...]]:
    """The pages' lines without those that repeat at the top or the bottom.

    `first_index` is where in the file, from 0, the first of the pages stands.
    """
    edges = _by_running_heads([_edges(lines) for lines in pages])
    seen = Counter(key for keys in edges for key in set(keys.values()))
    fewest = max(_FEWEST_PAGES, _SHARE_OF_PAGES * len(pages))
    often = {key for key, times in seen.items() if times >= fewest}
    told = often if first_index else {key for key in often if not _says_something(key)}
    numbers = printed_numbers(pages, first_index)
    kept = []
    for lines, keys, number in zip(pages, edges, numbers, strict=True):
        kept.append(_without(lines, keys, told, number))
        told |= often & set(keys.values())
    return kept


def printed_numbers(pages: Sequence[tuple[Line, ...]], first_index: int = 0) -> list[str]:
    """The page number printed on each page; all "" where none counts on from page to page.

    A page that shows none has the number that it would have; before the first, its place in the
    file in parentheses (brackets would look like a citation).
    """
    numbers = [_edge_numbers(lines) for lines in pages]
    ahead = Counter(
        number - index for index, found in enumerate(numbers, first_index) for number in found
    )
    if not ahead:
        return [""] * len(pages)
    distance, times = ahead.most_common(1)[0]
    if times < max(_FEWEST_PAGES, _SHARE_OF_NUMBERED * len(pages)):
        return [""] * len(pages)
    return [
        str(index + distance) if index + distance > 0 else f"({index + 1})"
        for index in range(first_index, first_index + len(pages))
    ]


def _without(
    lines: tuple[Line, ...], keys: dict[int, str], unwanted: set[str], number: str
) -> tuple[Line, ...]:
    kept = tuple(
        line
        for n, line in enumerate(lines)
        if keys.get(n, "") not in unwanted
        and not (n in keys and number and line.text.strip("-–— ") == number)
    )
    return kept or lines  # a page of nothing but repeated lines says what it says


def _edge_numbers(lines: tuple[Line, ...]) -> set[int]:
    """Numbers that open or close the page's highest or lowest lines."""
    found: set[int] = set()
    for n in _edges(lines):
        if len(lines[n].text) <= _LONGEST_FOOTER:
            words = lines[n].text.strip("-–— |").split()
            found |= {int(word) for word in words[:1] + words[-1:] if _NUMBER.fullmatch(word)}
    return found


def _edges(lines: tuple[Line, ...]) -> dict[int, str]:
    """The pattern and place of the lines nearest to the top and to the bottom, by index."""
    order = sorted(range(len(lines)), key=lambda n: (-lines[n].top, n))
    found = {n: f"top {round(lines[n].top / _GRID)} " for n in order[:_DEPTH]}
    for n in order[-_DEPTH:]:
        found.setdefault(n, f"end {round(lines[n].bottom / _GRID)} ")
    return {n: place + _NUMBERS.sub("#", lines[n].text.lower()) for n, place in found.items()}


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
