"""Documents, pages, passages, vectors and words in one SQLite file: the truth of a library.

A document comes and goes in one transaction. Knows nothing of how a PDF is read, how a text
becomes a vector, or how two searches become one.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import accumulate
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from indexer.database import Database
from indexer.errors import UnknownDocument
from indexer.passages import Draft
from indexer.types import Document, Page, Passage, Quality, Status, Vectors

_DOCUMENT = (
    "SELECT document_id, name, path, sha256, status, pages, pages_without_text, passages, added "
    "FROM document"
)
_PASSAGE = (
    "SELECT passage_id, p.document_id, d.name, p.section, p.page, page.label, p.last_page, "
    'p.start, p."end", p.text FROM passage p JOIN document d USING (document_id) '
    "JOIN page ON page.document_id = p.document_id AND page.number = p.page"
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


@dataclass(frozen=True, slots=True)
class Block:
    """Where one document's vectors are: its passages have consecutive ids."""

    document_id: int
    first_passage_id: int
    passages: int

    def ids(self) -> NDArray[np.int64]:
        """The passages' ids."""
        return np.arange(self.first_passage_id, self.first_passage_id + self.passages)


class Store:
    """What a library keeps. Safe to use from several threads."""

    def __init__(self, database: Database) -> None:
        self.database = database

    # ── documents ───────────────────────────────────────────────────────────────────────────

    def documents(self) -> tuple[Document, ...]:
        """All documents, in the order in which they came."""
        with self.database.reading() as connection:
            return tuple(map(_document, connection.execute(f"{_DOCUMENT} ORDER BY document_id")))

    def is_empty(self) -> bool:
        """Whether there is no document at all."""
        with self.database.reading() as connection:
            return connection.execute("SELECT 1 FROM document LIMIT 1").fetchone() is None

    def document(self, document_id: int) -> Document:
        """One document. Raises UnknownDocument."""
        with self.database.reading() as connection:
            return _one_document(connection, document_id)

    def document_of(self, sha256: str) -> Document | None:
        """The document with these bytes."""
        with self.database.reading() as connection:
            return _document_where(connection, "sha256 = ?", sha256)

    def document_at(self, path: Path) -> Document | None:
        """The document that was last added from this path."""
        with self.database.reading() as connection:
            return _document_at(connection, path)

    def add(self, new: NewDocument) -> Document:
        """Write a document in one transaction; what was last added from its path is replaced.

        Where another path still stands for the earlier version, that one stays.
        """
        with self.database.writing() as connection:
            earlier = _document_at(connection, new.path)
            document_id = _insert(connection, new)
            _place(connection, new.path, document_id)
            if earlier is not None:
                _remove_unplaced(connection, earlier.document_id)
            _changed(connection)
            return _one_document(connection, document_id)

    def add_place(self, path: Path, document_id: int) -> None:
        """Let one more path stand for a document; an earlier version under it is replaced."""
        with self.database.writing() as connection:
            _one_document(connection, document_id)
            earlier = _document_at(connection, path)
            _place(connection, path, document_id)
            if earlier is not None and earlier.document_id != document_id:
                _remove_unplaced(connection, earlier.document_id)
            _changed(connection)

    def remove(self, document_id: int) -> Document:
        """Remove a document with all that belongs to it. Raises UnknownDocument."""
        with self.database.writing() as connection:
            document = _one_document(connection, document_id)
            connection.execute("DELETE FROM document WHERE document_id = ?", (document_id,))
            _changed(connection)
            return document

    def places(self, document_id: int) -> tuple[Path, ...]:
        """Every path that stands for a document."""
        with self.database.reading() as connection:
            rows = connection.execute(
                "SELECT path FROM place WHERE document_id = ? ORDER BY path", (document_id,)
            )
            return tuple(Path(row[0]) for row in rows)

    def embedded_otherwise(self, encoder: str) -> tuple[Document, ...]:
        """The documents whose vectors are of another encoder than this one."""
        with self.database.reading() as connection:
            rows = connection.execute(
                f"{_DOCUMENT} WHERE document_id IN (SELECT document_id FROM vectors "
                "WHERE encoder <> ?) ORDER BY document_id",
                (encoder,),
            )
            return tuple(map(_document, rows))

    def replace_passages(
        self, document_id: int, drafts: Sequence[Draft], vectors: Vectors, encoder: str
    ) -> Document:
        """Give a document other passages and vectors, in one transaction. Raises
        UnknownDocument."""
        with self.database.writing() as connection:
            _one_document(connection, document_id)
            for table in ("passage", "vectors"):
                connection.execute(f"DELETE FROM {table} WHERE document_id = ?", (document_id,))
            _insert_passages(connection, document_id, drafts, vectors, encoder)
            connection.execute(
                "UPDATE document SET passages = ? WHERE document_id = ?",
                (len(drafts), document_id),
            )
            _changed(connection)
            return _one_document(connection, document_id)

    # ── pages and passages ──────────────────────────────────────────────────────────────────

    def pages(self, document_id: int) -> tuple[Page, ...]:
        """A document's pages, as they were read."""
        with self.database.reading() as connection:
            rows = connection.execute(
                "SELECT number, label, section, text, quality, width, height, hidden_characters "
                "FROM page WHERE document_id = ? ORDER BY number",
                (document_id,),
            )
            return tuple(
                Page(number, label, section, text, Quality(quality), *rest)
                for number, label, section, text, quality, *rest in rows
            )

    def page_texts(self, document_id: int, first: int, last: int) -> tuple[str, ...]:
        """The texts of pages `first` to `last`, as they were read."""
        with self.database.reading() as connection:
            rows = connection.execute(
                "SELECT text FROM page WHERE document_id = ? AND number BETWEEN ? AND ? "
                "ORDER BY number",
                (document_id, first, last),
            )
            return tuple(str(row[0]) for row in rows)

    def passages_of(self, document_id: int) -> tuple[Passage, ...]:
        """All passages of a document, in order. Raises UnknownDocument."""
        with self.database.reading() as connection:
            _one_document(connection, document_id)
            rows = connection.execute(
                f"{_PASSAGE} WHERE p.document_id = ? ORDER BY passage_id", (document_id,)
            )
            return tuple(Passage(*row) for row in rows)

    def passages(self, ids: Sequence[int]) -> tuple[Passage, ...]:
        """The passages with these ids, in their order; those that are gone are left out."""
        with self.database.reading() as connection:
            rows = connection.execute(
                f"{_PASSAGE} WHERE passage_id IN (SELECT value FROM json_each(?))",
                (json.dumps([int(number) for number in ids]),),
            )
            found = {row[0]: Passage(*row) for row in rows}
        return tuple(found[number] for number in ids if number in found)

    # ── what searches read ──────────────────────────────────────────────────────────────────

    def change(self) -> int:
        """A number that is another one after each change of what can be searched."""
        with self.database.reading() as connection:
            return int(connection.execute("SELECT number FROM change").fetchone()[0])

    def blocks(self, encoder: str) -> tuple[Block, ...]:
        """Where the vectors of this encoder are, in the order of the documents."""
        with self.database.reading() as connection:
            rows = connection.execute(
                "SELECT document_id, first_passage_id, passages FROM vectors "
                "WHERE encoder = ? AND passages > 0 ORDER BY document_id",
                (encoder,),
            )
            return tuple(Block(*row) for row in rows)

    def vectors(self, document_id: int) -> Vectors:
        """A document's vectors, shape (passages, dimension); none where it is gone."""
        with self.database.reading() as connection:
            row = connection.execute(
                "SELECT dimension, data FROM vectors WHERE document_id = ?", (document_id,)
            ).fetchone()
        if row is None:
            return np.empty((0, 0), np.float32)
        return np.frombuffer(row[1], np.float32).reshape(-1, row[0])

    def rarest(self, words: Sequence[str], most: int) -> list[str]:
        """The words, the rarest first, as far as no more than `most` passages have them; at least
        the rarest, if any passage has it. All of them where the library is no larger than that.

        Common words cost time and tell little: with 100,000 passages a question took 35 ms in the
        search by words with them all.
        """
        with self.database.reading() as connection:
            largest = connection.execute("SELECT max(passage_id) FROM passage").fetchone()[0]
            if (largest or 0) <= most:
                return list(words)
            count = "SELECT count(*) FROM words WHERE words MATCH ?"
            counted = [
                (int(connection.execute(count, (f'"{word}"',)).fetchone()[0]), word)
                for word in words
            ]
        found = sorted(pair for pair in counted if pair[0])
        sums = accumulate(passages for passages, _ in found)
        return [
            word for (_, word), total in zip(found, sums, strict=True)
            if total <= most or word == found[0][1]
        ]  # fmt: skip

    def keyword(
        self, match: str, limit: int, documents: Collection[int] | None
    ) -> list[tuple[int, float]]:
        """(passage id, BM25 score; higher is better) for a full-text expression, best first."""
        sql = "SELECT rowid, -bm25(words, 1.0, 0.5) AS score FROM words WHERE words MATCH ?"
        arguments: list[object] = [match]
        if documents is not None:
            sql += (
                " AND rowid IN (SELECT passage_id FROM passage WHERE document_id IN "
                "(SELECT value FROM json_each(?)))"
            )
            arguments.append(json.dumps([int(number) for number in documents]))
        with self.database.reading() as connection:
            rows = connection.execute(
                f"{sql} ORDER BY score DESC, rowid LIMIT ?", [*arguments, limit]
            )
            return [(int(row[0]), float(row[1])) for row in rows]


def _insert(connection: sqlite3.Connection, new: NewDocument) -> int:
    without_text = sum(not page.text.strip() for page in new.pages)
    document_id = connection.execute(
        "INSERT INTO document (name, path, sha256, status, pages, pages_without_text, passages, "
        "message, added) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            new.path.name, str(new.path), new.sha256, new.status.value, len(new.pages),
            without_text, len(new.drafts), new.message,
            datetime.now(UTC).isoformat(timespec="seconds"),
        ),
    ).lastrowid  # fmt: skip
    assert document_id is not None
    connection.executemany(
        "INSERT INTO page VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [
            (document_id, page.number, page.label, page.section, page.text, page.quality.value,
             page.width, page.height, page.hidden_characters)
            for page in new.pages
        ],
    )  # fmt: skip
    _insert_passages(connection, document_id, new.drafts, new.vectors, new.encoder)
    return document_id


def _insert_passages(
    connection: sqlite3.Connection,
    document_id: int,
    drafts: Sequence[Draft],
    vectors: Vectors,
    encoder: str,
) -> None:
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


def _changed(connection: sqlite3.Connection) -> None:
    connection.execute("UPDATE change SET number = number + 1")


def _place(connection: sqlite3.Connection, path: Path, document_id: int) -> None:
    connection.execute("INSERT OR REPLACE INTO place VALUES (?, ?)", (str(path), document_id))


def _remove_unplaced(connection: sqlite3.Connection, document_id: int) -> None:
    connection.execute(
        "DELETE FROM document WHERE document_id = ? "
        "AND NOT EXISTS (SELECT 1 FROM place WHERE place.document_id = document.document_id)",
        (document_id,),
    )


def _document_at(connection: sqlite3.Connection, path: Path) -> Document | None:
    return _document_where(
        connection, "document_id = (SELECT document_id FROM place WHERE path = ?)", str(path)
    )


def _one_document(connection: sqlite3.Connection, document_id: int) -> Document:
    document = _document_where(connection, "document_id = ?", document_id)
    if document is None:
        raise UnknownDocument(f"No document has the id {document_id}. See: documents")
    return document


def _document_where(
    connection: sqlite3.Connection, condition: str, value: object
) -> Document | None:
    row = connection.execute(f"{_DOCUMENT} WHERE {condition}", (value,)).fetchone()
    return None if row is None else _document(row)


def _document(row: tuple[Any, ...]) -> Document:
    number, name, path, sha256, status, *rest = row
    return Document(number, name, Path(path), sha256, Status(status), *rest)
