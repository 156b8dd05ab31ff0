"""Which words of a page cannot be seen on it: tiny, off the page, or without ink where they stand.

Knows boxes and pixels only. Words that may be unseen (faint, or drawn before something opaque) are
told from the things that the page is drawn of, and then judged by what the drawn page shows.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum, auto
from typing import Any

import numpy as np
from numpy.typing import NDArray

from indexer.words import Boxes

_SMALLEST = 1.0  # points; print that cannot be read
_MOST_COMPARED = 2_000_000  # pairs of a cover and a box at once
_LEAST_ALPHA = 26  # of 255
_NEARLY_WHITE = 234  # of 255
_LEAST_CONTRAST = 24  # of 255, between the lightest and the darkest pixel of a word's box

Pixels = NDArray[np.uint8]
"""Shape (height, width, 3): red, green, blue."""

Mask = NDArray[np.bool_]
"""Shape (n,): one for each word."""


class Kind(Enum):
    """What a thing on a page is."""

    TEXT = auto()
    PATH = auto()
    IMAGE = auto()
    SHADING = auto()  # a gradient
    OTHER = auto()  # among them parts that hold further things


Paint = tuple[int, int, int, int]
"""Red, green, blue and alpha, of 255."""

NOT_PAINTED = (0, 0, 0, 0)  # or perhaps not: it has to be looked at
CUT_AWAY = (0, 0, 0, -1)  # for certain nothing of it is drawn

Box = tuple[float, float, float, float]
"""Left, bottom, right, top."""

Paints = NDArray[np.int16]
"""Shape (n, 4): red, green, blue, alpha."""


@dataclass(frozen=True, slots=True)
class Drawn:
    """The things that a page is drawn of, in the order of drawing."""

    kinds: tuple[Kind, ...]
    boxes: Boxes  # one row a thing, as the page is seen
    paints: Paints  # of texts and paths; of other things black
    left_out_from: int | None = None  # the first of its texts stood here; none of them is in it

    @property
    def needs_a_look(self) -> bool:
        """Whether the paint of single words must be known."""
        return (
            self.left_out_from is not None
            or Kind.OTHER in self.kinds
            or Kind.SHADING in self.kinds
            or bool((self.texts & _faint(self.paints)).any())
        )

    @property
    def texts(self) -> Mask:
        """Which of the things are texts."""
        return np.array([kind is Kind.TEXT for kind in self.kinds], bool)

    @property
    def opaque(self) -> Mask:
        """Which of the things hide what they cover."""
        return np.asarray(~self.texts & (self.paints[:, 3] == 255))


def doubtful_words(
    words: Boxes, drawn: Drawn | None, paints: Paints, page_size: tuple[float, float]
) -> NDArray[np.intp]:
    """Which words may be unseen: those in faint paint, those under something, and those on
    something of their own colour. Each, where it is not known of what the page is drawn. `paints`:
    of the words; none where not `needs_a_look`.

    Letters over a picture of half a page or more are taken for the work of text recognition, that
    leaves them unpainted above what was recognised.
    """
    if drawn is None:
        return np.arange(len(words))
    doubtful = np.zeros(len(words), bool)
    if len(paints) and not _is_scan(drawn, page_size):
        doubtful |= _faint(paints)
    for some in _covers(drawn, _MOST_COMPARED // max(1, len(words) + len(drawn.kinds))):
        within = _inside_each(words, drawn.boxes[some])
        if drawn.left_out_from is None:
            doubtful |= within[_are_over_or_like_a_text(drawn, some)].any(axis=0)
        else:
            above = some >= drawn.left_out_from
            alike = _alike_each(paints, drawn, some)
            doubtful |= (within & (above[:, None] | alike)).any(axis=0)
    return np.flatnonzero(doubtful)


def under_shading(words: Boxes, drawn: Drawn | None) -> Mask:
    """Which words may be under a gradient, whose colours look like ink."""
    if drawn is None or Kind.SHADING not in drawn.kinds:
        return np.zeros(len(words), bool)
    shadings = drawn.boxes[[kind is Kind.SHADING for kind in drawn.kinds]]
    return np.asarray(_inside_each(words, shadings).any(axis=0))


def _covers(drawn: Drawn, at_once: int) -> Iterator[NDArray[np.intp]]:
    """The things that may hide a word, so many at once."""
    wide, high = (drawn.boxes[:, 2:] - drawn.boxes[:, :2]).T
    found = np.flatnonzero(drawn.opaque & (wide > _SMALLEST) & (high > _SMALLEST))
    for start in range(0, len(found), max(1, at_once)):
        yield found[start : start + max(1, at_once)]


def _are_over_or_like_a_text(drawn: Drawn, covers: NDArray[np.intp]) -> Mask:
    """Which covers are drawn over a text, or below one of their own colour."""
    texts = drawn.texts & _inside_each(drawn.boxes, drawn.boxes[covers])
    earlier = np.arange(len(drawn.kinds)) < covers[:, None]
    return np.asarray((texts & (earlier | _alike_each(drawn.paints, drawn, covers))).any(axis=1))


def _alike_each(paints: Paints, drawn: Drawn, covers: NDArray[np.intp]) -> Mask:
    """Which paints are nearly that of each cover, if it is a path; shape (covers, paints)."""
    paths = np.array([drawn.kinds[n] is Kind.PATH for n in covers.tolist()], bool)
    near = np.repeat(paths[:, None], len(paints), axis=1)
    for channel in range(3):
        apart = paints[:, channel] - drawn.paints[covers, channel][:, None]
        near &= np.abs(apart) < _LEAST_CONTRAST
    return near


def _faint(paints: Paints) -> Mask:
    """Which paints are nearly white, nearly clear or none."""
    pale = (paints[:, :3] > _NEARLY_WHITE).all(axis=1)
    return np.asarray(pale | (paints[:, 3] < _LEAST_ALPHA))


def _is_scan(drawn: Drawn, page_size: tuple[float, float]) -> bool:
    sides = drawn.boxes[:, 2:] - drawn.boxes[:, :2]
    areas = sides.prod(axis=1)[[kind is Kind.IMAGE for kind in drawn.kinds]]
    return bool((areas >= 0.5 * page_size[0] * page_size[1]).any())


def _inside_each(boxes: Boxes, covers: Boxes) -> Mask:
    """Which boxes have their middle within each of the covers; shape (covers, boxes)."""
    x, y = ((boxes[:, :2] + boxes[:, 2:]) / 2).T
    left, bottom, right, top = covers.T[:, :, None]
    return np.asarray((x > left) & (x < right) & (y > bottom) & (y < top))


def beyond_sight(boxes: Boxes, width: float, height: float) -> Mask:
    """Words too small to be read, or wholly off a page of this size (points)."""
    left, bottom, right, top = boxes.T
    small = np.minimum(right - left, top - bottom) < _SMALLEST
    small &= (top - bottom < _SMALLEST) | (right - left < _SMALLEST / 2)
    off = (right <= 0) | (left >= width) | (top <= 0) | (bottom >= height)
    return np.asarray(small | off)


def cut_away(paints: Paints) -> Mask:
    """Which paints say that nothing of the thing is drawn."""
    return np.asarray(paints[:, 3] < 0)


def outside(box: Box, paths: Sequence[Sequence[tuple[float, float]]]) -> float:
    """The share of a box outside of what is within all of the paths, each taken for the box around
    its points. Less than a point of overhang does not count."""
    x0, y0, x1, y1 = box
    left, bottom, right, top = x0, y0, x1, y1
    for points in paths:
        if points:
            xs, ys = zip(*points, strict=True)
            left, right = max(left, min(xs)), min(right, max(xs))
            bottom, top = max(bottom, min(ys)), min(top, max(ys))
    if max(left - x0, bottom - y0, x1 - right, y1 - top) < 1:
        return 0.0
    if left >= right or bottom >= top:
        return 1.0
    return 1.0 - (right - left) * (top - bottom) / ((x1 - x0) * (y1 - y0))


def without_ink(boxes: Boxes, pixels: Pixels, pixels_per_point: float) -> Mask:
    """Words in whose boxes the picture (height, width, 3) of the page shows one plain colour."""
    parts = _parts(boxes, pixels, pixels_per_point)
    return np.array([_contrast(part) < _LEAST_CONTRAST for part in parts], bool)


def without_part(boxes: Boxes, two: tuple[Pixels, Pixels], pixels_per_point: float) -> Mask:
    """Words in whose boxes two pictures of a page, with and without them, are the same."""
    apart = np.abs(two[0].astype(np.int16) - two[1])
    parts = _parts(boxes, apart, pixels_per_point)
    return np.array([part.max(initial=0) < _LEAST_CONTRAST for part in parts], bool)


def _parts(boxes: Boxes, pixels: NDArray[Any], scale: float) -> Iterator[NDArray[Any]]:
    """What a picture shows in each of the boxes."""
    height, width, _ = pixels.shape
    for left, bottom, right, top in (boxes * scale).tolist():
        rows = slice(_within(height - top, height), _within(math.ceil(height - bottom), height))
        yield pixels[rows, _within(left, width) : _within(math.ceil(right), width)]


def _contrast(part: NDArray[Any]) -> int:
    """Between its lightest and its darkest pixel, of all colours the most."""
    return int(np.ptp(part.reshape(-1, 3).astype(np.int16), axis=0).max()) if part.size else 0


def _within(place: float, end: int) -> int:
    return int(min(max(place, 0), end))
