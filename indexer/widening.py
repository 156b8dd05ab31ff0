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
    texts = list(store.page_texts(passage.document_id, first.page, last.last_page))
    texts[-1] = texts[-1][: last.end]
    texts[0] = texts[0][first.start :]
    return replace(
        passage,
        page=first.page,
        page_label=first.page_label,
        last_page=last.last_page,
        start=first.start,
        end=last.end,
        text="\n".join(texts),
    )
