"""Turns a page's words so that its text runs from left to right, whichever way it was printed.

Knows boxes and letters only; what comes after need not know of pages printed sideways, or of
Hebrew and Arabic.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import islice

import numpy as np

from indexer.words import PageWords

_RIGHT_TO_LEFT = ((0x590, 0x8FF), (0xFB1D, 0xFDFF), (0xFE70, 0xFEFC))  # first and last letters


def left_to_right(page: PageWords) -> PageWords:
    """The page as it would be if most of its text ran from left to right."""
    return _mirrored(_upright(page))


def _upright(page: PageWords) -> PageWords:
    """The page, turned so that its text runs from left to right where most of it runs upwards or
    downwards (a table printed sideways)."""
    wide, high = (page.boxes[:, 2:] - page.boxes[:, :2]).T
    among = np.flatnonzero(high > 1.5 * wide).tolist()
    tall = sum([len(page.texts[n]) > 2 for n in among])
    long = (text for text in page.texts if len(text) > 2)  # as many as it takes
    if not tall or len(list(islice(long, 2 * tall))) == 2 * tall:
        return page
    left, bottom, right, top = page.boxes.T
    upwards = np.median(np.sign(np.diff(bottom))) > 0 if len(page.texts) > 1 else True
    turned = (bottom, -right, top, -left) if upwards else (-top, left, -bottom, right)
    return replace(page, boxes=np.stack(turned, axis=1))


def _mirrored(page: PageWords) -> PageWords:
    """The page mirrored where most of its letters are Hebrew or Arabic."""
    letters = "".join(page.texts)
    if letters.isascii() or 2 * _right_to_left(letters) <= len(letters):
        return page
    left, bottom, right, top = page.boxes.T
    return replace(page, boxes=np.stack((-right, bottom, -left, top), axis=1))


def _right_to_left(letters: str) -> int:
    """How many of the letters are read from right to left."""
    codes = np.frombuffer(letters.encode("utf-32-le", "surrogatepass"), np.uint32)
    return sum(int(((codes >= first) & (codes <= last)).sum()) for first, last in _RIGHT_TO_LEFT)
