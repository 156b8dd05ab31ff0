"""What pdfium says of the things that a page is drawn of, and of the paint of its words.

The other half of the door to pdfium; runs in a child process only. Knows nothing of which words
are unseen for it.
"""

from __future__ import annotations

import ctypes
from itertools import repeat
from typing import Any

import numpy as np

from indexer.hidden import (
    CUT_AWAY,
    NOT_PAINTED,
    Box,
    Drawn,
    Kind,
    Paint,
    Paints,
    outside,
    paints_of,
)
from indexer.page_frame import Frame
from indexer.pdfium import INT, POINTER, RAW, address_of, quick

_MOST_OBJECTS = 50_000  # on one page, that are looked through
_MOST_LOOKED_AT = 2_000  # of them one by one, but for texts
_THIN_POINTS = 4.0  # a line that is no wider covers no print
_BLACK = (0, 0, 0, 255)
_TEXT = RAW.FPDF_PAGEOBJ_TEXT
_KINDS = {
    _TEXT: Kind.TEXT,
    RAW.FPDF_PAGEOBJ_PATH: Kind.PATH,
    RAW.FPDF_PAGEOBJ_IMAGE: Kind.IMAGE,
}
_FILLED = frozenset({RAW.FPDF_TEXTRENDERMODE_FILL, RAW.FPDF_TEXTRENDERMODE_FILL_CLIP})
_UNPAINTED = frozenset({RAW.FPDF_TEXTRENDERMODE_INVISIBLE, RAW.FPDF_TEXTRENDERMODE_CLIP})
_LAYER = "OC\0".encode("utf-16-le")


class Painting:
    """The things and paints of one page. Asks pdfium by addresses, with one buffer for all answers,
    and of each thing once: asked as its header has it, a third of a report's reading went by here.
    """

    def __init__(self) -> None:
        four, self._sides = [POINTER] * 4, (ctypes.c_float * 4)()
        self._numbers = (ctypes.c_uint * 4)()
        self._at = [ctypes.addressof(self._numbers) + 4 * n for n in range(4)]
        self._sides_at = [ctypes.addressof(self._sides) + 4 * n for n in range(4)]
        self._bounds = quick(RAW.FPDFPageObj_GetBounds, INT, POINTER, *four)
        self._mode = quick(RAW.FPDFTextObj_GetTextRenderMode, INT, POINTER)
        self._marks = quick(RAW.FPDFPageObj_CountMarks, INT, POINTER)
        self._clip = quick(RAW.FPDFPageObj_GetClipPath, POINTER, POINTER)
        self._clips = quick(RAW.FPDFClipPath_CountPaths, INT, POINTER)
        self._fill = quick(RAW.FPDFPageObj_GetFillColor, INT, POINTER, *four)
        self._stroke = quick(RAW.FPDFPageObj_GetStrokeColor, INT, POINTER, *four)
        self._how = quick(RAW.FPDFPath_GetDrawMode, INT, POINTER, *four[:2])
        self._width = quick(RAW.FPDFPageObj_GetStrokeWidth, INT, POINTER, POINTER)
        self._texts: dict[int | None, Paint] = {None: _BLACK}

    def things(self, page: Any, frame: Frame, most_texts: int) -> Drawn | None:
        """What the page is drawn of; without its texts where they are more, as where each letter is
        one: then it is quicker to look at the words. None where even the rest is too much."""
        count = RAW.FPDFPage_CountObjects(page)
        if not 0 <= count <= _MOST_OBJECTS:
            return None
        object_at = quick(RAW.FPDFPage_GetObject, POINTER, POINTER, INT)
        objects = list(map(object_at, repeat(address_of(page), count), range(count)))
        numbers = list(map(quick(RAW.FPDFPageObj_GetType, INT, POINTER), objects))
        texts = numbers.count(_TEXT)
        if count - texts > _MOST_LOOKED_AT:
            return None
        left_out_from = None
        if texts > most_texts:
            left_out_from = numbers.index(_TEXT)
            others = [n for n, number in enumerate(numbers) if number != _TEXT]
            objects, numbers = [objects[n] for n in others], [numbers[n] for n in others]
        kinds = tuple(_KINDS.get(number, Kind.OTHER) for number in numbers)
        boxes = np.array([self._box(one) for one in objects], np.float32).reshape(-1, 4)
        paints = paints_of([self._paint(*of) for of in zip(kinds, objects, strict=True)])
        return Drawn(kinds, frame.as_seen(boxes), paints, left_out_from)

    def words(self, text_page: Any, spans: list[tuple[int, int]]) -> Paints:
        """The paint of each of the words, [start, end) in the characters: of its first one."""
        object_of = quick(RAW.FPDFText_GetTextObject, POINTER, POINTER, INT)
        page = address_of(text_page)
        return paints_of([self._text_paint(object_of(page, start)) for start, _ in spans])

    def _box(self, one: int) -> Box:
        if not self._bounds(one, *self._sides_at):
            return 0.0, 0.0, 0.0, 0.0
        left, bottom, right, top = self._sides
        return left, bottom, right, top

    def _paint(self, kind: Kind, one: int) -> Paint:
        if kind is Kind.TEXT:
            return self._text_paint(one)
        if kind is not Kind.PATH:
            return _BLACK
        self._how(one, *self._at[:2])
        filled, stroked, _, _ = self._numbers
        if filled:
            return self._colour(self._fill, one)
        self._width(one, self._sides_at[0])
        if stroked and self._sides[0] > _THIN_POINTS:
            return self._colour(self._stroke, one)
        return NOT_PAINTED

    def _text_paint(self, one: int | None) -> Paint:
        found = self._texts.get(one)
        if found is None:
            assert one is not None
            found = self._texts[one] = self._asked_of_text(one)
        return found

    def _asked_of_text(self, one: int) -> Paint:
        mode = self._mode(one)
        if mode in _UNPAINTED or (self._marks(one) > 0 and _is_in_a_layer(one)):
            return NOT_PAINTED
        if self._clips(self._clip(one)) > 0:
            share_cut = outside(self._box(one), _clip_paths(one))
            if share_cut > 0:
                return CUT_AWAY if share_cut == 1 else NOT_PAINTED
        return self._colour(self._fill, one) if mode in _FILLED else _BLACK

    def _colour(self, function: Any, one: int) -> Paint:
        if not function(one, *self._at):
            return _BLACK
        red, green, blue, alpha = self._numbers
        return red, green, blue, alpha


def _is_in_a_layer(one: int) -> bool:
    """Whether a thing belongs to a layer, which may be switched off."""
    thing = ctypes.cast(one, RAW.FPDF_PAGEOBJECT)
    name, length = (ctypes.c_ushort * 3)(), ctypes.c_ulong()
    for n in range(RAW.FPDFPageObj_CountMarks(thing)):
        mark = RAW.FPDFPageObj_GetMark(thing, n)
        RAW.FPDFPageObjMark_GetName(mark, name, ctypes.sizeof(name), ctypes.byref(length))
        if bytes(name) == _LAYER:
            return True
    return False


def _clip_paths(one: int) -> list[list[tuple[float, float]]]:
    """The points of the paths within which a thing is drawn, in its own coordinates."""
    clip = RAW.FPDFPageObj_GetClipPath(ctypes.cast(one, RAW.FPDF_PAGEOBJECT))
    x, y = ctypes.c_float(), ctypes.c_float()
    paths = []
    for path in range(RAW.FPDFClipPath_CountPaths(clip)):
        points = []
        for n in range(RAW.FPDFClipPath_CountPathSegments(clip, path)):
            segment = RAW.FPDFClipPath_GetPathSegment(clip, path, n)
            RAW.FPDFPathSegment_GetPoint(segment, ctypes.byref(x), ctypes.byref(y))
            points.append((x.value, y.value))
        paths.append(points)
    return paths
