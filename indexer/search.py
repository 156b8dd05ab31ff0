"""A question in, passages out: by meaning and by words, fused.

Knows nothing of files, and changes nothing.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from time import perf_counter

from indexer.fusion import distinct, fuse
from indexer.nearest import Nearest
from indexer.store import Store
from indexer.types import Encoder, Hit, Milliseconds, SearchResult

MOST_PASSAGES = 100  # that one search gives
_CANDIDATES = 60  # of each of the two searches
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
    found = store.keyword(expression, wanted, documents) if expression else []
    read = perf_counter()
    hits = _hits(store, [int(number) for number in near.ids], [number for number, _ in found], k)
    done = perf_counter()
    times = (embedded - began, seen - embedded, read - seen, done - read, done - began)
    return SearchResult(question, hits, Milliseconds(*(1000 * seconds for seconds in times)))


def _hits(store: Store, dense: list[int], keyword: list[int], k: int) -> tuple[Hit, ...]:
    fused = {one.passage_id: one for one in fuse(dense, keyword)}
    passages = store.passages(list(fused)[: 3 * k])
    kept = [passages[at] for at in distinct([passage.text for passage in passages], k)]
    places = [(passage, fused[passage.passage_id]) for passage in kept]
    return tuple(
        Hit(rank, passage, place.score, place.dense_rank, place.keyword_rank)
        for rank, (passage, place) in enumerate(places, 1)
    )
