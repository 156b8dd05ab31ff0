"""Turns a page's words so that its text runs from left to right, whichever way it was printed.

Knows boxes and letters only; what comes after need not know of pages printed sideways, or of
Hebrew and Arabic.
"""

from __future__ import annotations

import re
from dataclasses import replace

import numpy as np

from indexer.words import PageWords

_RIGHT_TO_LEFT = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]")


def left_to_right(page: PageWords) -> PageWords:
    """The page as it would be if most of its text ran from left to right."""
    return _mirrored(_upright(page))


def _upright(page: PageWords) -> PageWords:
    """The page, turned so that its text runs from left to right where most of it runs upwards or
    downwards (a table printed sideways)."""
    wide, high = (page.boxes[:, 2:] - page.boxes[:, :2]).T
    among = np.flatnonzero(high > 1.5 * wide).tolist()
    tall = sum([len(page.texts[n]) > 2 for n in among])
    if not tall or 2 * tall <= sum([len(text) > 2 for text in page.texts]):
        return page
    left, bottom, right, top = page.boxes.T
    upwards = np.median(np.sign(np.diff(bottom))) > 0 if len(page.texts) > 1 else True
    turned = (bottom, -right, top, -left) if upwards else (-top, left, -bottom, right)
    return replace(page, boxes=np.stack(turned, axis=1))


def _mirrored(page: PageWords) -> PageWords:
    """The page mirrored where most of its letters are Hebrew or Arabic."""
    letters = "".join(page.texts)
    if letters.isascii() or not _RIGHT_TO_LEFT.search(letters):
        return page
    if 2 * len(_RIGHT_TO_LEFT.findall(letters)) <= len(letters):
        return page
    left, bottom, right, top = page.boxes.T
    return replace(page, boxes=np.stack((-right, bottom, -left, top), axis=1))
