"""The values that travel through the indexer: documents, pages, passages, progress, results.

Knows nothing of files, databases, models or screens, and imports nothing of ours.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

Vectors = NDArray[np.float32]
"""Shape (n, dimension); each row has length 1."""


class Quality(StrEnum):
    """How well a page's text can be read."""

    FINE = "fine"
    GARBLED = "garbled"
    NO_TEXT = "no_text"


class Status(StrEnum):
    """What became of one file. The words are the command line's contract."""

    INDEXED = "indexed"
    UNCHANGED = "unchanged"
    ALIAS = "alias"
    PARTIAL = "partial"
    NO_TEXT = "no_text"
    ENCRYPTED = "encrypted"
    DAMAGED = "damaged"
    TIMEOUT = "timeout"
    TOO_LARGE = "too_large"
    NOT_PDF = "not_pdf"

    @property
    def found_something(self) -> bool:
        """Whether the file's text, or some of it, can now be searched."""
        return self in {Status.INDEXED, Status.UNCHANGED, Status.ALIAS, Status.PARTIAL}


@dataclass(frozen=True, slots=True)
class Page:
    """One page as read: its text in reading order.

    A line of the text is a paragraph, a heading or a row of a table, its cells parted by " | " and
    empty where a column has none in it. Repeated headers, footers and page numbers are gone.

    Where on the page each character stands is not kept (it would be 16 bytes a character): it is
    found again, in milliseconds, when a passage is to be marked on the page's picture.
    """

    number: int  # position in the file, from 1
    label: str  # as printed: "iv", "12"; the number where neither file nor page says one
    section: str  # the outline title that the page stands under, or ""
    text: str
    quality: Quality
    width: float  # points
    height: float  # points
    hidden_characters: int = 0  # found on the page but not to be seen there; kept out of text


@dataclass(frozen=True, slots=True)
class Document:
    """One PDF of the library."""

    document_id: int
    name: str  # the file's name, only ever text
    path: Path  # where it was when it was added, or found again since
    sha256: str
    status: Status
    pages: int
    pages_without_text: int
    passages: int
    added: str  # ISO 8601, UTC
    file_bytes: int = 0  # of the PDF; 0: not known
    copy_bytes: int = 0  # of the copy that the library keeps; 0: it keeps none
    pages_with_hidden_text: int = 0  # which cannot be seen there and was left out


@dataclass(frozen=True, slots=True)
class Collection:
    """Documents that a person put together."""

    name: str
    documents: tuple[int, ...]  # ids, in the order in which the documents came


@dataclass(frozen=True, slots=True)
class Passage:
    """What is retrieved: whole sentences of one document, with the place they come from."""

    passage_id: int
    document_id: int
    document: str  # the document's name
    section: str  # the outline title above it, or ""
    page: int  # where it begins, from 1
    page_label: str
    last_page: int  # where it ends
    start: int  # its first character, within the text of `page`
    end: int  # one past its last character, within the text of `last_page`
    text: str


Marked = int | Sequence[int] | None
"""What is marked on a page's picture: a passage, by its id, or several, or none."""


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage that a search found, with what each of the two searches said of it."""

    rank: int  # from 1
    passage: Passage
    score: float  # fused
    dense_rank: int | None  # place in the search by meaning, from 1; None: not found by it
    keyword_rank: int | None  # place in the search by words
    rerank_score: float | None = None  # a cross-encoder's, which then decides; None: none was used


@dataclass(frozen=True, slots=True)
class Milliseconds:
    """Where the time of a search went."""

    embed: float
    dense: float
    keyword: float
    fuse: float
    total: float
    rerank: float = 0.0  # 0: no cross-encoder was used


@dataclass(frozen=True, slots=True)
class SearchResult:
    """The passages found for a question, best first."""

    question: str
    hits: tuple[Hit, ...]
    milliseconds: Milliseconds
    confidence: float = 0.0  # how likely the best passage answers the question, 0 to 1


@dataclass(frozen=True, slots=True)
class FileReport:
    """What became of one file that was added; the last word on it."""

    path: Path
    status: Status
    document_id: int | None
    pages: int
    pages_without_text: int
    passages: int
    seconds: float
    message: str  # one sentence for a person; "" where there is nothing to say


class Phase(StrEnum):
    """What is being done to a file right now."""

    WAITING = "waiting"
    READING = "reading"
    EMBEDDING = "embedding"
    DONE = "done"


@dataclass(frozen=True, slots=True)
class Progress:
    """How far one file has come. `report` is set when, and only when, `phase` is DONE."""

    path: Path
    phase: Phase
    pages_done: int = 0
    pages: int = 0  # 0 while not yet known
    passages_done: int = 0
    passages: int = 0  # 0 while not yet known
    pages_per_second: float = 0.0
    seconds_left: float | None = None  # None while it cannot be told
    report: FileReport | None = None


@dataclass(frozen=True, slots=True)
class Looking:
    """How far the search for a document's file has come."""

    folder: Path  # whose files are being looked at
    files: int  # looked at so far
    path: Path | None = None  # where it is, in the last one of a search that found it


class Encoder(Protocol):
    """Turns texts into unit vectors. Passed in, so that a test or another model can stand here."""

    @property
    def name(self) -> str:
        """Which model, exactly; vectors of another name are never compared with these."""

    @property
    def dimension(self) -> int:
        """Length of each vector."""

    @property
    def max_pieces(self) -> int:
        """How many word pieces it sees of a text, its own two markers not counted."""

    def count_pieces(self, texts: list[str]) -> list[int]:
        """How many word pieces each text has, markers not counted."""

    def encode(self, texts: list[str]) -> Vectors:
        """Unit vectors, shape (len(texts), dimension), in the order of the texts."""


class Reranker(Protocol):
    """Reads a question and passages together, and says which fit best."""

    def scores(self, question: str, texts: list[str]) -> list[float]:
        """One figure a text, higher is better, in the order of the texts."""
