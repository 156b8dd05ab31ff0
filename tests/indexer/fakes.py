"""Stand-ins for the encoder and the reader; what they give depends on what they get."""

from __future__ import annotations

import hashlib
import re
import threading
from collections.abc import Generator
from pathlib import Path

import numpy as np

from indexer.errors import Damaged, Encrypted, NoText, NotPdf
from indexer.reader import Opened, PagesRead
from indexer.types import Page, Quality, Vectors

DIMENSION = 64


class WordEncoder:
    """Each word has a direction; a text is the sum of its words'. One word is one piece."""

    def __init__(self, max_pieces: int = 40, name: str = "words") -> None:
        self._max_pieces = max_pieces
        self._name = name
        self.longest = 0  # pieces of the longest text that was ever encoded
        self.encoded: list[str] = []

    @property
    def name(self) -> str:
        return self._name

    @property
    def dimension(self) -> int:
        return DIMENSION

    @property
    def max_pieces(self) -> int:
        return self._max_pieces

    def count_pieces(self, texts: list[str]) -> list[int]:
        return [len(text.split()) for text in texts]

    def encode(self, texts: list[str]) -> Vectors:
        self.encoded += texts
        self.longest = max([self.longest, *self.count_pieces(texts)])
        vectors = np.array([_direction(text) for text in texts], np.float32)
        return vectors.reshape(len(texts), DIMENSION)


class SlowEncoder(WordEncoder):
    """Waits, whenever a document is embedded, until it is let go."""

    def __init__(self) -> None:
        super().__init__()
        self.go = threading.Event()
        self.waiting = threading.Event()

    def encode(self, texts: list[str]) -> Vectors:
        if len(texts) > 1:
            self.waiting.set()
            self.go.wait(30)
        return super().encode(texts)


def page(text: str, number: int = 1, section: str = "", label: str = "") -> Page:
    quality = Quality.FINE if text.strip() else Quality.NO_TEXT
    return Page(number, label or str(number), section, text, quality, 595.0, 842.0)


def read_text(
    path: Path, password: str | None = None
) -> Generator[Opened | PagesRead | Page, None, None]:
    """Reads a text file whose pages are divided by form feeds, with a first line that says what
    kind of file it plays: %PDF, %ENCRYPTED, %DAMAGED, %HALF (damaged after its first page)."""
    kind, _, rest = path.read_text().partition("\n")
    if kind == "%ENCRYPTED" and password != "open":
        raise Encrypted(f"{path.name} wants a password.")
    if kind == "%DAMAGED":
        raise Damaged(f"{path.name} is damaged.")
    if kind not in {"%PDF", "%ENCRYPTED", "%HALF"}:
        raise NotPdf(f"{path.name} is no PDF.")
    texts = rest.split("\f")
    if not rest.strip():
        raise NoText(f"{path.name} has no text.")
    yield Opened(len(texts), "")
    for number, text in enumerate(texts, 1):
        if kind == "%HALF" and number > 1:
            raise Damaged(f"{path.name} is damaged after page 1.")
        yield PagesRead(number, len(texts))
        yield page(text, number)


def pdf(folder: Path, name: str, *pages: str, kind: str = "%PDF") -> Path:
    """A file for `read_text`."""
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n".join([kind, "\f".join(pages)]))
    return path


def _direction(text: str) -> Vectors:
    words = re.findall(r"\w+", text.lower()) or [""]
    total = np.sum([_word(word) for word in words], axis=0)
    return np.asarray(total / np.linalg.norm(total), np.float32)


def _word(word: str) -> Vectors:
    seed = int.from_bytes(hashlib.sha256(word.encode()).digest()[:8], "big")
    return np.random.default_rng(seed).standard_normal(DIMENSION).astype(np.float32)
