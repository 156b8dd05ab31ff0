"""The passages nearest to a question, by their vectors.

What is stored is the truth and this follows it: after `refresh` it holds exactly the vectors that
the store holds. Vectors of the latest documents are compared one by one; a large library's older
ones stand in an HNSW graph. Knows nothing of texts.
"""

from __future__ import annotations

import threading
from collections.abc import Collection
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from indexer.store import Block, Store
from indexer.types import Vectors

Ids = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Near:
    """Passages and their cosines to a question, nearest first. Shapes (n,) and (n,)."""

    ids: Ids
    cosines: NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class _Rows:
    """Vectors that are compared one by one, with the passage and the document of each row."""

    ids: Ids
    documents: Ids
    vectors: Vectors

    def nearest(self, question: Vectors, k: int, documents: Collection[int] | None) -> Near:
        cosines = self.vectors @ question
        ids = self.ids
        if documents is not None:
            kept = np.isin(self.documents, np.fromiter(documents, np.int64, len(documents)))
            cosines, ids = cosines[kept], ids[kept]
        return best(ids, cosines, k)


def best(ids: Ids, cosines: NDArray[np.float32], k: int) -> Near:
    """The k nearest; ties go to the earlier passage."""
    if len(ids) > k > 0:
        among = np.argpartition(-cosines, k - 1)[:k]
        ids, cosines = ids[among], cosines[among]
    order = np.lexsort((ids, -cosines))[:k]
    return Near(ids[order], cosines[order])


class Nearest:
    """The vectors of one encoder in one library. Safe to use from several threads."""

    def __init__(self, store: Store, encoder: str, dimension: int) -> None:
        self._store = store
        self._encoder = encoder
        self._dimension = dimension
        self._change = -1
        self._refreshing = threading.Lock()
        self._blocks: dict[int, tuple[Block, Vectors]] = {}
        self._rows = self._stacked()

    def refresh(self) -> None:
        """Follow the store, if it has changed."""
        with self._refreshing:
            change = self._store.change()
            if change == self._change:
                return
            current = {block.document_id: block for block in self._store.blocks(self._encoder)}
            kept = {number: held for number, held in self._blocks.items()
                    if current.get(number) == held[0]}  # fmt: skip
            for number, block in current.items():
                if number not in kept:
                    vectors = self._store.vectors(number)
                    if len(vectors) == block.passages:
                        kept[number] = (block, vectors)
            self._blocks = kept
            self._rows = self._stacked()
            self._change = change

    def search(self, question: Vectors, k: int, documents: Collection[int] | None = None) -> Near:
        """The k passages nearest to a question's vector, shape (dimension,), or as many as there
        are; of the given documents only, if any are given."""
        self.refresh()
        return self._rows.nearest(question, k, documents)

    def _stacked(self) -> _Rows:
        held = [self._blocks[number] for number in sorted(self._blocks)]
        ids = [np.arange(block.passages) + block.first_passage_id for block, _ in held]
        documents = [np.full(block.passages, block.document_id) for block, _ in held]
        empty = np.empty(0, np.int64)
        return _Rows(
            np.concatenate([empty, *ids]),
            np.concatenate([empty, *documents]),
            np.concatenate(
                [np.empty((0, self._dimension), np.float32), *(vectors for _, vectors in held)]
            ),
        )
