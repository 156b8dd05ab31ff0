"""One file on its way into a library, and what is said of it meanwhile and at the end.

A value only: knows nothing of how a file is read, embedded or kept.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from time import monotonic

from indexer.page_counts import garbled, with_hidden_text, without_text
from indexer.reader import PagesRead
from indexer.types import Document, FileReport, Page, Phase, Progress, Status


@dataclass(frozen=True, slots=True)
class Source:
    """One file on its way."""

    path: Path
    began: float  # time.monotonic() seconds
    sha256: str = ""
    file_bytes: int = 0
    pages: tuple[Page, ...] = ()
    message: str = ""  # why not all of its pages could be read

    def reading(self, read: PagesRead) -> Progress:
        """How far its reading has come."""
        rate = read.done / max(monotonic() - self.began, 1e-3)
        left = (read.total - read.done) / rate if read.done else None
        return Progress(
            self.path, Phase.READING, read.done, read.total, pages_per_second=rate,
            seconds_left=left,
        )  # fmt: skip

    def embedding(self, done: int, total: int, seconds: float) -> Progress:
        """How many of its passages are embedded, after so many seconds of that."""
        pages = len(self.pages)
        return Progress(
            self.path, Phase.EMBEDDING, pages, pages, done, total,
            pages_per_second=pages * done / total / max(monotonic() - self.began, 1e-3),
            seconds_left=seconds * (total - done) / max(done, 1),
        )  # fmt: skip

    def done(self, status: Status, document: Document, message: str = "") -> Progress:
        """The last word: the document is in the library."""
        report = FileReport(
            self.path, status, document.document_id, document.pages,
            document.pages_without_text, document.passages, monotonic() - self.began, message,
        )  # fmt: skip
        return Progress(
            self.path, Phase.DONE, document.pages, document.pages, document.passages,
            document.passages, report=report,
        )  # fmt: skip

    def failed(self, status: Status, message: str) -> Progress:
        """The last word: nothing of it is in the library."""
        seconds = monotonic() - self.began
        report = FileReport(self.path, status, None, 0, 0, 0, seconds, message)
        return Progress(self.path, Phase.DONE, report=report)


def what_is_hidden(pages: Sequence[Page]) -> str:
    """On how many of these pages there is text that cannot be seen, as a sentence; "" on none."""
    hiding = with_hidden_text(pages)
    if not hiding:
        return ""
    have = "has" if hiding == 1 else "have"
    return f"{hiding} of {len(pages)} pages {have} text that cannot be seen: it was left out."


def what_is_missing(pages: Sequence[Page]) -> str:
    """What cannot be found of these pages, as a sentence; "" where all of it can."""
    empty, unclear = without_text(pages), garbled(pages)
    said = []
    if empty:
        have = "has" if empty == 1 else "have"
        said.append(f"{empty} of {len(pages)} pages {have} no text and cannot be found.")
    if unclear:
        are = "is" if unclear == 1 else "are"
        said.append(f"{unclear} of {len(pages)} pages {are} garbled: their words may be wrong.")
    return " ".join(said)
