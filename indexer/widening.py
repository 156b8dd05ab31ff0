"""A passage with its neighbours as one stretch of text: what was embedded is small, what a model
reads may be wider.

Knows nothing of how many words fit a prompt.
"""

from __future__ import annotations

from dataclasses import replace

from indexer.store import Store
from indexer.types import Passage


def widened(store: Store, passage: Passage, before: int, after: int) -> Passage:
    """The passage and as many of its neighbours in the document, text and places joined.

    It keeps the passage's id. Passages of a document have consecutive ids.
    """
    ids = range(max(passage.passage_id - before, 1), passage.passage_id + after + 1)
    near = [one for one in store.passages(ids) if one.document_id == passage.document_id]
    if len(near) < 2:
        return passage
    first, last = near[0], near[-1]
    return replace(
        passage,
        page=first.page,
        page_label=first.page_label,
        last_page=last.last_page,
        start=first.start,
        end=last.end,
        text=_header(store, first) + _stretch(store, first, last),
    )


def _stretch(store: Store, first: Passage, last: Passage) -> str:
    """The pages' text from the beginning of the one to the end of the other."""
    texts = list(store.page_texts(first.document_id, first.page, last.last_page))
    texts[-1] = texts[-1][: last.end]
    texts[0] = texts[0][first.start :]
    return "\n".join(texts)


def _header(store: Store, passage: Passage) -> str:
    """The rows that name a table's columns, where the passage goes on with one that began before
    it: they stand in its text and not in the page's at its place."""
    own = _stretch(store, passage, passage)
    return passage.text.removesuffix(own) if passage.text.endswith(own) else ""
