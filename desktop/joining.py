"""Hits that are neighbours in their document become one passage of the prompt, under one number.

Measured with the passages that a question finds (612 questions over 24 articles, 40 over two
annual reports, 35 over the samples): of the first 3 hits some are neighbours in 0.76, 0.28 and 0.57
of the questions, and joining them takes 2 %, 1 % and 1 % fewer tokens, while the answer stands
whole in a passage of the prompt as often or oftener (0.995 to 0.997 with the articles, from 0.997
to 0.998 with 8 hits). To widen further does not pay. The neighbour that goes on with a cut
paragraph or table, with 3 hits: 9 % more tokens for 0.998 with the articles; 12 % more for nothing
with the reports (0.875), where one more hit, 33 %, gives 0.925. Both neighbours of each: 0.925 at
2,380 tokens with the reports, where the first 8 hits hold it always at 2,445. So nothing is joined
but what was found; and not for the starter, which learned from short passages: of 200 questions
it answers 90 rightly with joined ones, and 106 with each alone.

Knows nothing of the library but what widens a passage.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from desktop.cited import Cited, Part
from indexer import Hit, IndexerError, Passage

MOST_JOINED = 3
"""Passages at most: a citation has to point somewhere, and three fill about a page."""

Widen = Callable[[int, int], Passage]
"""A passage's id and how many after it: all of them as one. Raises IndexerError."""


def one_by_one(hits: Sequence[Hit]) -> list[Cited]:
    """Each hit alone, not yet numbered."""
    return [Cited(0, hit) for hit in hits]


def joined(hits: Sequence[Hit], widen: Widen) -> list[Cited]:
    """The hits, those that are neighbours as one; not yet numbered, in the order of the best of
    each."""
    place = {hit.passage.passage_id: at for at, hit in enumerate(hits)}
    made: dict[int, Cited] = {}
    for run in _runs(hits):
        best = min(run, key=lambda hit: place[hit.passage.passage_id])
        whole = _whole(run, best, widen)
        for each in [whole] if whole is not None else one_by_one(run):
            made[place[each.hit.passage.passage_id]] = each
    return [made[at] for at in sorted(made)]


def _runs(hits: Sequence[Hit]) -> list[list[Hit]]:
    """The hits in the documents' order, neighbours together."""
    runs: list[list[Hit]] = []
    for hit in sorted(hits, key=lambda hit: hit.passage.passage_id):
        last = runs[-1] if runs else []
        if 0 < len(last) < MOST_JOINED and _adjoin(last[-1].passage, hit.passage):
            last.append(hit)
        else:
            runs.append([hit])
    return runs


def _adjoin(passage: Passage, after: Passage) -> bool:
    """Whether the one begins where the other ends."""
    if (after.document_id, after.passage_id) != (passage.document_id, passage.passage_id + 1):
        return False
    place, end = (after.page, after.start), (passage.last_page, passage.end)
    return place >= end


def _whole(run: Sequence[Hit], best: Hit, widen: Widen) -> Cited | None:
    """The run as one; None where it is one hit, or was changed in the library meanwhile."""
    first, last = run[0].passage, run[-1].passage
    if len(run) == 1:
        return None
    try:
        wide = widen(first.passage_id, len(run) - 1)
    except IndexerError:
        return None
    if (wide.page, wide.start, wide.last_page, wide.end) != (
        first.page, first.start, last.last_page, last.end,
    ):  # fmt: skip
        return None
    passage = replace(wide, passage_id=best.passage.passage_id)
    return Cited(0, replace(best, passage=passage), tuple(Part.of(hit.passage) for hit in run))
