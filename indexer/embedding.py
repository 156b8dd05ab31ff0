"""Drafts of passages in, vectors out, a batch at a time; and documents embedded anew when the
encoder is another one.

Knows nothing of how a text becomes a vector.
"""

from __future__ import annotations

from collections.abc import Generator, Iterator, Sequence
from time import monotonic

import numpy as np

from indexer.errors import UnknownDocument
from indexer.passages import Draft, passages
from indexer.store import Store
from indexer.types import Document, Encoder, FileReport, Phase, Progress, Vectors

_TEXTS_AT_ONCE = 32  # given to the encoder between two words of progress


def embedded(drafts: Sequence[Draft], encoder: Encoder) -> Iterator[tuple[int, Vectors]]:
    """How many drafts are done, and all vectors, shape (len(drafts), dimension): complete with the
    last. At least one value.

    The encoder gets them by length, because a batch takes as long as its longest text.
    """
    order = sorted(range(len(drafts)), key=lambda at: drafts[at].pieces)
    vectors = np.empty((len(drafts), encoder.dimension), np.float32)
    if not order:
        yield 0, vectors
    for at in range(0, len(order), _TEXTS_AT_ONCE):
        chosen = order[at : at + _TEXTS_AT_ONCE]
        vectors[chosen] = encoder.encode([drafts[one].embedded for one in chosen])
        yield at + len(chosen), vectors


def embed_again(store: Store, encoder: Encoder) -> Generator[Progress, None, None]:
    """Give every document whose vectors are of another encoder new passages and vectors.

    From its stored pages; its file is not needed. A document is found by its words all the time,
    and by its meaning again when its last Progress comes. Closing it stops between two batches.
    """
    for document in store.embedded_otherwise(encoder.name):
        began = monotonic()
        pages = store.pages(document.document_id)
        drafts = passages(pages, encoder.max_pieces, encoder.count_pieces)
        for done, batch in embedded(drafts, encoder):
            vectors = batch
            yield Progress(
                document.path, Phase.EMBEDDING, document.pages, document.pages, done, len(drafts)
            )
        try:
            renewed = store.replace_passages(document.document_id, drafts, vectors, encoder.name)
        except UnknownDocument:
            continue  # removed in the meantime
        report = _report(renewed, monotonic() - began)
        yield Progress(document.path, Phase.DONE, document.pages, document.pages,
                       renewed.passages, renewed.passages, report=report)  # fmt: skip


def _report(document: Document, seconds: float) -> FileReport:
    return FileReport(
        document.path, document.status, document.document_id, document.pages,
        document.pages_without_text, document.passages, seconds,
        "Embedded anew: the embedding model is another one.",
    )  # fmt: skip
