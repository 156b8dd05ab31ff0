"""Finds characters of a page's text again among the words on the page, so as to mark them.

The text was cleaned, so spaces, hyphens and ligatures differ: only letters, digits and the like are
compared. Knows nothing of files or pictures.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import pairwise

import numpy as np

from indexer.lines import Line
from indexer.words import Boxes, PageWords


@dataclass(frozen=True, slots=True)
class Mark:
    """Which characters of a page are to be marked: [start, end) of its text as it was read."""

    text: str
    start: int
    end: int


def marked_boxes(page: PageWords, lines: Sequence[Line], mark: Mark) -> Boxes:
    """One box for each run of marked words on a line; (0, 4) where none is found again."""
    order = [word for line in lines for word in line.words]
    wanted = _words_within(page, order, mark)
    runs = [
        run for line in lines for run in _runs([word in wanted for word in line.words], line.words)
    ]
    boxes = [_around(page.boxes[list(run)]) for run in runs]
    return np.array(boxes, np.float32).reshape(len(boxes), 4)


def _words_within(page: PageWords, order: list[int], mark: Mark) -> set[int]:
    inks = [_ink(page.texts[word]) for word in order]
    starts = np.cumsum([0, *map(len, inks)])
    first, last = _place("".join(inks), mark)
    return {
        word
        for word, (begin, end) in zip(order, pairwise(starts), strict=True)
        if begin < last and end > first
    }


def _place(page_ink: str, mark: Mark) -> tuple[int, int]:
    """Where the marked characters stand among the page's."""
    before, wanted = _ink(mark.text[: mark.start]), _ink(mark.text[mark.start : mark.end])
    if not wanted:
        return 0, 0
    places = list(_occurrences(page_ink, wanted))
    if places:  # headers were taken away, so that the count before may be short
        place = min(places, key=lambda at: abs(at - len(before)))
        return place, place + len(wanted)
    blocks = SequenceMatcher(None, page_ink, wanted, autojunk=False).get_matching_blocks()
    good = [block for block in blocks if block.size >= min(8, len(wanted))]
    return (good[0].a, good[-1].a + good[-1].size) if good else (0, 0)


def _occurrences(text: str, part: str) -> Iterable[int]:
    at = text.find(part)
    while at >= 0:
        yield at
        at = text.find(part, at + 1)


def _ink(text: str) -> str:
    return "".join(filter(str.isalnum, unicodedata.normalize("NFKC", text)))


def _runs(wanted: list[bool], words: tuple[int, ...]) -> Iterable[tuple[int, ...]]:
    run: list[int] = []
    for want, word in zip([*wanted, False], [*words, -1], strict=True):
        if want:
            run.append(word)
        elif run:
            yield tuple(run)
            run = []


def _around(boxes: Boxes) -> tuple[float, float, float, float]:
    left, bottom = boxes[:, 0].min(), boxes[:, 1].min()
    return float(left), float(bottom), float(boxes[:, 2].max()), float(boxes[:, 3].max())
