"""The one door to pdfium: words with their boxes, and pictures of pages.

Runs in a child process only. Knows nothing of lines, columns or passages: it gives words in the
order in which the file draws them.
"""

from __future__ import annotations

import ctypes
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any

import numpy as np
import pypdfium2.raw as pdfium
from numpy.typing import NDArray

from indexer.errors import Damaged, Encrypted
from indexer.words import Boxes, PageWords

LINE_END_HYPHEN = "\ufffe"  # what pdfium writes for a hyphen at the end of a line
_WORD = re.compile(rf"[^\s\x00-\x20{LINE_END_HYPHEN}]+{LINE_END_HYPHEN}?")

Pixels = NDArray[np.uint8]
"""Shape (height, width, 3): red, green, blue."""


@dataclass(frozen=True, slots=True)
class Frame:
    """How a page lies: its visible box in the file's own coordinates, and its rotation."""

    left: float
    bottom: float
    right: float
    top: float
    quarter_turns: int  # clockwise

    def as_seen(self, boxes: Boxes) -> Boxes:
        """The boxes turned and moved to the page as it is seen, origin bottom left."""
        x0, y0 = boxes[:, 0] - self.left, boxes[:, 1] - self.bottom
        x1, y1 = boxes[:, 2] - self.left, boxes[:, 3] - self.bottom
        width, height = self.right - self.left, self.top - self.bottom
        corners = {
            0: (x0, y0, x1, y1),
            1: (y0, width - x1, y1, width - x0),
            2: (width - x1, height - y1, width - x0, height - y0),
            3: (height - y1, x0, height - y0, x1),
        }
        return np.stack(corners[self.quarter_turns], axis=1).astype(np.float32)

    @property
    def size(self) -> tuple[float, float]:
        """Width and height as seen, in points."""
        width, height = self.right - self.left, self.top - self.bottom
        return (height, width) if self.quarter_turns % 2 else (width, height)


class PdfiumFile:
    """An open PDF. Raises Encrypted or Damaged where it does not open; close it, or use `with`."""

    def __init__(self, path: Path, password: str | None = None) -> None:
        secret = None if password is None else password.encode()
        self._document: Any = pdfium.FPDF_LoadDocument(str(path).encode(), secret)
        if not self._document:
            if pdfium.FPDF_GetLastError() in {pdfium.FPDF_ERR_PASSWORD, pdfium.FPDF_ERR_SECURITY}:
                raise Encrypted("The file wants a password.")
            raise Damaged("pdfium cannot open the file.")
        self.pages: int = pdfium.FPDF_GetPageCount(self._document)

    def __enter__(self) -> PdfiumFile:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Let the file go."""
        if self._document:
            pdfium.FPDF_CloseDocument(self._document)
            self._document = None

    @property
    def title(self) -> str:
        """The title in the file's metadata, or ""."""
        length = pdfium.FPDF_GetMetaText(self._document, b"Title", None, 0)
        buffer = ctypes.create_string_buffer(length)
        pdfium.FPDF_GetMetaText(self._document, b"Title", buffer, length)
        return buffer.raw.decode("utf-16-le", "replace").rstrip("\x00").strip()

    def words(self, index: int) -> PageWords:
        """The words of the page at `index`, from 0. Raises Damaged where it does not load."""
        with self._page(index) as page, _text_page(page) as text_page:
            frame = _frame(page)
            text = _text(text_page)
            spans = [match.span() for match in _WORD.finditer(text)]
            texts = tuple(text[start:end].rstrip(LINE_END_HYPHEN) for start, end in spans)
            joined = {n for n, (_, end) in enumerate(spans) if text[end - 1] == LINE_END_HYPHEN}
            boxes = frame.as_seen(_word_boxes(text_page, spans))
            return PageWords(texts, boxes, *frame.size, joined=frozenset(joined))

    def picture(self, index: int, width: int) -> Pixels:
        """The page at `index` drawn `width` pixels wide. Raises Damaged where it cannot be."""
        with self._page(index) as page:
            points_wide, points_high = _frame(page).size
            height = max(1, round(width * points_high / points_wide))
            bitmap = pdfium.FPDFBitmap_Create(width, height, 0)
            if not bitmap:
                raise Damaged(f"No picture of {width} x {height} pixels could be made.")
            try:
                pdfium.FPDFBitmap_FillRect(bitmap, 0, 0, width, height, 0xFFFFFFFF)
                flags = pdfium.FPDF_ANNOT | pdfium.FPDF_REVERSE_BYTE_ORDER
                pdfium.FPDF_RenderPageBitmap(bitmap, page, 0, 0, width, height, 0, flags)
                stride = pdfium.FPDFBitmap_GetStride(bitmap)
                address = pdfium.FPDFBitmap_GetBuffer(bitmap)
                raw = ctypes.string_at(address, stride * height)
            finally:
                pdfium.FPDFBitmap_Destroy(bitmap)
        rows = np.frombuffer(raw, np.uint8).reshape(height, stride)
        return rows[:, : width * 4].reshape(height, width, 4)[:, :, :3].copy()

    @contextmanager
    def _page(self, index: int) -> Iterator[Any]:
        page = pdfium.FPDF_LoadPage(self._document, index)
        if not page:
            raise Damaged(f"Page {index + 1} does not load.")
        try:
            yield page
        finally:
            pdfium.FPDF_ClosePage(page)


@contextmanager
def _text_page(page: Any) -> Iterator[Any]:
    text_page = pdfium.FPDFText_LoadPage(page)
    if not text_page:
        raise Damaged("The page's text does not load.")
    try:
        yield text_page
    finally:
        pdfium.FPDFText_ClosePage(text_page)


def _frame(page: Any) -> Frame:
    box = pdfium.FS_RECTF()
    if not pdfium.FPDF_GetPageBoundingBox(page, ctypes.byref(box)):
        raise Damaged("The page has no size.")
    frame = Frame(box.left, box.bottom, box.right, box.top, pdfium.FPDFPage_GetRotation(page) % 4)
    if not (min(frame.size) > 0 and np.isfinite(frame.size).all()):
        raise Damaged("The page has no size.")
    return frame


def _text(text_page: Any) -> str:
    """One character for each of pdfium's, so that positions in it are pdfium's own indices."""
    count = max(0, pdfium.FPDFText_CountChars(text_page))
    buffer = (ctypes.c_ushort * (count + 1))()
    written = pdfium.FPDFText_GetText(text_page, 0, count, buffer) - 1
    if written == count:
        text = bytes(buffer)[: 2 * count].decode("utf-16-le", "surrogatepass")
        if len(text) == count:
            return text
    unicode_of = pdfium.FPDFText_GetUnicode
    codes = (unicode_of(text_page, n) for n in range(count))
    return "".join(chr(code) if code < 0x110000 else "\ufffd" for code in codes)


def _word_boxes(text_page: Any, spans: list[tuple[int, int]]) -> Boxes:
    """Boxes from each word's first and last character: a call per character costs three times as
    much (measured: 0.6 microseconds a call, 586,547 characters in one report)."""
    ends = (pdfium.FS_RECTF * (2 * len(spans)))()
    size = ctypes.sizeof(pdfium.FS_RECTF)
    address = ctypes.addressof(ends)
    box_of = pdfium.FPDFText_GetLooseCharBox
    rect_at = pdfium.FS_RECTF.from_address
    for n, (start, end) in enumerate(spans):
        box_of(text_page, start, rect_at(address + 2 * n * size))
        box_of(text_page, end - 1, rect_at(address + (2 * n + 1) * size))
    corners = np.frombuffer(ends, np.float32).reshape(len(spans), 2, 4)  # left, top, right, bottom
    boxes = np.empty((len(spans), 4), np.float32)
    boxes[:, 0] = corners[:, :, [0, 2]].min(axis=(1, 2))
    boxes[:, 1] = corners[:, :, [1, 3]].min(axis=(1, 2))
    boxes[:, 2] = corners[:, :, [0, 2]].max(axis=(1, 2))
    boxes[:, 3] = corners[:, :, [1, 3]].max(axis=(1, 2))
    return boxes
