"""From a file on disk to its pages, read in child processes that are watched and limited.

pdfium reads first; where it dies, fails or finds no readable page, pypdf reads in another child.
A child's death, hanging, flood or nonsense becomes one sentence about one file. Imports no PDF
library.
"""

from __future__ import annotations

import time
from collections.abc import Generator
from dataclasses import dataclass, replace
from pathlib import Path

from indexer import reading_frames
from indexer.errors import (
    Damaged,
    Encrypted,
    NoText,
    NotPdf,
    ReadError,
    ReadTimeout,
    TooLarge,
)
from indexer.processors import parts_of, processors
from indexer.types import Page, Quality
from indexer.watched import Budget, WatchedChild

_HEADER_WITHIN = 1024  # bytes; a PDF says "%PDF-" there
_SECONDS_BETWEEN_PROGRESS = 0.5  # said again where nothing moves, so that one can cancel
_MOST_PARTS = 4  # that a file is read in at once
_STRUCTURE_GRACE_SECONDS = 10.0  # labels are worth no longer wait once the text is there, but for
# as long again as the text took


@dataclass(frozen=True, slots=True)
class Opened:
    """The file opened. The first value of a reading."""

    pages: int
    title: str  # from the file's metadata, or ""


@dataclass(frozen=True, slots=True)
class PagesRead:
    """How far the extraction has come; the pages themselves follow when all are done."""

    done: int
    total: int


@dataclass(frozen=True, slots=True)
class ReadLimits:
    """What the reading of one file may cost."""

    memory_bytes: int = 2 * 1024**3
    wall_seconds: float = 60.0  # all children together
    wall_seconds_per_page: float = 0.5  # added for each page
    output_bytes: int = 50_000_000
    pages: int = 100_000


@dataclass(frozen=True, slots=True)
class Readers:
    """The functions that the children run, as "module:function"."""

    first: str = "indexer.reading_child:read_with_pdfium"
    second: str = "indexer.reading_child:read_with_pypdf"
    structure: str = "indexer.reading_child:read_structure"


def read(
    path: Path,
    password: str | None = None,
    limits: ReadLimits | None = None,
    readers: Readers | None = None,
) -> Generator[Opened | PagesRead | Page, None, None]:
    """Opened first, then every page in order, PagesRead in between. Closing it ends the children.

    Raises the ReadError that says why the file could not be read.
    """
    reading = _Reading(path, password, limits or ReadLimits(), readers or Readers())
    try:
        yield from reading.values()
    except ReadError as error:
        raise reading.in_words(error) from error
    finally:
        reading.end()


class _Reading:
    """The reading of one file; owns its children and its clock."""

    def __init__(
        self, path: Path, password: str | None, limits: ReadLimits, readers: Readers
    ) -> None:
        self._path = path
        self._password = password
        self._limits = limits
        self._readers = readers
        self._began = time.monotonic()
        self._deadline = self._began + limits.wall_seconds
        self._children: list[WatchedChild] = []
        self._structure: WatchedChild | None = None
        self._opened: Opened | None = None
        self._pages_done = 0
        self._has_header = _has_header(path)

    def values(self) -> Generator[Opened | PagesRead | Page, None, None]:
        """What `read` yields; raises ReadErrors that do not name the file yet."""
        pages = yield from self._pages_of_either()
        said = self._labels(len(pages))
        says_nothing = said.labels == tuple(str(page.number) for page in pages)
        for page, label, section in zip(pages, said.labels, said.sections, strict=True):
            label = page.label if says_nothing or not label else label
            yield replace(page, label=label, section=section)

    def end(self) -> None:
        """End every child."""
        for child in self._children:
            child.end()

    def in_words(self, error: ReadError) -> ReadError:
        """The same error with its sentence for a person."""
        name = self._path.name
        match error:
            case Encrypted() if self._password is None:
                return Encrypted(f"{name} is locked: give its password to read it.")
            case Encrypted():
                return Encrypted(f"The password does not open {name}: try another.")
            case NoText():
                return NoText(
                    f"{name} has no text: if its pages are scans, run text recognition (OCR) "
                    "over it and add it again."
                )
            case TooLarge():
                return TooLarge(
                    f"Reading {name} takes more memory than is allowed "
                    f"({self._limits.memory_bytes / 1024**3:g} GiB): split it, or leave it out."
                )
            case ReadTimeout():
                return ReadTimeout(
                    f"Reading {name} took longer than is allowed: split it, or leave it out."
                )
            case _ if not self._has_header:
                return NotPdf(f"{name} is not a PDF: choose another file.")
        return Damaged(f"{name} is damaged and cannot be read: get another copy, or save it anew.")

    def _pages_of_either(self) -> Generator[Opened | PagesRead, None, list[Page]]:
        pages: list[Page] = []
        failure: ReadError = NoText("neither reader finds any")
        try:
            pages = yield from self._pages(self._readers.first, min(processors(), _MOST_PARTS))
            if _has(pages, Quality.FINE):
                return pages
        except (Damaged, TooLarge) as error:
            failure = error
        try:
            second = yield from self._pages(self._readers.second, 1)
        except ReadError as error:
            if _has(pages, Quality.GARBLED):
                return pages
            raise _worse(failure, error) from error
        if _has(second, Quality.FINE):
            return second
        if _has(pages, Quality.GARBLED):
            return pages
        if _has(second, Quality.GARBLED):
            return second
        raise failure

    def _pages(self, entry: str, most: int) -> Generator[Opened | PagesRead, None, list[Page]]:
        """Every page, read by several children in turn where the file is long, and at most by so
        many: the first child's pages are the first, then so many further on, and so forth."""
        first = self._child(entry, 0, most)
        total = yield from self._opening(first)
        parts = parts_of(total, most)
        first.share_between(parts)
        children = [first, *(self._child(entry, part, parts) for part in range(1, parts))]
        if parts > 1:
            yield from self._introduced(children, total)
        self._begin_structure()
        pages: list[Page] = []
        while len(pages) < total:
            frame = children[len(pages) % parts].frame(_SECONDS_BETWEEN_PROGRESS)
            done = reading_frames.progress(frame)
            if frame is not None and done is None:
                pages.append(reading_frames.page(frame, len(pages) + 1))
            else:
                yield self._progress(len(pages) + (done or 0), total)
        for child in children:
            child.end()
        return pages

    def _introduced(
        self, children: list[WatchedChild], total: int
    ) -> Generator[PagesRead, None, None]:
        """Tell each child the gists of the others, once all have read their pages."""
        for child in children[1:]:
            child.share_between(len(children))
            child.allow_until(self._deadline)
            if reading_frames.opening(child.frame())[0] != total:
                raise Damaged("the reading processes do not agree")
        gists: list[str] = []
        while len(gists) < len(children):
            frame = children[len(gists)].frame(_SECONDS_BETWEEN_PROGRESS)
            gist = reading_frames.gist(frame)
            if gist is not None:
                gists.append(gist)
                # What it has to do is done while the others catch up, and holds none of them up.
                self._begin_structure()
            else:
                done = reading_frames.progress(frame)
                if frame is not None and done is None:
                    raise Damaged("the reading process spoke out of turn")
                yield self._progress((done or 0) * len(children), total)
        for n, child in enumerate(children):
            child.count_anew()
            child.tell([*gists[:n], *gists[n + 1 :]])

    def _opening(self, child: WatchedChild) -> Generator[Opened, None, int]:
        total, title = reading_frames.opening(child.frame())
        if total == 0:
            raise Damaged("no pages")
        if total > self._limits.pages:
            raise TooLarge(f"{total} pages")
        if self._opened is None:
            self._deadline += self._limits.wall_seconds_per_page * total
            self._opened = Opened(total, title)
            yield self._opened
        child.allow_until(self._deadline)
        return total

    def _progress(self, done: int, total: int) -> PagesRead:
        self._pages_done = min(max(done, self._pages_done), total)
        return PagesRead(self._pages_done, total)

    def _labels(self, pages: int) -> reading_frames.Labels:
        structure = self._begin_structure()
        now = time.monotonic()
        grace = now + _STRUCTURE_GRACE_SECONDS
        structure.allow_until(max(grace, min(grace + now - self._began, self._deadline)))
        try:
            return reading_frames.labels(structure.frame(), pages)
        except ReadError:
            return reading_frames.Labels(("",) * pages, ("",) * pages)

    def _begin_structure(self) -> WatchedChild:
        """The child that reads labels and titles; there is one, begun when first asked for."""
        if self._structure is None:
            self._structure = self._child(self._readers.structure)
        return self._structure

    def _child(self, entry: str, part: int = 0, parts: int = 1) -> WatchedChild:
        limits = self._limits
        budget = Budget(
            limits.memory_bytes, limits.memory_bytes, limits.output_bytes, self._deadline
        )
        child = WatchedChild(entry, str(self._path), self._password, part, parts, budget=budget)
        self._children.append(child)
        return child


def _has_header(path: Path) -> bool:
    try:
        with path.open("rb") as file:
            return b"%PDF-" in file.read(_HEADER_WITHIN)
    except OSError as error:
        raise Damaged(f"{path.name} cannot be opened: {error.strerror}.") from error


def _has(pages: list[Page], quality: Quality) -> bool:
    return any(page.quality is quality for page in pages)


def _worse(first: ReadError, second: ReadError) -> ReadError:
    """Which of two failures to tell: what the first reader saw, unless it saw only damage."""
    return second if type(first) is Damaged and not isinstance(second, NoText) else first
