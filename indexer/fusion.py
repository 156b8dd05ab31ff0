"""Two rankings become one, and what says the same twice is said once.

Knows nothing of where the rankings come from.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

_SMOOTHING = 60  # of reciprocal rank fusion; Cormack, Clarke and Büttcher 2009
_NEAR_DUPLICATE = 0.9  # share of three-word runs in common
_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Fused:
    """A passage's place in both rankings, from 1, and what they come to together."""

    passage_id: int
    score: float
    dense_rank: int | None
    keyword_rank: int | None


def fuse(dense: Sequence[int], keyword: Sequence[int]) -> list[Fused]:
    """The passages of two rankings by the sum of their reciprocal ranks, best first."""
    dense_ranks = {number: rank for rank, number in enumerate(dense, 1)}
    keyword_ranks = {number: rank for rank, number in enumerate(keyword, 1)}
    fused = [
        Fused(
            number,
            _share(dense_ranks, number) + _share(keyword_ranks, number),
            dense_ranks.get(number),
            keyword_ranks.get(number),
        )
        for number in {**dense_ranks, **keyword_ranks}
    ]
    return sorted(fused, key=lambda one: (-one.score, one.passage_id))


def _share(ranks: Mapping[int, int], number: int) -> float:
    return 1 / (_SMOOTHING + ranks[number]) if number in ranks else 0.0


def distinct(texts: Sequence[str], k: int) -> list[int]:
    """The positions of the first k texts that do not nearly repeat an earlier one."""
    kept: list[int] = []
    shingles: list[frozenset[tuple[str, ...]]] = []
    for at, text in enumerate(texts):
        if len(kept) == k:
            break
        mine = _shingles(text)
        if all(_overlap(mine, other) < _NEAR_DUPLICATE for other in shingles):
            kept.append(at)
            shingles.append(mine)
    return kept


def _shingles(text: str) -> frozenset[tuple[str, ...]]:
    words = _WORD.findall(text.lower())
    return frozenset(zip(words, words[1:], words[2:], strict=False)) or frozenset([tuple(words)])


def _overlap(one: frozenset[tuple[str, ...]], other: frozenset[tuple[str, ...]]) -> float:
    return len(one & other) / len(one | other)
