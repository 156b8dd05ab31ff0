"""The pipeline that everybody writes, written plainly: what the indexer is measured against.

pypdf's text of the whole file, chunks of 1,000 characters with 200 overlap, sentence-transformers
in float32, and one dense search. The encoder, the files and the process are the same ones.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter

import numpy as np
import pypdf
from sentence_transformers import SentenceTransformer

from indexer.types import Vectors

logging.getLogger("pypdf").setLevel(logging.CRITICAL)  # it warns of fonts, at great length
_CHUNK = 1000  # characters
_OVERLAP = 200


@dataclass(frozen=True, slots=True)
class Chunk:
    """A chunk, with the pages that it touches."""

    document: str
    pages: range
    text: str


class Baseline:
    """Read, cut, embed, search."""

    def __init__(self, model: SentenceTransformer) -> None:
        self._model = model
        self.chunks: list[Chunk] = []
        self.vectors: Vectors = np.empty((0, 384), np.float32)
        self.seconds_reading = 0.0
        self.seconds_embedding = 0.0

    def add(self, path: Path) -> None:
        """Make a file searchable."""
        began = perf_counter()
        texts = [page.extract_text() for page in pypdf.PdfReader(path).pages]
        read = perf_counter()
        chunks = cut(path.name, texts)
        vectors = self._model.encode([chunk.text for chunk in chunks], normalize_embeddings=True)
        self.chunks += chunks
        self.vectors = np.concatenate([self.vectors, vectors])
        self.seconds_reading += read - began
        self.seconds_embedding += perf_counter() - read

    def search(self, question: str, k: int) -> list[Chunk]:
        """The k nearest chunks, best first."""
        vector = self._model.encode([question], normalize_embeddings=True)[0]
        order = np.argsort(-(self.vectors @ vector))[:k]
        return [self.chunks[at] for at in order]


def cut(document: str, texts: list[str]) -> list[Chunk]:
    """The pages' texts, one after the other, in chunks."""
    text = "\n".join(texts)
    ends = np.cumsum([len(page) + 1 for page in texts])
    chunks = []
    for start in range(0, max(len(text) - _OVERLAP, 1), _CHUNK - _OVERLAP):
        end = min(start + _CHUNK, len(text))
        first = int(np.searchsorted(ends, start, side="right")) + 1
        last = int(np.searchsorted(ends, end - 1, side="right")) + 1
        chunks.append(Chunk(document, range(first, last + 1), text[start:end]))
    return chunks
