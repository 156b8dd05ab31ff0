"""A question in, passages out: by meaning and by words, as one ranking.

Knows nothing of files, and changes nothing.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

import numpy as np

from indexer.fusion import Found, confidence, first_score, full_score
from indexer.keywords import matches, rarest
from indexer.nearest import Nearest
from indexer.pinning import with_pinned
from indexer.rows import Near
from indexer.stopwatch import Stopwatch
from indexer.store import Store
from indexer.types import Encoder, Hit, Passage, Reranker, SearchResult, Vectors
from indexer.wording import Wording, expression

MOST_PASSAGES = 100  # that one search gives
_CANDIDATES = 100  # of each of the two searches
_MATCHES = 5_000  # passages that the search by words looks at: each takes about a microsecond
_READ_AGAIN = 40  # of the best candidates, whose texts are looked at
_RERANKED = 32  # of the best candidates, that a cross-encoder reads with the question
_OF_PINNED = 10  # candidates of each pinned document


@dataclass(frozen=True, slots=True)
class Asked:
    """A question, and the documents that it is asked of."""

    question: str
    k: int = 8
    documents: Collection[int] | None = None  # of these only; None: of all
    without: Collection[int] = ()  # of none of these, whatever else is said
    pinned: Collection[int] = ()  # the best passages of each of these are always found
    reranker: Reranker | None = None


@dataclass(frozen=True, slots=True)
class _Scored:
    found: Found
    passage: Passage
    score: float
    reranked: float | None = None

    @property
    def order(self) -> tuple[float, int]:
        """What it is sorted by, the best first."""
        best = self.score if self.reranked is None else self.reranked
        return -best, self.found.passage_id


def search(store: Store, nearest: Nearest, encoder: Encoder, asked: Asked) -> SearchResult:
    """The k passages that fit the question best, with where the time went.

    Raises EncoderError where the question cannot be embedded, or the passages not reranked.
    """
    k = max(0, min(asked.k, MOST_PASSAGES))
    searching = _Searching(store, nearest, Wording(asked.question), k)
    watch = Stopwatch()
    with watch.on("embed"):
        vector = encoder.encode([asked.question])[0]
    ranked = searching.ranked(vector, asked.documents, asked.without, watch)
    pinned = [
        searching.ranked(vector, [number], (), watch)[:_OF_PINNED]
        for number in dict.fromkeys(asked.pinned)
        if number not in asked.without
    ]
    if asked.reranker is not None:
        with watch.on("rerank"):
            ranked = ranked[: max(_RERANKED, 2 * k)]
            ranked, *pinned = _reranked(asked.question, asked.reranker, [ranked, *pinned])
    with watch.on("fuse"):
        chosen = searching.chosen(ranked, pinned)
        hits = tuple(_hit(rank, one) for rank, one in enumerate(chosen, 1))
        sure = searching.confidence(chosen[0]) if chosen else 0.0
    return SearchResult(asked.question, hits, watch.milliseconds(), sure)


@dataclass(frozen=True, slots=True)
class _Searching:
    store: Store
    nearest: Nearest
    wording: Wording
    k: int

    def ranked(
        self,
        vector: Vectors,
        documents: Collection[int] | None,
        without: Collection[int],
        watch: Stopwatch,
    ) -> list[_Scored]:
        """The best candidates of some documents, best first."""
        wanted = max(_CANDIDATES, 2 * self.k)
        with watch.on("dense"):
            near = self.nearest.search(vector, wanted, documents, without)
        with watch.on("keyword"):
            database = self.store.database
            words = expression(rarest(database, self.wording.telling, _MATCHES))
            matched = matches(database, words, wanted, documents, without) if words else []
        with watch.on("fuse"):
            return self._scored(self._found(vector, near, matched))

    def chosen(self, ranked: list[_Scored], pinned: list[list[_Scored]]) -> list[_Scored]:
        """The k best that do not repeat each other, those of pinned documents among them."""
        seen = {one.found.passage_id: one for one in ranked}
        own = [
            [seen.get(one.found.passage_id) or _found_by_its_pin(one) for one in best]
            for best in pinned
        ]
        kept = with_pinned(
            [(one.found.passage_id, one.passage.text) for one in ranked],
            [[(one.found.passage_id, one.passage.text) for one in best] for best in own],
            self.k,
        )
        everything = seen | {one.found.passage_id: one for best in own for one in best}
        return sorted((everything[number] for number in kept), key=lambda one: one.order)

    def confidence(self, best: _Scored) -> float:
        """How likely it is that the best passage answers the question."""
        return confidence(best.found.cosine, self.wording.share_in(best.passage.text))

    def _found(
        self, vector: Vectors, near: Near, matched: Sequence[tuple[int, float]]
    ) -> list[Found]:
        dense = {int(number): rank for rank, number in enumerate(near.ids, 1)}
        keyword = {number: rank for rank, (number, _) in enumerate(matched, 1)}
        bm25 = dict(matched)
        cosines = self.nearest.cosines(vector, np.array(list(bm25), np.int64))
        cosines |= dict(zip(dense, map(float, near.cosines), strict=True))
        return [
            Found(number, cosine, bm25.get(number, 0.0), dense.get(number), keyword.get(number))
            for number, cosine in cosines.items()
        ]

    def _scored(self, found: list[Found]) -> list[_Scored]:
        """The best of them with their texts, best first."""
        most = max(_READ_AGAIN, 2 * self.k)
        best = {one.passage_id: one for one in sorted(found, key=first_score, reverse=True)[:most]}
        scored = [
            _Scored(one, passage, full_score(one, self.wording.pairs_in(passage.text)))
            for passage in self.store.passages(list(best))
            for one in [best[passage.passage_id]]
        ]
        return sorted(scored, key=lambda one: one.order)


def _reranked(
    question: str, reranker: Reranker, rankings: list[list[_Scored]]
) -> list[list[_Scored]]:
    """The same rankings in the order of the cross-encoder; it reads each passage once."""
    read = {one.found.passage_id: one.passage for ranking in rankings for one in ranking}
    texts = [f"{one.section}\n{one.text}".lstrip() for one in read.values()]
    scores = dict(zip(read, reranker.scores(question, texts), strict=True))
    return [
        sorted(
            (replace(one, reranked=scores[one.found.passage_id]) for one in ranking),
            key=lambda one: one.order,
        )
        for ranking in rankings
    ]


def _found_by_its_pin(one: _Scored) -> _Scored:
    """Its places were among its own document's passages, and mean nothing beside the others'."""
    return replace(one, found=replace(one.found, dense_rank=None, keyword_rank=None))


def _hit(rank: int, one: _Scored) -> Hit:
    found = one.found
    return Hit(rank, one.passage, one.score, found.dense_rank, found.keyword_rank, one.reranked)
