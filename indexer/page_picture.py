"""A picture of one page with some of its characters marked, made in a child under limits.

Knows nothing of passages; it gets characters of the page's text, and finds them again. Imports no
PDF library in the parent.
"""

from __future__ import annotations

import math
import struct
import time
import zlib
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from indexer import reading_frames
from indexer.errors import Damaged, ReadError
from indexer.marking import Mark
from indexer.watched import Budget, WatchedChild
from indexer.words import Boxes

MOST_PIXELS = 25_000_000
_ENTRY = "indexer.reading_child:draw_page"
_MARKER = np.array([255, 224, 102], np.uint16)  # a yellow that leaves black text black
_SIGNATURE = b"\x89PNG\r\n\x1a\n"
_WALL_SECONDS = 30.0
_MEMORY_BYTES = 2 * 1024**3
_OUTPUT_BYTES = 3 * MOST_PIXELS + 1_000_000


def page_png(
    path: Path,
    page: int,
    width: int,
    mark: Mark | None = None,
    password: str | None = None,
    name: str | None = None,
) -> bytes:
    """The page (from 1) as a PNG `width` pixels wide, or less where it would pass 25 megapixels.

    `name`: how errors call the file.

    Raises a ReadError where the file cannot be opened any more or the page cannot be drawn.
    """
    if page < 1 or width < 1:
        raise ValueError(f"page {page}, width {width}: both start at 1")
    name = name or path.name
    if not path.is_file():
        raise Damaged(f"{name} is no longer where it was: {path}. Add it again from there.")
    deadline = time.monotonic() + _WALL_SECONDS
    budget = Budget(_MEMORY_BYTES, _MEMORY_BYTES, _OUTPUT_BYTES, deadline)
    wanted = () if mark is None else (mark.text, mark.start, mark.end)
    child = WatchedChild(_ENTRY, str(path), password, page - 1, width, wanted, budget=budget)
    try:
        reading_frames.raise_if_failure(child.frame())
        png = child.raw_frame()
    except ReadError as error:
        raise type(error)(f"Page {page} of {name} cannot be drawn: {error}.") from error
    finally:
        child.end()
    if not png.startswith(_SIGNATURE):
        raise Damaged(f"Page {page} of {name} cannot be drawn: no picture came out.")
    return png


def fitting_width(width: int, points_wide: float, points_high: float) -> int:
    """The width in pixels, made smaller where the picture would pass 25 megapixels."""
    widest = math.isqrt(max(1, int(MOST_PIXELS * points_wide / points_high)))
    return max(1, min(width, widest, MOST_PIXELS))


def marked(pixels: NDArray[np.uint8], boxes: Boxes, pixels_per_point: float) -> None:
    """Colour the boxes (points, origin bottom left) in the picture, in place, as a marker does."""
    height, width, _ = pixels.shape
    for left, bottom, right, top in boxes * pixels_per_point:
        rows = slice(max(0, int(height - top)), max(0, math.ceil(height - bottom)))
        columns = slice(max(0, int(left)), max(0, min(width, math.ceil(right))))
        pixels[rows, columns] = (pixels[rows, columns] * _MARKER // 255).astype(np.uint8)


def png_of(pixels: NDArray[np.uint8]) -> bytes:
    """The picture (height, width, 3) as a PNG file."""
    height, width, _ = pixels.shape
    rows = np.zeros((height, 1 + 3 * width), np.uint8)  # each row begins with its filter, 0: none
    rows[:, 1:] = pixels.reshape(height, 3 * width)
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    body = zlib.compress(rows.tobytes(), level=3)
    return _SIGNATURE + _chunk(b"IHDR", header) + _chunk(b"IDAT", body) + _chunk(b"IEND", b"")


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
