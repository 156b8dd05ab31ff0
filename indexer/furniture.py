"""Headers and footers: lines that stand at the same place on page after page are taken away.

Knows lines only; a line is furniture because of its repetition, never because of its words. Its
first page keeps it, unless it is a bare number, so that what it says can still be found.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from indexer.layout import Line

_DEPTH = 3  # lines from the top, and from the bottom, that can be furniture
_FEWEST_PAGES = 3
_SHARE_OF_PAGES = 0.1  # chapter titles change; a header of every chapter still passes this
_GRID = 3.0  # points; a header stands at one height
_NUMBERS = re.compile(r"\d+|\b[ivxlc]+\b", re.IGNORECASE)


def without_furniture(pages: Sequence[tuple[Line, ...]]) -> list[tuple[Line, ...]]:
    """The pages' lines without those that repeat at the top or the bottom."""
    edges = [_edges(lines) for lines in pages]
    seen = Counter(key for keys in edges for key in set(keys.values()))
    fewest = max(_FEWEST_PAGES, _SHARE_OF_PAGES * len(pages))
    told: set[str] = set()
    return [
        _without(lines, keys, {key for key in keys.values() if seen[key] >= fewest}, told)
        for lines, keys in zip(pages, edges, strict=True)
    ]


def _without(
    lines: tuple[Line, ...], keys: dict[int, str], often: set[str], told: set[str]
) -> tuple[Line, ...]:
    kept = tuple(
        line
        for n, line in enumerate(lines)
        if (key := keys.get(n, "")) not in often or (_says_something(key) and key not in told)
    )
    told |= often
    return kept or lines  # a page of nothing but repeated lines says what it says


def _edges(lines: tuple[Line, ...]) -> dict[int, str]:
    """The pattern and place of the lines nearest to the top and to the bottom, by index."""
    order = sorted(range(len(lines)), key=lambda n: (-lines[n].top, n))
    found = {n: f"top {round(lines[n].top / _GRID)} " for n in order[:_DEPTH]}
    for n in order[-_DEPTH:]:
        found.setdefault(n, f"end {round(lines[n].bottom / _GRID)} ")
    return {n: place + _NUMBERS.sub("#", lines[n].text.lower()) for n, place in found.items()}


def _says_something(key: str) -> bool:
    return sum(letter.isalpha() for letter in key.split(" ", 2)[2]) >= 3
