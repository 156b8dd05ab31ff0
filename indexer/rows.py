"""Vectors that are compared one by one, and the best of several answers.

Knows nothing of where they come from.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from indexer.store import Block
from indexer.types import Vectors

Ids = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Near:
    """Passages and their cosines to a question, nearest first. Shapes (n,) and (n,)."""

    ids: Ids
    cosines: NDArray[np.float32]


def best(answers: Sequence[Near], k: int) -> Near:
    """The k nearest of several answers; ties go to the earlier passage."""
    ids = np.concatenate([answer.ids for answer in answers])
    cosines = np.concatenate([answer.cosines for answer in answers])
    if len(ids) > k > 0:
        among = np.argpartition(-cosines, k - 1)[:k]
        ids, cosines = ids[among], cosines[among]
    order = np.lexsort((ids, -cosines))[:k]
    return Near(ids[order], cosines[order])


@dataclass(frozen=True, slots=True)
class Rows:
    """Vectors, with the passage and the document of each row; ids ascend."""

    ids: Ids
    documents: Ids
    vectors: Vectors

    @classmethod
    def empty(cls, dimension: int) -> Rows:
        """No rows."""
        none = np.empty(0, np.int64)
        return cls(none, none, np.empty((0, dimension), np.float32))

    @classmethod
    def stacked(cls, held: Iterable[tuple[Block, Vectors]], dimension: int) -> Rows:
        """The vectors of some documents."""
        ordered = sorted(held, key=lambda one: one[0].first_passage_id)
        if not ordered:
            return cls.empty(dimension)
        return cls(
            np.concatenate([block.ids() for block, _ in ordered]),
            np.concatenate([np.full(block.passages, block.document_id) for block, _ in ordered]),
            np.concatenate([vectors for _, vectors in ordered]),
        )

    def __len__(self) -> int:
        """How many vectors."""
        return len(self.ids)

    def of(self, blocks: Iterable[Block]) -> Rows:
        """The rows of these documents only."""
        wanted = np.array([block.document_id for block in blocks], np.int64)
        kept = np.isin(self.documents, wanted)
        if kept.all():
            return self
        return Rows(self.ids[kept], self.documents[kept], self.vectors[kept])

    def with_rows(self, others: Rows) -> Rows:
        """These rows and others."""
        if not len(others):
            return self
        ids = np.concatenate([self.ids, others.ids])
        documents = np.concatenate([self.documents, others.documents])
        vectors = np.concatenate([self.vectors, others.vectors])
        if len(self) and self.ids[-1] > others.ids[0]:
            order = np.argsort(ids)
            ids, documents, vectors = ids[order], documents[order], vectors[order]
        return Rows(ids, documents, vectors)

    def nearest(
        self,
        question: Vectors,
        k: int,
        documents: Collection[int] | None,
        without: Collection[int] = (),
    ) -> Near:
        """The k nearest to a question, of the given documents only, if any are given, and of none
        of `without`."""
        ids, vectors = self.ids, self.vectors
        if documents is not None:
            kept = np.isin(self.documents, np.fromiter(documents, np.int64, len(documents)))
            ids, vectors = ids[kept], vectors[kept]
        elif without:
            kept = ~np.isin(self.documents, np.fromiter(without, np.int64, len(without)))
            ids, vectors = ids[kept], vectors[kept]
        return best([Near(ids, vectors @ question)], k)

    def cosines(self, question: Vectors, ids: Ids) -> dict[int, float]:
        """The cosines of some passages; those that are not here are left out."""
        if not len(self):
            return {}
        places = np.minimum(np.searchsorted(self.ids, ids), len(self) - 1)
        here = self.ids[places] == ids
        products = self.vectors[places[here]] @ question
        return dict(zip(map(int, ids[here]), map(float, products), strict=True))
