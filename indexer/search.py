"""A question in, passages out: by meaning and by words, as one ranking.

Knows nothing of files, and changes nothing.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from time import perf_counter

import numpy as np

from indexer.fusion import Found, confidence, distinct, first_score, full_score
from indexer.keywords import matches, rarest
from indexer.nearest import Nearest
from indexer.rows import Near
from indexer.store import Store
from indexer.types import Encoder, Hit, Milliseconds, Passage, SearchResult, Vectors
from indexer.wording import Wording, expression

MOST_PASSAGES = 100  # that one search gives
_CANDIDATES = 100  # of each of the two searches
_MATCHES = 5_000  # passages that the search by words looks at: each takes about a microsecond
_READ_AGAIN = 40  # of the best candidates, whose texts are looked at


@dataclass(frozen=True, slots=True)
class _Scored:
    found: Found
    passage: Passage
    score: float


def search(
    store: Store,
    nearest: Nearest,
    encoder: Encoder,
    question: str,
    k: int,
    documents: Collection[int] | None,
) -> SearchResult:
    """The k passages that fit the question best, with where the time went."""
    k = max(0, min(k, MOST_PASSAGES))
    wanted = max(_CANDIDATES, 2 * k)
    wording = Wording(question)
    began = perf_counter()
    vector = encoder.encode([question])[0]
    embedded = perf_counter()
    near = nearest.search(vector, wanted, documents)
    seen = perf_counter()
    words = rarest(store.database, wording.telling, _MATCHES)
    matched = matches(store.database, expression(words), wanted, documents) if words else []
    read = perf_counter()
    found = _found(nearest, vector, near, matched)
    ranked = _ranked(store, wording, found, max(_READ_AGAIN, 2 * k))
    hits = _hits(ranked, k)
    sure = (
        confidence(ranked[0].found.cosine, wording.share_in(ranked[0].passage.text))
        if hits
        else 0.0
    )
    done = perf_counter()
    times = (embedded - began, seen - embedded, read - seen, done - read, done - began)
    milliseconds = Milliseconds(*(1000 * seconds for seconds in times))
    return SearchResult(question, hits, milliseconds, sure)


def _found(
    nearest: Nearest, vector: Vectors, near: Near, matches: Sequence[tuple[int, float]]
) -> list[Found]:
    dense = {int(number): rank for rank, number in enumerate(near.ids, 1)}
    keyword = {number: rank for rank, (number, _) in enumerate(matches, 1)}
    bm25 = dict(matches)
    cosines = nearest.cosines(vector, np.array(list(bm25), np.int64))
    cosines |= dict(zip(dense, map(float, near.cosines), strict=True))
    return [
        Found(number, cosine, bm25.get(number, 0.0), dense.get(number), keyword.get(number))
        for number, cosine in cosines.items()
    ]


def _ranked(store: Store, wording: Wording, found: list[Found], most: int) -> list[_Scored]:
    """The best of them with their texts, best first."""
    best = {one.passage_id: one for one in sorted(found, key=first_score, reverse=True)[:most]}
    scored = [
        _Scored(one, passage, full_score(one, wording.pairs_in(passage.text)))
        for passage in store.passages(list(best))
        for one in [best[passage.passage_id]]
    ]
    return sorted(scored, key=lambda one: (-one.score, one.found.passage_id))


def _hits(ranked: list[_Scored], k: int) -> tuple[Hit, ...]:
    kept = [ranked[at] for at in distinct([one.passage.text for one in ranked], k)]
    return tuple(
        Hit(rank, one.passage, one.score, one.found.dense_rank, one.found.keyword_rank)
        for rank, one in enumerate(kept, 1)
    )
