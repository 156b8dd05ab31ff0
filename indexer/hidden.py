"""Which words of a page cannot be seen on it: tiny, off the page, or without ink where they stand.

Knows boxes and pixels only. Words that may be unseen (faint, or drawn before something opaque) are
told from the things that the page is drawn of, and then judged by what the drawn page shows.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum, auto

import numpy as np
from numpy.typing import NDArray

from indexer.words import Boxes

_SMALLEST = 1.0  # points; print that cannot be read
_LEAST_CONTRAST = 24  # of 255, between the lightest and the darkest pixel of a word's box

Mask = NDArray[np.bool_]
"""Shape (n,): one for each word."""


class Kind(Enum):
    """What a thing on a page is."""

    TEXT = auto()
    PATH = auto()
    IMAGE = auto()
    OTHER = auto()  # among them parts that hold further things


@dataclass(frozen=True, slots=True)
class Drawn:
    """The things that a page is drawn of, in the order of drawing."""

    kinds: tuple[Kind, ...]
    boxes: Boxes  # one row a thing, as the page is seen
    faint: Mask  # texts in nearly white, nearly transparent or no paint at all
    opaque: Mask  # paths and images that hide what they cover

    @property
    def needs_a_look(self) -> bool:
        """Whether single words must be looked at to know which are faint."""
        return bool(self.faint.any()) or Kind.OTHER in self.kinds


def doubtful_words(
    words: Boxes, drawn: Drawn | None, faint: Sequence[int], page_size: tuple[float, float]
) -> NDArray[np.intp]:
    """Which words may be unseen: those that are `faint`, and those that lie under something.

    Letters over a picture of half a page or more are taken for the work of text recognition, that
    leaves them unpainted above what was recognised.
    """
    if drawn is None:
        return np.array(faint, np.intp)
    doubtful = np.zeros(len(words), bool)
    if not _is_scan(drawn, page_size):
        doubtful[list(faint)] = True
    texts = np.array([kind is Kind.TEXT for kind in drawn.kinds], bool)
    for n in np.flatnonzero(drawn.opaque):
        if _inside(drawn.boxes[:n][texts[:n]], drawn.boxes[n]).any():
            doubtful |= _inside(words, drawn.boxes[n])
    return np.flatnonzero(doubtful)


def _is_scan(drawn: Drawn, page_size: tuple[float, float]) -> bool:
    sides = drawn.boxes[:, 2:] - drawn.boxes[:, :2]
    areas = sides.prod(axis=1)[[kind is Kind.IMAGE for kind in drawn.kinds]]
    return bool((areas >= 0.5 * page_size[0] * page_size[1]).any())


def _inside(boxes: Boxes, cover: NDArray[np.float32]) -> Mask:
    """Which boxes have their middle within the cover."""
    middles = (boxes[:, :2] + boxes[:, 2:]) / 2
    return np.asarray(((middles > cover[:2]) & (middles < cover[2:])).all(axis=1))


def beyond_sight(boxes: Boxes, width: float, height: float) -> Mask:
    """Words too small to be read, or wholly off a page of this size (points)."""
    left, bottom, right, top = boxes.T
    small = np.minimum(right - left, top - bottom) < _SMALLEST
    small &= (top - bottom < _SMALLEST) | (right - left < _SMALLEST / 2)
    off = (right <= 0) | (left >= width) | (top <= 0) | (bottom >= height)
    return np.asarray(small | off)


def without_ink(boxes: Boxes, pixels: NDArray[np.uint8], pixels_per_point: float) -> Mask:
    """Words in whose boxes the picture (height, width, 3) of the page shows one plain colour."""
    height, width, _ = pixels.shape
    found = np.zeros(len(boxes), bool)
    for n, (left, bottom, right, top) in enumerate((boxes * pixels_per_point).tolist()):
        rows = slice(_within(height - top, height), _within(math.ceil(height - bottom), height))
        columns = slice(_within(left, width), _within(math.ceil(right), width))
        part = pixels[rows, columns]
        contrast = np.ptp(part.reshape(-1, 3).astype(np.int16), axis=0).max() if part.size else 0
        found[n] = contrast < _LEAST_CONTRAST
    return found


def _within(place: float, end: int) -> int:
    return int(min(max(place, 0), end))
