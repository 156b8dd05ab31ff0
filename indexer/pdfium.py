"""The one door to pdfium: what it says of a file, a page, and the characters on it.

Runs in a child process only. A document, a page and a page's text are pdfium's own handles here.
Knows nothing of words, but for the places where they begin and end.
"""

from __future__ import annotations

import ctypes
from collections import deque
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import repeat
from pathlib import Path
from typing import Any

import numpy as np
import pypdfium2.raw as pdfium
from numpy.typing import NDArray

from indexer.errors import Damaged, Encrypted, TooLarge
from indexer.hidden import Pixels
from indexer.page_frame import Frame
from indexer.words import Boxes

LINE_END_HYPHEN = "\ufffe"  # what pdfium writes for a hyphen at the end of a line

_MOST_CHARACTERS = 1_000_000  # on one page; a page of a telephone book has 30,000
INT, LONG, POINTER, SIZE = ctypes.c_int, ctypes.c_ulong, ctypes.c_void_p, ctypes.c_size_t
_RECT_BYTES = ctypes.sizeof(pdfium.FS_RECTF)

ADDRESS = ctypes.c_void_p.from_param
RAW: Any = pdfium
"""For `indexer.painting`, the other half of this door."""


def opened(path: Path, password: str | None) -> Any:
    """The document in a file; to be closed. Raises Encrypted or Damaged."""
    for secret in _spellings(password):
        document = pdfium.FPDF_LoadDocument(str(path).encode(), secret)
        if document:
            return document
    if pdfium.FPDF_GetLastError() == pdfium.FPDF_ERR_PASSWORD:
        raise Encrypted("The file wants a password.")
    raise Damaged("pdfium cannot open the file.")


def close(document: Any) -> None:
    """Let the document's file go."""
    pdfium.FPDF_CloseDocument(document)


def page_count(document: Any) -> int:
    """How many pages the document has."""
    return int(pdfium.FPDF_GetPageCount(document))


def title(document: Any) -> str:
    """The title in the document's metadata, or ""."""
    length = pdfium.FPDF_GetMetaText(document, b"Title", None, 0)
    buffer = ctypes.create_string_buffer(length)
    pdfium.FPDF_GetMetaText(document, b"Title", buffer, length)
    return buffer.raw.decode("utf-16-le", "replace").rstrip("\x00").strip()


@contextmanager
def page_at(document: Any, index: int) -> Iterator[Any]:
    """A page, from 0, with what was filled into its forms. Raises Damaged."""
    page = _loaded(document, index)
    if _has_fields(page) and pdfium.FPDFPage_Flatten(page, pdfium.FLAT_NORMALDISPLAY) == 1:
        pdfium.FPDF_ClosePage(page)  # what was filled in is drawn now, once it loads again
        page = _loaded(document, index)
    try:
        yield page
    finally:
        pdfium.FPDF_ClosePage(page)


@contextmanager
def text_of(page: Any) -> Iterator[Any]:
    """The page's text, as pdfium holds it. Raises Damaged."""
    text_page = pdfium.FPDFText_LoadPage(page)
    if not text_page:
        raise Damaged("The page's text does not load.")
    try:
        yield text_page
    finally:
        pdfium.FPDFText_ClosePage(text_page)


def drawn_page(page: Any, frame: Frame, width: int) -> Pixels:
    """The page `width` pixels wide, to be looked at only. Raises Damaged where that cannot be.

    With room for alpha, letters are drawn in three quarters of the time.
    """
    points_wide, points_high = frame.size
    height = max(1, round(width * points_high / points_wide))
    pixels = np.full((height, width, 4), 255, np.uint8)
    bitmap = pdfium.FPDFBitmap_CreateEx(
        width, height, pdfium.FPDFBitmap_BGRA, pixels.ctypes.data, pixels.strides[0]
    )
    if not bitmap:
        raise Damaged(f"No picture of {width} x {height} pixels could be made.")
    try:
        flags = pdfium.FPDF_ANNOT | pdfium.FPDF_REVERSE_BYTE_ORDER
        pdfium.FPDF_RenderPageBitmap(bitmap, page, 0, 0, width, height, 0, flags)
    finally:
        pdfium.FPDFBitmap_Destroy(bitmap)
    return pixels[:, :, :3]


def _spellings(password: str | None) -> list[bytes | None]:
    """The password as new files and as old ones spell it."""
    if password is None:
        return [None]
    return [password.encode(), password.encode("latin-1", "ignore")]


def _loaded(document: Any, index: int) -> Any:
    page = pdfium.FPDF_LoadPage(document, index)
    if not page:
        raise Damaged(f"Page {index + 1} does not load.")
    return page


def _has_fields(page: Any) -> bool:
    """Whether the page has fields of a form, or text that somebody typed on it."""
    for n in range(max(0, pdfium.FPDFPage_GetAnnotCount(page))):
        annotation = pdfium.FPDFPage_GetAnnot(page, n)
        kind = pdfium.FPDFAnnot_GetSubtype(annotation)
        pdfium.FPDFPage_CloseAnnot(annotation)
        if kind in {pdfium.FPDF_ANNOT_WIDGET, pdfium.FPDF_ANNOT_FREETEXT}:
            return True
    return False


def frame_of(page: Any) -> Frame:
    """How the page lies. Raises Damaged where it has no size."""
    box = pdfium.FS_RECTF()
    if not pdfium.FPDF_GetPageBoundingBox(page, ctypes.byref(box)):
        raise Damaged("The page has no size.")
    frame = Frame(box.left, box.bottom, box.right, box.top, pdfium.FPDFPage_GetRotation(page) % 4)
    if not (min(frame.size) > 0 and np.isfinite(frame.size).all()):
        raise Damaged("The page has no size.")
    return frame


def characters(text_page: Any) -> str:
    """One character for each of pdfium's, so that positions in it are pdfium's own indices.
    Raises TooLarge where there are a million."""
    count = max(0, pdfium.FPDFText_CountChars(text_page))
    if count > _MOST_CHARACTERS:
        raise TooLarge(f"a page of {count} characters")
    buffer = (ctypes.c_ushort * (count + 1))()
    written = pdfium.FPDFText_GetText(text_page, 0, count, buffer) - 1
    if written == count:
        text = bytes(buffer)[: 2 * count].decode("utf-16-le", "surrogatepass")
        if len(text) == count:
            return text
    unicode_of = pdfium.FPDFText_GetUnicode
    codes = (unicode_of(text_page, n) for n in range(count))
    return "".join(chr(code) if code < 0x110000 else "\ufffd" for code in codes)


def word_boxes(text_page: Any, spans: Sequence[tuple[int, int]]) -> Boxes:
    """Boxes from each word's first and last character: a call per character costs three times as
    much (586,547 characters in one report)."""
    corners = np.zeros((len(spans), 2, 4), np.float32)  # left, top, right, bottom
    ends = [n for start, end in spans for n in (start, end - 1)]
    at = corners.ctypes.data
    places = map(ADDRESS, range(at, at + corners.nbytes, _RECT_BYTES))
    box_of = quick(pdfium.FPDFText_GetLooseCharBox, INT)
    deque(map(box_of, repeat(ADDRESS(address_of(text_page))), ends, places), maxlen=0)
    x0, y0, x1, y1, x2, y2, x3, y3 = corners.reshape(-1, 8).T
    left, right = np.minimum(x0, x1), np.maximum(x0, x1)
    bottom, top = np.minimum(y0, y1), np.maximum(y0, y1)
    for x, y in ((x2, y2), (x3, y3)):
        left, right = np.minimum(left, x), np.maximum(right, x)
        bottom, top = np.minimum(bottom, y), np.maximum(top, y)
    return np.stack((left, bottom, right, top), axis=1)


def answers(function: Any, handles: Sequence[int], into: NDArray[Any]) -> list[int]:
    """What a `quick` function returns for each handle, its answers written `into` rows of numbers
    of four bytes."""
    at, step = into.ctypes.data, 4 * into.shape[1]
    places = [range(at + 4 * n, at + 4 * n + len(into) * step, step) for n in range(into.shape[1])]
    return list(map(function, handles, *places))


def numbered(function: Any, handle: Any, numbers: Sequence[int]) -> list[int]:
    """The handles that a function of pdfium's gives for a handle and each of the numbers; 0 for
    those for which there is none."""
    return list(map(quick(function, SIZE), repeat(ADDRESS(address_of(handle))), numbers))


def quick(function: Any, result: Any, *arguments: Any) -> Any:
    """A function of pdfium's that takes plain numbers and addresses: a third faster than with
    values of the types that its header names (measured on 113,000 calls).

    Named no arguments, it checks nothing, takes numbers for C ints, and wants addresses as
    `ADDRESS`es: again a third faster (measured: 0.20 microseconds, 0.34 before).
    """
    address = ctypes.cast(function, ctypes.c_void_p).value
    return ctypes.CFUNCTYPE(result, *arguments)(address or 0)


def address_of(pointer: Any) -> int:
    """Where a handle of pdfium's points to, as `quick` functions want it."""
    return ctypes.cast(pointer, ctypes.c_void_p).value or 0
