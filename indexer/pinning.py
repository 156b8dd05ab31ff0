"""The passages that a search gives: the best of all, with room kept for those of pinned documents.

Knows passages by id and text only, in the order in which they were ranked.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import zip_longest

from indexer.fusion import distinct

_MOST_OF_EACH = 3  # passages that a pinned document is sure of, while there is room

Ranked = Sequence[tuple[int, str]]
"""Ids and texts, the best first."""


def with_pinned(ranked: Ranked, pinned: Sequence[Ranked], k: int) -> list[int]:
    """The ids of at most k passages, none of which nearly repeats another; in no order.

    Each pinned document has its best passage among them, as far as k goes, and up to three where
    all pinned documents together take no more than half of k.
    """
    each = max(1, min(_MOST_OF_EACH, k // (2 * len(pinned)))) if pinned else 0
    own = [[best[at] for at in distinct([text for _, text in best], each)] for best in pinned]
    in_turns = [one for turn in zip_longest(*own) for one in turn if one is not None]
    first = list(dict.fromkeys([*in_turns, *ranked]))
    return [first[at][0] for at in distinct([text for _, text in first], k)]
