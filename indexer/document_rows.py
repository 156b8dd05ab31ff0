"""The rows that one document is made of: how they are written, and found again.

Works within a connection that somebody else opened. Knows nothing of transactions or searches.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np

from indexer.errors import UnknownDocument
from indexer.page_counts import with_hidden_text, without_text
from indexer.passages import Draft
from indexer.types import Document, Page, Status, Vectors

DOCUMENT = (
    "SELECT document_id, name, path, sha256, status, pages, pages_without_text, passages, added, "
    "file_bytes, copy_bytes, pages_with_hidden_text "
    "FROM document"
)


@dataclass(frozen=True, slots=True)
class NewDocument:
    """All that one transaction writes."""

    path: Path
    sha256: str
    status: Status
    message: str
    pages: tuple[Page, ...]
    drafts: tuple[Draft, ...]
    vectors: Vectors  # (len(drafts), dimension)
    encoder: str
    file_bytes: int = 0


def insert_document(connection: sqlite3.Connection, new: NewDocument) -> int:
    """Write a document with its pages, passages and vectors; its id."""
    document_id = connection.execute(
        "INSERT INTO document (name, path, sha256, status, pages, pages_without_text, passages, "
        "message, added, file_bytes, pages_with_hidden_text) "
        "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            new.path.name, str(new.path), new.sha256, new.status.value, len(new.pages),
            without_text(new.pages), len(new.drafts), new.message,
            datetime.now(UTC).isoformat(timespec="seconds"), new.file_bytes,
            with_hidden_text(new.pages),
        ),
    ).lastrowid  # fmt: skip
    assert document_id is not None
    _insert_contents(connection, document_id, new)
    return document_id


def renew_document(connection: sqlite3.Connection, document_id: int, new: NewDocument) -> None:
    """Write what a document's bytes are read as now in place of what they were read as before."""
    for table in ("page", "passage", "vectors"):
        connection.execute(f"DELETE FROM {table} WHERE document_id = ?", (document_id,))
    connection.execute(
        "UPDATE document SET status = ?, pages = ?, pages_without_text = ?, passages = ?, "
        "message = ?, file_bytes = ?, pages_with_hidden_text = ? WHERE document_id = ?",
        (
            new.status.value, len(new.pages), without_text(new.pages), len(new.drafts),
            new.message, new.file_bytes, with_hidden_text(new.pages), document_id,
        ),
    )  # fmt: skip
    _insert_contents(connection, document_id, new)


def _insert_contents(connection: sqlite3.Connection, document_id: int, new: NewDocument) -> None:
    connection.executemany(
        "INSERT INTO page VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [
            (document_id, page.number, page.label, page.section, page.text, page.quality.value,
             page.width, page.height, page.hidden_characters)
            for page in new.pages
        ],
    )  # fmt: skip
    insert_passages(connection, document_id, new.drafts, new.vectors, new.encoder)


def insert_passages(
    connection: sqlite3.Connection,
    document_id: int,
    drafts: Sequence[Draft],
    vectors: Vectors,
    encoder: str,
) -> None:
    """Write passages and their vectors for a document that has none."""
    first = connection.execute(
        "SELECT coalesce((SELECT seq FROM sqlite_sequence WHERE name = 'passage'), 0) + 1"
    ).fetchone()[0]
    connection.executemany(
        "INSERT INTO passage VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        [
            (first + at, document_id, draft.section, draft.page, draft.last_page, draft.start,
             draft.end, draft.text)
            for at, draft in enumerate(drafts)
        ],
    )  # fmt: skip
    connection.execute(
        "INSERT INTO vectors VALUES (?, ?, ?, ?, ?, ?)",
        (document_id, encoder, vectors.shape[1], first, len(drafts),
         vectors.astype(np.float32).tobytes()),
    )  # fmt: skip


def note_change(connection: sqlite3.Connection) -> None:
    """Let searches know that what they read has changed."""
    connection.execute("UPDATE change SET number = number + 1")


def place(connection: sqlite3.Connection, path: Path, document_id: int) -> None:
    """Let a path stand for a document, and for no other."""
    connection.execute("INSERT OR REPLACE INTO place VALUES (?, ?)", (str(path), document_id))


def supersede(connection: sqlite3.Connection, document_id: int, by: int) -> None:
    """Remove a document if no path stands for it any more; `by` is then in its collections."""
    connection.execute(
        "INSERT OR IGNORE INTO collected SELECT collection_id, ? FROM collected WHERE "
        "document_id = ? AND NOT EXISTS (SELECT 1 FROM place WHERE place.document_id = ?)",
        (by, document_id, document_id),
    )
    connection.execute(
        "DELETE FROM document WHERE document_id = ? "
        "AND NOT EXISTS (SELECT 1 FROM place WHERE place.document_id = document.document_id)",
        (document_id,),
    )


def document_at(connection: sqlite3.Connection, path: Path) -> Document | None:
    """The document that a path stands for."""
    return document_where(
        connection, "document_id = (SELECT document_id FROM place WHERE path = ?)", str(path)
    )


def one_document(connection: sqlite3.Connection, document_id: int) -> Document:
    """One document. Raises UnknownDocument."""
    document = document_where(connection, "document_id = ?", document_id)
    if document is None:
        raise UnknownDocument(f"No document has the id {document_id}. See: documents")
    return document


def document_where(
    connection: sqlite3.Connection, condition: str, value: object
) -> Document | None:
    """The document for which a condition of one value holds."""
    row = connection.execute(f"{DOCUMENT} WHERE {condition}", (value,)).fetchone()
    return None if row is None else document_from(row)


def document_from(row: tuple[Any, ...]) -> Document:
    """The document in a row of the columns that DOCUMENT selects."""
    number, name, path, sha256, status, *rest = row
    return Document(number, name, Path(path), sha256, Status(status), *rest)
