"""Which words of a page cannot be seen on it: tiny, off the page, or without ink where they stand.

Knows boxes and pixels only; what is worth a look (white, transparent or covered letters) is found
by the reader, and judged here by what the drawn page shows.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from indexer.words import Boxes

_SMALLEST = 1.0  # points; print that cannot be read
_LEAST_CONTRAST = 24  # of 255, between the lightest and the darkest pixel of a word's box

Mask = NDArray[np.bool_]
"""Shape (n,): one for each word."""


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
