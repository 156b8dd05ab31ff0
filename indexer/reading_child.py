"""What runs in the reading child: one hostile file in, frames out.

Knows nothing of its parent but the channel. Frames, in order: "pages" and "title" once, "done" as
pages are read, "gist" where others read with it, whose gists it then waits for, and "page" for each
page of its part. "error" names the kind of failure and may come at any point; it is the last frame.
"""

from __future__ import annotations

import gc
import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from indexer.child import DEBUG, Channel
from indexer.cleaning import text_of
from indexer.errors import Damaged, Encrypted, TooLarge
from indexer.furniture import Furniture
from indexer.gist import Gist, from_text, gist_of, together, written
from indexer.layout import lines_of
from indexer.lines import Line
from indexer.marking import Mark, marked_boxes
from indexer.page_picture import fitting_width, marked, png_of
from indexer.processors import parts_of
from indexer.quality import quality_of

_SECONDS_BETWEEN_PROGRESS = 0.1

Wanted = tuple[()] | tuple[str, int, int]
"""The fields of a Mark, or nothing."""


@dataclass(frozen=True, slots=True)
class _Found:
    lines: tuple[Line, ...]
    width: float
    height: float
    hidden_characters: int = 0
    unreadable_characters: int = 0


def read_with_pdfium(
    channel: Channel, path: str, password: str | None, part: int, parts: int
) -> None:
    """Send the text of every so many-th page as pdfium finds it, from that of the part's number.

    There are no more parts than the pages are worth, whatever `parts` says: see `parts_of`.
    """
    from indexer.pdf_file import PdfiumFile

    with _failures_sent(channel), PdfiumFile(Path(path), password) as file:

        def found(index: int) -> _Found:
            words = file.words(index)
            return _Found(
                lines_of(words),
                words.width,
                words.height,
                words.hidden_characters,
                words.unreadable_characters,
            )

        channel.send({"pages": file.pages, "title": file.title})
        _send_pages(channel, range(part, file.pages, parts_of(file.pages, parts)), found)


def read_with_pypdf(
    channel: Channel, path: str, password: str | None, part: int, parts: int
) -> None:
    """Send the text of every so many-th page as pypdf finds it; see `read_with_pdfium`."""
    from indexer.structure import PypdfFile

    with _failures_sent(channel):
        file = PypdfFile(Path(path), password)

        def found(index: int) -> _Found:
            text, width, height = file.text(index)
            lines = (Line(line, (), 0, 0, 0, 0) for line in text.splitlines() if line.strip())
            return _Found(tuple(lines), width, height)

        channel.send({"pages": file.pages, "title": file.title})
        _send_pages(channel, range(part, file.pages, parts_of(file.pages, parts)), found)


def read_structure(
    channel: Channel, path: str, password: str | None, part: int, parts: int
) -> None:
    """Send the page labels and sections, one for each page of the whole file, in one frame."""
    from indexer.structure import PypdfFile

    with _failures_sent(channel):
        structure = PypdfFile(Path(path), password).structure()
        channel.send({"labels": structure.labels, "sections": structure.sections})


def draw_page(
    channel: Channel, path: str, password: str | None, index: int, width: int, wanted: Wanted
) -> None:
    """Send an empty frame and then the page's picture as a PNG, `wanted` characters marked."""
    from indexer.pdf_file import PdfiumFile

    with _failures_sent(channel), PdfiumFile(Path(path), password) as file:
        words = file.words(index)
        pixels = file.picture(index, fitting_width(width, words.width, words.height))
        if wanted:
            boxes = marked_boxes(words, lines_of(words), Mark(*wanted))
            marked(pixels, boxes, pixels.shape[1] / words.width)
        png = png_of(pixels)
        channel.send({})
        channel.send_bytes(png)


def _send_pages(channel: Channel, indices: range, find: Callable[[int], _Found]) -> None:
    gc.disable()  # many small values and no cycles: 8 percent faster
    try:
        found = list(_all_found(channel, indices, find))
    finally:
        gc.enable()
    gist = _whole(channel, gist_of([page.lines for page in found]), indices)
    furniture = Furniture(gist.edges)
    known_words = gist.known_words(furniture)
    for index, page in zip(indices, found, strict=True):
        text = text_of(furniture.without(index, page.lines), known_words)
        channel.send(
            {
                "page": text,
                "label": furniture.numbers[index],
                "quality": quality_of(text, page.unreadable_characters),
                "width": page.width,
                "height": page.height,
                "hidden": page.hidden_characters,
            }
        )


def _whole(channel: Channel, own: Gist, indices: range) -> Gist:
    """The gist of the whole file: what one knows itself, and what the other children tell."""
    if indices.step == 1:
        return own
    channel.send({"gist": written(own)})
    gists = [from_text(channel.receive_bytes()) for _ in range(indices.step - 1)]
    return together([*gists[: indices.start], own, *gists[indices.start :]])


def _all_found(channel: Channel, indices: range, find: Callable[[int], _Found]) -> Iterator[_Found]:
    told = time.monotonic()
    for done, index in enumerate(indices, 1):
        yield _found_or_nothing(find, index)
        if time.monotonic() - told > _SECONDS_BETWEEN_PROGRESS:
            channel.send({"done": done})
            told = time.monotonic()


def _found_or_nothing(find: Callable[[int], _Found], index: int) -> _Found:
    try:
        return find(index)
    except Damaged:
        return _Found((), 0.0, 0.0)  # one bad page does not cost the others


@contextmanager
def _failures_sent(channel: Channel) -> Iterator[None]:
    try:
        yield
    except Encrypted:
        channel.send({"error": "encrypted"})
    except Damaged:
        channel.send({"error": "damaged"})
    except (MemoryError, TooLarge):
        channel.send({"error": "memory"})
    except Exception:  # whatever a hostile file sets off here costs this file only
        channel.send({"error": "damaged"})
        if os.environ.get(DEBUG):
            raise
