"""A question in, passages out: by meaning and by words, fused.

Knows nothing of files, and changes nothing.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from time import perf_counter

import numpy as np

from indexer.fusion import Found, Fused, distinct, fuse
from indexer.nearest import Nearest
from indexer.store import Store
from indexer.types import Encoder, Hit, Milliseconds, SearchResult

MOST_PASSAGES = 100  # that one search gives
_CANDIDATES = 100  # of each of the two searches
_WORD = re.compile(r"[^\W_]+(?:[.,'’-][^\W_]+)*")
_STOP_WORDS = frozenset(
    "a about after all also an and any are as at be because been before being between both but by "
    "can could did do does doing during each few for from further had has have having he her here "
    "hers him his how i if in into is it its itself just many me more most much my no nor not of "
    "off on once only or other our out over own same she should so some such than that the their "
    "them then there these they this those through to too under until up very was we were what "
    "when where which while who whom whose why will with would you your".split()
)


def match_expression(question: str) -> str:
    """The question as an expression for the full-text index: any of its words, each quoted, so
    that nothing in it is taken for an operator. "" where it holds no word."""
    words = dict.fromkeys(_WORD.findall(question.lower()))
    telling = [word for word in words if word not in _STOP_WORDS] or list(words)
    return " OR ".join(f'"{word}"' for word in telling)


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
    began = perf_counter()
    vector = encoder.encode([question])[0]
    embedded = perf_counter()
    near = nearest.search(vector, wanted, documents)
    seen = perf_counter()
    expression = match_expression(question)
    matches = store.keyword(expression, wanted, documents) if expression else []
    read = perf_counter()
    cosines = nearest.cosines(vector, np.array([number for number, _ in matches], np.int64))
    cosines |= dict(zip(map(int, near.ids), map(float, near.cosines), strict=True))
    bm25 = dict(matches)
    found = [Found(number, cosine, bm25.get(number, 0.0)) for number, cosine in cosines.items()]
    fused = fuse(found, [int(number) for number in near.ids], list(bm25))
    hits = _hits(store, fused, k)
    done = perf_counter()
    times = (embedded - began, seen - embedded, read - seen, done - read, done - began)
    return SearchResult(question, hits, Milliseconds(*(1000 * seconds for seconds in times)))


def _hits(store: Store, fused: list[Fused], k: int) -> tuple[Hit, ...]:
    places = {one.passage_id: one for one in fused[: 3 * k]}
    passages = store.passages(list(places))
    kept = [passages[at] for at in distinct([passage.text for passage in passages], k)]
    return tuple(
        Hit(rank, passage, place.score, place.dense_rank, place.keyword_rank)
        for rank, passage in enumerate(kept, 1)
        for place in [places[passage.passage_id]]
    )
