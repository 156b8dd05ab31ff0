"""What pdfium says of the things that a page is drawn of, and of the paint of its words.

The other half of the door to pdfium; runs in a child process only. Knows nothing of which words
are unseen for it.
"""

from __future__ import annotations

import ctypes
from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from indexer.hidden import (
    CUT_AWAY,
    NOT_PAINTED,
    Drawn,
    Kind,
    Paints,
    outside,
)
from indexer.page_frame import Frame
from indexer.pdfium import ADDRESS, INT, LONG, POINTER, RAW, SIZE, answers, numbered, quick
from indexer.words import Boxes

_MOST_OBJECTS = 50_000  # on one page, that are looked through
_MOST_LOOKED_AT = 2_000  # of them one by one, but for texts
_THIN_POINTS = 4.0  # a line that is no wider covers no print
_BLACK = (0, 0, 0, 255)
_TEXT = RAW.FPDF_PAGEOBJ_TEXT
_KINDS = {
    _TEXT: Kind.TEXT,
    RAW.FPDF_PAGEOBJ_PATH: Kind.PATH,
    RAW.FPDF_PAGEOBJ_IMAGE: Kind.IMAGE,
    RAW.FPDF_PAGEOBJ_SHADING: Kind.SHADING,
}
_FILL, _FILL_CLIP = RAW.FPDF_TEXTRENDERMODE_FILL, RAW.FPDF_TEXTRENDERMODE_FILL_CLIP
_INVISIBLE, _CLIP = RAW.FPDF_TEXTRENDERMODE_INVISIBLE, RAW.FPDF_TEXTRENDERMODE_CLIP
_LAYER = "OC\0".encode("utf-16-le")


class Painting:
    """The things and paints of one page. Asks pdfium by addresses, one question of all things in
    one go, and of each thing once: asked as its header has it, a third of a report's reading went
    by here.
    """

    def __init__(self) -> None:
        four = [POINTER] * 4
        self._bounds = quick(RAW.FPDFPageObj_GetBounds, INT, POINTER, *four)
        self._mode = quick(RAW.FPDFTextObj_GetTextRenderMode, INT, POINTER)
        self._marks = quick(RAW.FPDFPageObj_CountMarks, INT, POINTER)
        self._fill = quick(RAW.FPDFPageObj_GetFillColor, INT, POINTER, *four)
        self._stroke = quick(RAW.FPDFPageObj_GetStrokeColor, INT, POINTER, *four)
        self._how = quick(RAW.FPDFPath_GetDrawMode, INT, POINTER, *four[:2])
        self._width = quick(RAW.FPDFPageObj_GetStrokeWidth, INT, POINTER, POINTER)
        self._kind = quick(RAW.FPDFPageObj_GetType, INT, POINTER)
        self._marking, self._clipping = _Marking(), _Clipping()
        self._cuts: dict[int, float] = {}  # the share that is cut off, of things asked before

    def things(self, page: Any, frame: Frame, most_texts: int) -> Drawn | None:
        """What the page is drawn of; without its texts where they are more, as where each letter is
        one: then it is quicker to look at the words. None where even the rest is too much."""
        count = RAW.FPDFPage_CountObjects(page)
        if not 0 <= count <= _MOST_OBJECTS:
            return None
        objects = numbered(RAW.FPDFPage_GetObject, page, range(count))
        numbers = _numbers(self._kind, objects, count)
        texts = np.flatnonzero(numbers == _TEXT)
        if count - len(texts) > _MOST_LOOKED_AT:
            return None
        left_out_from = None
        if len(texts) > most_texts:
            left_out_from = int(texts[0])
            others = np.flatnonzero(numbers != _TEXT).tolist()
            objects, numbers = [objects[n] for n in others], numbers[others]
        kinds = tuple([_KINDS.get(number, Kind.OTHER) for number in numbers.tolist()])
        paints = np.full((len(objects), 4), _BLACK, np.int16)
        for kind, asked in ((Kind.TEXT, self._paints_of_texts), (Kind.PATH, self._paints_of_paths)):
            places = [n for n, one in enumerate(kinds) if one is kind]
            paints[places] = asked([objects[n] for n in places])
        return Drawn(kinds, frame.as_seen(self._boxes(objects)), paints, left_out_from)

    def words(self, text_page: Any, starts: Sequence[int]) -> Paints:
        """The paint of each of the words that start at these characters: of their first ones."""
        objects = numbered(RAW.FPDFText_GetTextObject, text_page, starts)
        each = list(dict.fromkeys(objects))
        paints = self._paints_of_texts(each)
        paints[[n for n, one in enumerate(each) if not one]] = _BLACK
        rows = {one: n for n, one in enumerate(each)}
        return np.asarray(paints[[rows[one] for one in objects]])

    def leave_out(self, text_page: Any, starts: Sequence[int]) -> None:
        """Draw the texts that the words are part of no longer, from now on."""
        for one in set(numbered(RAW.FPDFText_GetTextObject, text_page, starts)) - {0}:
            RAW.FPDFPageObj_SetIsActive(ctypes.cast(one, RAW.FPDF_PAGEOBJECT), False)

    def _boxes(self, objects: Sequence[int]) -> Boxes:
        boxes = np.zeros((len(objects), 4), np.float32)
        answers(self._bounds, objects, boxes)
        return boxes

    def _paints_of_paths(self, objects: Sequence[int]) -> Paints:
        how, widths = (
            np.zeros((len(objects), 2), np.uint32),
            np.zeros((len(objects), 1), np.float32),
        )
        answers(self._how, objects, how)
        answers(self._width, objects, widths)
        filled, stroked = how[:, 0] > 0, (how[:, 1] > 0) & (widths[:, 0] > _THIN_POINTS)
        strokes = self._colours(self._stroke, objects)
        paints = np.where(filled[:, None], self._colours(self._fill, objects), strokes)
        paints[~(filled | stroked)] = NOT_PAINTED
        return paints

    def _paints_of_texts(self, objects: Sequence[int]) -> Paints:
        modes = _numbers(self._mode, objects, len(objects))
        paints = self._colours(self._fill, objects)
        paints[(modes != _FILL) & (modes != _FILL_CLIP)] = _BLACK
        unpainted = (modes == _INVISIBLE) | (modes == _CLIP)
        marked = _numbers(self._marks, objects, len(objects)) > 0
        for n in np.flatnonzero(~unpainted & marked).tolist():
            unpainted[n] = self._marking.is_in_a_layer(objects[n])
        clipped = ~unpainted & (self._clipping.count(objects) > 0)
        for n in np.flatnonzero(clipped).tolist():
            share_cut = self._share_cut(objects[n])
            if share_cut > 0:
                paints[n] = CUT_AWAY if share_cut == 1 else NOT_PAINTED
        paints[unpainted] = NOT_PAINTED
        return paints

    def _share_cut(self, one: int) -> float:
        found = self._cuts.get(one)
        if found is None:
            left, bottom, right, top = self._boxes([one])[0].tolist()
            box = left, bottom, right, top
            found = self._cuts[one] = outside(box, self._clipping.points(one))
        return found

    def _colours(self, function: Any, objects: Sequence[int]) -> Paints:
        found = np.zeros((len(objects), 4), np.uint32)
        told = answers(function, objects, found)
        colours = found.astype(np.int16)
        colours[[not one for one in told]] = _BLACK
        return colours


def _numbers(function: Any, handles: Iterable[int], count: int) -> NDArray[np.int32]:
    return np.fromiter(map(function, handles), np.int32, count)


class _Marking:
    """Which marks of a page's things say that they belong to a layer. Things share their marks."""

    def __init__(self) -> None:
        self._count = quick(RAW.FPDFPageObj_CountMarks, INT, POINTER)
        self._mark = quick(RAW.FPDFPageObj_GetMark, SIZE, POINTER, LONG)
        self._layers = {0: False}  # by the mark's handle

    def is_in_a_layer(self, one: int) -> bool:
        """Whether a thing belongs to a layer, which may be switched off."""
        return any(self._is_layer(self._mark(one, n)) for n in range(self._count(one)))

    def _is_layer(self, mark: int) -> bool:
        known = self._layers.get(mark)
        if known is None:
            name, length = (ctypes.c_ushort * 3)(), ctypes.c_ulong()
            handle = ctypes.cast(mark, RAW.FPDF_PAGEOBJECTMARK)
            RAW.FPDFPageObjMark_GetName(handle, name, ctypes.sizeof(name), ctypes.byref(length))
            known = self._layers[mark] = bytes(name) == _LAYER
        return known


class _Clipping:
    """How much of a page's texts is cut away by the paths that they are drawn within."""

    def __init__(self) -> None:
        self._clip = quick(RAW.FPDFPageObj_GetClipPath, POINTER, POINTER)
        self._paths = quick(RAW.FPDFClipPath_CountPaths, INT, POINTER)
        self._segments = quick(RAW.FPDFClipPath_CountPathSegments, INT)
        self._segment = quick(RAW.FPDFClipPath_GetPathSegment, POINTER)
        self._point = quick(RAW.FPDFPathSegment_GetPoint, INT, *[POINTER] * 3)
        self._x, self._y = ctypes.c_float(), ctypes.c_float()
        self._at = ctypes.addressof(self._x), ctypes.addressof(self._y)

    def count(self, objects: Sequence[int]) -> NDArray[np.int32]:
        """How many paths each thing is drawn within."""
        return _numbers(self._paths, map(self._clip, objects), len(objects))

    def points(self, one: int) -> list[list[tuple[float, float]]]:
        """The points of the paths within which a thing is drawn, in its own coordinates."""
        clip = self._clip(one)
        return [self._points(ADDRESS(clip), path) for path in range(self._paths(clip))]

    def _points(self, clip: Any, path: int) -> list[tuple[float, float]]:
        points = []
        for n in range(self._segments(clip, path)):
            self._point(self._segment(clip, path, n), *self._at)
            points.append((self._x.value, self._y.value))
        return points
