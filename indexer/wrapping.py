"""Which lines go on in the next one: wrapped sentences, and labels of a table's rows.

Knows lines and the width of words; nothing of columns, which are parted already. Distances are in
heights of the line's own letters.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

import numpy as np

from indexer.lines import Line
from indexer.words import PageWords

_LINE_PITCH = 1.7  # lines further apart than this belong to two paragraphs
_LABEL_PITCH = 0.8  # of a table's rows: lines of one label stand closer than rows do
_SAME_LABEL = 1.35  # lines of a label that goes on in small letters are at most so far apart
_INDENT = 0.8
_SAME_PRINT = 1.2  # ratio of heights up to which two lines are of one paragraph
_MARKER = re.compile(r"[•·▪■◦‣●○–—*-]|\(?(\d{1,2}|[a-zA-Z]|[ivx]{1,4})[.)]|\(\w{1,3}\)|\[\d+\]")
_CLAUSE = re.compile(r"\d{1,2}(\.\d{1,2}){1,3}\.? [^\W\d_a-z]")  # "4.2", then a capital letter
_LED = re.compile(r"(?:\s?[.·…_]){4,}\s*\S{1,6}\Z")  # dots that lead to a page's number


def with_wraps(page: PageWords, lines: Sequence[Line]) -> list[Line]:
    """The region's lines, each told whether the next one goes on with it."""
    edge = max((line.right for line in lines if line.cells == 1), default=0.0)
    pitch = _row_pitch(lines)
    return [
        *[
            replace(line, goes_on=True)
            if _goes_on(page, line, below, edge) or _label_goes_on(line, below, pitch)
            else line
            for line, below in pairwise(lines)
        ],
        *lines[-1:],
    ]


def begins_with_marker(text: str) -> bool:
    """Whether the text opens as an entry of a list does: a bullet, "(a)", "3."."""
    return is_marker(text.split(" ", 1)[0])


def is_marker(text: str) -> bool:
    """Whether the text is nothing but such a mark."""
    return _MARKER.fullmatch(text) is not None


def opens_clause(text: str) -> bool:
    """Whether a paragraph of a contract opens here: its number, then a sentence, not a figure."""
    return _CLAUSE.match(text) is not None


def _row_pitch(lines: Sequence[Line]) -> float:
    """How far apart the rows of the region's tables stand; 0 where it has none."""
    pitches = [
        line.bottom - below.bottom
        for line, below in pairwise(lines)
        if line.cells > 2 and below.cells > 2
    ]
    return float(np.median(pitches)) if pitches else 0.0


def _label_goes_on(line: Line, below: Line, pitch: float) -> bool:
    """Whether a row's label takes two lines, of which only the second has the row's figures."""
    height = line.top - line.bottom
    if line.cells > 1 or below.cells < 3 or line.text[-1] == ":":
        return False
    down, right = line.bottom - below.bottom, below.left - line.left
    if down < _LABEL_PITCH * pitch and abs(right) < _INDENT * height:
        return True
    unended = line.text[-1].isalnum() and below.text[0].islower()
    return unended and down < _SAME_LABEL * height and 0 <= right + 1.0 < 2.0 * height


def _goes_on(page: PageWords, line: Line, below: Line, edge: float) -> bool:
    """A line was wrapped where the first word below would not have fitted behind it."""
    if line.hyphenated and below.cells == line.cells == 1:
        return True
    if line.cells > 1 or below.cells > 1 or begins_with_marker(below.text):
        return False
    if (".." in line.text or ". ." in line.text) and _LED.search(line.text):
        return False
    height, height_below = line.top - line.bottom, below.top - below.bottom
    if max(height, height_below) > _SAME_PRINT * min(height, height_below):
        return False
    if line.bottom - below.bottom > _LINE_PITCH * height:
        return False
    hangs = begins_with_marker(line.text) or opens_clause(line.text)
    if below.left > line.left + _INDENT * height and not hangs:
        return False
    if below.left < line.left - _INDENT * height and opens_clause(below.text):
        return False
    left, _, right, _ = page.boxes[below.words[0]].tolist()
    if line.right + 0.25 * height + (right - left) > edge - 0.5 * height:
        return True
    wide = line.right - line.left > 0.7 * (edge - line.left)
    return wide and line.text[-1].islower() and below.left < line.left + _INDENT * height
