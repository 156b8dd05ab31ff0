"""One open PDF, read with pdfium: the words of each page with their boxes, and its picture.

Runs in a child process only. Knows nothing of lines, columns or passages: it gives words in the
order in which the file draws them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any

import numpy as np

from indexer import pdfium
from indexer.hidden import (
    Mask,
    Pixels,
    beyond_sight,
    cut_away,
    doubtful_words,
    under_shading,
    without_ink,
    without_part,
)
from indexer.page_frame import Frame
from indexer.painting import Painting
from indexer.pdfium import LINE_END_HYPHEN
from indexer.words import Boxes, PageWords

_WORD = re.compile(rf"[^\s\x00-\x20{LINE_END_HYPHEN}]+{LINE_END_HYPHEN}?")
_UNREADABLE = re.compile("[\x01-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ue000-\uf8ff\ufffd]")


class PdfiumFile:
    """An open PDF. Raises Encrypted or Damaged where it does not open; close it, or use `with`."""

    def __init__(self, path: Path, password: str | None = None) -> None:
        self._document: Any = pdfium.opened(path, password)
        self.pages = pdfium.page_count(self._document)

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
            pdfium.close(self._document)
            self._document = None

    @property
    def title(self) -> str:
        """The title in the file's metadata, or ""."""
        return pdfium.title(self._document)

    def words(self, index: int) -> PageWords:
        """The words of the page at `index`, from 0.

        Raises Damaged where it does not load, TooLarge where it holds a million characters.
        """
        with pdfium.page_at(self._document, index) as page, pdfium.text_of(page) as text_page:
            frame = pdfium.frame_of(page)
            text = pdfium.characters(text_page)
            spans = [match.span() for match in _WORD.finditer(text)]
            boxes = frame.as_seen(pdfium.word_boxes(text_page, spans))
            hidden = _unseen(_Shown(page, text_page, frame, [start for start, _ in spans], boxes))
            return _page_words(text, spans, boxes, hidden, frame)

    def picture(self, index: int, width: int) -> Pixels:
        """The page at `index` drawn `width` pixels wide. Raises Damaged where it cannot be."""
        with pdfium.page_at(self._document, index) as page:
            return pdfium.drawn_page(page, pdfium.frame_of(page), width).copy()


@dataclass(frozen=True, slots=True)
class _Shown:
    """A page with its words. The page and its text are pdfium's own handles."""

    page: Any
    text_page: Any
    frame: Frame
    starts: list[int]  # the first character of each word
    boxes: Boxes  # one row a word


def _unseen(shown: _Shown) -> Mask:
    """Which words cannot be seen. Pages of which nothing is in doubt are not drawn."""
    hidden = beyond_sight(shown.boxes, *shown.frame.size)
    painting = Painting()
    drawn = painting.things(shown.page, shown.frame, most_texts=len(shown.starts))
    looks = drawn is not None and drawn.needs_a_look
    paints = painting.words(shown.text_page, shown.starts if looks else [])
    if looks:
        hidden |= cut_away(paints)
    doubtful = doubtful_words(shown.boxes, drawn, paints, shown.frame.size)
    if not len(doubtful):
        return hidden
    pixels, scale = _look(shown)
    hidden[doubtful] |= without_ink(shown.boxes[doubtful], pixels, scale)
    shaded = np.intersect1d(doubtful, np.flatnonzero(under_shading(shown.boxes, drawn) & ~hidden))
    if len(shaded):
        painting.leave_out(shown.text_page, [shown.starts[n] for n in shaded.tolist()])
        two = pixels, _look(shown)[0]
        hidden[shaded] = without_part(shown.boxes[shaded], two, scale)
    return hidden


def _look(shown: _Shown) -> tuple[Pixels, float]:
    """The page as it is drawn, and the pixels to a point."""
    pixels = pdfium.drawn_page(shown.page, shown.frame, _width_for(shown.frame))
    return pixels, pixels.shape[1] / shown.frame.size[0]


def _width_for(frame: Frame) -> int:
    """Pixels enough to tell six-point print from none, and at most four million in all."""
    wide, high = frame.size
    return max(1, int(min(1.0 * wide, 2000.0 * (wide / high) ** 0.5)))


def _page_words(
    text: str, spans: list[tuple[int, int]], boxes: Boxes, hidden: Mask, frame: Frame
) -> PageWords:
    seen = [span for span, unseen in zip(spans, hidden.tolist(), strict=True) if not unseen]
    words = [text[start:end] for start, end in seen]
    return PageWords(
        texts=tuple([word.rstrip(LINE_END_HYPHEN) for word in words]),
        boxes=boxes[~hidden],
        width=frame.size[0],
        height=frame.size[1],
        hidden_characters=sum(end - start for start, end in spans) - sum(map(len, words)),
        unreadable_characters=len(_UNREADABLE.findall(text)),
        joined=frozenset(n for n, word in enumerate(words) if word[-1] == LINE_END_HYPHEN),
    )
