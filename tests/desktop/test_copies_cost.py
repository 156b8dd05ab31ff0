from __future__ import annotations

from pathlib import Path

from desktop.copies_cost import CopiesCost, copies_cost
from indexer import Document, Status

HOME = Path("/quire")


def _document(path: str, file_bytes: int, copy_bytes: int = 0) -> Document:
    where = Path(path)
    return Document(
        1, where.name, where, "", Status.INDEXED, 1, 0, 1, "", file_bytes, copy_bytes
    )  # fmt: skip


def test_copies_what_lies_elsewhere_and_what_was_dropped_are_told_apart() -> None:
    documents = (
        _document("/papers/a.pdf", 100),
        _document("/papers/b.pdf", 20, copy_bytes=20),
        _document("/quire/documents/c.pdf", 3),
        _document("/quire/documents/d.pdf", 4),
    )
    assert copies_cost(documents, HOME) == CopiesCost(copies=20, more=100, dropped=7)
    assert copies_cost(documents, None) == CopiesCost(copies=20, more=107)
    assert copies_cost((), HOME) == CopiesCost()
