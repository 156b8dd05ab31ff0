"""Documents, pages, passages, vectors and words in one SQLite file: the truth of a library.

A document comes and goes in one transaction. Knows nothing of how a PDF is read, how a text
becomes a vector, or how two searches become one.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from indexer.database import Database
from indexer.document_rows import (
    DOCUMENT,
    NewDocument,
    document_at,
    document_from,
    document_where,
    insert_document,
    insert_passages,
    note_change,
    one_document,
    place,
    renew_document,
    supersede,
)
from indexer.passages import Draft
from indexer.types import Document, Page, Passage, Quality, Vectors

_PASSAGE = (
    "SELECT passage_id, p.document_id, d.name, p.section, p.page, page.label, p.last_page, "
    'p.start, p."end", p.text FROM passage p JOIN document d USING (document_id) '
    "JOIN page ON page.document_id = p.document_id AND page.number = p.page"
)


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
            return tuple(map(document_from, connection.execute(f"{DOCUMENT} ORDER BY document_id")))

    def is_empty(self) -> bool:
        """Whether there is no document at all."""
        with self.database.reading() as connection:
            return connection.execute("SELECT 1 FROM document LIMIT 1").fetchone() is None

    def document(self, document_id: int) -> Document:
        """One document. Raises UnknownDocument."""
        with self.database.reading() as connection:
            return one_document(connection, document_id)

    def document_of(self, sha256: str) -> Document | None:
        """The document with these bytes."""
        with self.database.reading() as connection:
            return document_where(connection, "sha256 = ?", sha256)

    def document_at(self, path: Path) -> Document | None:
        """The document that was last added from this path."""
        with self.database.reading() as connection:
            return document_at(connection, path)

    def add(self, new: NewDocument) -> Document:
        """Write a document in one transaction; what was last added from its path is replaced.

        Where another path still stands for the earlier version, that one stays.
        """
        with self.database.writing() as connection:
            earlier = document_at(connection, new.path)
            document_id = insert_document(connection, new)
            place(connection, new.path, document_id)
            if earlier is not None:
                supersede(connection, earlier.document_id, document_id)
            note_change(connection)
            return one_document(connection, document_id)

    def renew(self, new: NewDocument) -> Document:
        """Write what known bytes are read as now, in one transaction; the document keeps its id.

        Where the library does not have the bytes (any more), this adds them.
        """
        with self.database.writing() as connection:
            known = document_where(connection, "sha256 = ?", new.sha256)
            if known is not None:
                renew_document(connection, known.document_id, new)
                note_change(connection)
                return one_document(connection, known.document_id)
        return self.add(new)

    def add_place(self, path: Path, document_id: int) -> None:
        """Let one more path stand for a document; an earlier version under it is replaced."""
        with self.database.writing() as connection:
            one_document(connection, document_id)
            earlier = document_at(connection, path)
            place(connection, path, document_id)
            if earlier is not None and earlier.document_id != document_id:
                supersede(connection, earlier.document_id, document_id)
            note_change(connection)

    def move(self, document_id: int, path: Path) -> None:
        """Note that a document's file is somewhere else now. Raises UnknownDocument."""
        with self.database.writing() as connection:
            one_document(connection, document_id)
            place(connection, path, document_id)
            connection.execute(
                "UPDATE document SET path = ? WHERE document_id = ?", (str(path), document_id)
            )

    def remove(self, document_id: int) -> Document:
        """Remove a document with all that belongs to it. Raises UnknownDocument."""
        with self.database.writing() as connection:
            document = one_document(connection, document_id)
            connection.execute("DELETE FROM document WHERE document_id = ?", (document_id,))
            note_change(connection)
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
                f"{DOCUMENT} WHERE document_id IN (SELECT document_id FROM vectors "
                "WHERE encoder <> ?) ORDER BY document_id",
                (encoder,),
            )
            return tuple(map(document_from, rows))

    def replace_passages(
        self, document_id: int, drafts: Sequence[Draft], vectors: Vectors, encoder: str
    ) -> Document:
        """Give a document other passages and vectors, in one transaction. Raises
        UnknownDocument."""
        with self.database.writing() as connection:
            one_document(connection, document_id)
            for table in ("passage", "vectors"):
                connection.execute(f"DELETE FROM {table} WHERE document_id = ?", (document_id,))
            insert_passages(connection, document_id, drafts, vectors, encoder)
            connection.execute(
                "UPDATE document SET passages = ? WHERE document_id = ?",
                (len(drafts), document_id),
            )
            note_change(connection)
            return one_document(connection, document_id)

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
            one_document(connection, document_id)
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
