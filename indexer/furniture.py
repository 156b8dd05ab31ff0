"""Headers and footers: lines that stand at the same place on page after page are taken away.

Knows lines only; a line is furniture because of its repetition, never because of its words. Its
first page keeps it, unless it is a bare number, so that what it says can still be found.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from indexer.layout import CELL, Line

_DEPTH = 3  # lines from the top, and from the bottom, that can be furniture
_FEWEST_PAGES = 3
_SHARE_OF_PAGES = 0.1  # chapter titles change; a header of every chapter still passes this
_SHARE_OF_RUNNING_HEAD = 0.4  # of which only a part repeats: the title, not the chapter beside it
_GRID = 3.0  # points; a header stands at one height
_NUMBERS = re.compile(r"\d+|\b[ivxlc]+\b", re.IGNORECASE)


def without_furniture(pages: Sequence[tuple[Line, ...]]) -> list[tuple[Line, ...]]:
    """The pages' lines without those that repeat at the top or the bottom."""
    edges = [_edges(lines) for lines in pages]
    seen = Counter(key for keys in edges for key in set(keys.values()))
    cells = Counter(
        cell for keys in edges for cell in {c for k in keys.values() for c in _cells(k)}
    )
    fewest = max(_FEWEST_PAGES, _SHARE_OF_PAGES * len(pages))
    running = {
        cell
        for cell, count in cells.items()
        if count >= max(_FEWEST_PAGES, _SHARE_OF_RUNNING_HEAD * len(pages))
        and _says_something(cell)
    }
    told: set[str] = set()
    return [
        _without(lines, _rows_of(keys, running) | _repeated(keys, seen, fewest), told)
        for lines, keys in zip(pages, edges, strict=True)
    ]


def _repeated(keys: dict[int, str], seen: Counter[str], fewest: float) -> dict[int, str]:
    return {n: key for n, key in keys.items() if seen[key] >= fewest}


def _rows_of(keys: dict[int, str], running: set[str]) -> dict[int, str]:
    """The lines on one height with a running head, a chapter's title beside the book's: by index,
    with the part that repeats, or with the place alone."""
    own = {n: cell for n, key in keys.items() for cell in _cells(key) if cell in running}
    places = {_place(cell) for cell in own.values()}
    return {n: own.get(n, _place(key)) for n, key in keys.items() if _place(key) in places}


def _without(
    lines: tuple[Line, ...], furniture: dict[int, str], told: set[str]
) -> tuple[Line, ...]:
    kept = tuple(
        line
        for n, line in enumerate(lines)
        if n not in furniture or (_says_something(furniture[n]) and furniture[n] not in told)
    )
    told |= set(furniture.values())
    return kept or lines  # a page of nothing but repeated lines says what it says


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


def _all_cells(keys: dict[int, str]) -> set[str]:
    return {cell for key in keys.values() for cell in _cells(key)}


def _says_something(key: str) -> bool:
    return sum(letter.isalpha() for letter in key.split(" ", 2)[2]) >= 3
