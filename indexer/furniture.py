"""Headers and footers: lines that stand at the same place on page after page are taken away.

Knows lines only; a line is furniture because of its repetition, never because of its words.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from indexer.layout import Line

_DEPTH = 3  # lines from the top, and from the bottom, that can be furniture
_FEWEST_PAGES = 3
_DIGITS = re.compile(r"\d+|\b[ivxlc]+\b")


def without_furniture(pages: Sequence[tuple[Line, ...]]) -> list[tuple[Line, ...]]:
    """The pages' lines without those that repeat at the top or the bottom."""
    seen = Counter(key for lines in pages for key in set(_edges(lines).values()))
    often = {key for key, times in seen.items() if times >= max(_FEWEST_PAGES, 0.1 * len(pages))}
    return [_without(lines, often) for lines in pages]


def _without(lines: tuple[Line, ...], often: set[str]) -> tuple[Line, ...]:
    edges = _edges(lines)
    kept = tuple(line for n, line in enumerate(lines) if edges.get(n) not in often)
    return kept or lines  # a page of nothing but repeated lines says what it says


def _edges(lines: tuple[Line, ...]) -> dict[int, str]:
    top = {n: "top " + _pattern(line.text) for n, line in enumerate(lines[:_DEPTH])}
    first = max(len(top), len(lines) - _DEPTH)
    bottom = {n: "end " + _pattern(lines[n].text) for n in range(first, len(lines))}
    return {**top, **bottom}


def _pattern(text: str) -> str:
    return _DIGITS.sub("#", text.lower())
