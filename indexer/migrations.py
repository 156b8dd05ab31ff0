"""The shape of the database: ordered steps, each done once, in one transaction with its record.

A step that has been released is never changed; a new shape is a new step at the end.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence

from indexer.errors import LibraryTooNew

APPLICATION_ID = 0x51756972  # "Quir": tells the file from any other SQLite database

_FIRST = (
    """CREATE TABLE document (
        document_id INTEGER PRIMARY KEY AUTOINCREMENT,
        name TEXT NOT NULL,
        path TEXT NOT NULL,
        sha256 TEXT NOT NULL UNIQUE,
        status TEXT NOT NULL,
        pages INTEGER NOT NULL,
        pages_without_text INTEGER NOT NULL,
        passages INTEGER NOT NULL,
        message TEXT NOT NULL,
        added TEXT NOT NULL
    )""",
    """CREATE TABLE place (
        path TEXT PRIMARY KEY,
        document_id INTEGER NOT NULL REFERENCES document ON DELETE CASCADE
    )""",
    "CREATE INDEX place_document ON place (document_id)",
    """CREATE TABLE page (
        document_id INTEGER NOT NULL REFERENCES document ON DELETE CASCADE,
        number INTEGER NOT NULL,
        label TEXT NOT NULL,
        section TEXT NOT NULL,
        text TEXT NOT NULL,
        quality TEXT NOT NULL,
        width REAL NOT NULL,
        height REAL NOT NULL,
        hidden_characters INTEGER NOT NULL,
        PRIMARY KEY (document_id, number)
    )""",
    """CREATE TABLE passage (
        passage_id INTEGER PRIMARY KEY AUTOINCREMENT,
        document_id INTEGER NOT NULL REFERENCES document ON DELETE CASCADE,
        section TEXT NOT NULL,
        page INTEGER NOT NULL,
        last_page INTEGER NOT NULL,
        start INTEGER NOT NULL,
        "end" INTEGER NOT NULL,
        text TEXT NOT NULL
    )""",
    "CREATE INDEX passage_document ON passage (document_id)",
    # One row a document: its passages have consecutive ids, so that reading 100,000 vectors is a
    # few large reads and not 100,000 small ones.
    """CREATE TABLE vectors (
        document_id INTEGER PRIMARY KEY REFERENCES document ON DELETE CASCADE,
        encoder TEXT NOT NULL,
        dimension INTEGER NOT NULL,
        first_passage_id INTEGER NOT NULL,
        passages INTEGER NOT NULL,
        data BLOB NOT NULL
    )""",
    """CREATE VIRTUAL TABLE words USING fts5 (
        text, section, content='passage', content_rowid='passage_id',
        tokenize='porter unicode61 remove_diacritics 2'
    )""",
    """CREATE TRIGGER passage_added AFTER INSERT ON passage BEGIN
        INSERT INTO words (rowid, text, section)
        VALUES (new.passage_id, new.text, new.section);
    END""",
    """CREATE TRIGGER passage_removed AFTER DELETE ON passage BEGIN
        INSERT INTO words (words, rowid, text, section)
        VALUES ('delete', old.passage_id, old.text, old.section);
    END""",
    """CREATE TABLE snapshot (
        generation INTEGER PRIMARY KEY AUTOINCREMENT,
        file TEXT NOT NULL,
        bytes INTEGER NOT NULL,
        blake2b TEXT NOT NULL,
        vectors INTEGER NOT NULL,
        dimension INTEGER NOT NULL,
        encoder TEXT NOT NULL
    )""",
    "CREATE TABLE writer (pid INTEGER NOT NULL)",
    "CREATE TABLE change (number INTEGER NOT NULL)",
    "INSERT INTO change VALUES (0)",
)

_COPIES = (
    # 0: not known; what was added before has its size noted when its file is next read
    "ALTER TABLE document ADD COLUMN file_bytes INTEGER NOT NULL DEFAULT 0",
    "ALTER TABLE document ADD COLUMN copy_bytes INTEGER NOT NULL DEFAULT 0",
)

_COLLECTIONS = (
    """CREATE TABLE collection (
        collection_id INTEGER PRIMARY KEY AUTOINCREMENT,
        name TEXT NOT NULL UNIQUE COLLATE NOCASE
    )""",
    """CREATE TABLE collected (
        collection_id INTEGER NOT NULL REFERENCES collection ON DELETE CASCADE,
        document_id INTEGER NOT NULL REFERENCES document ON DELETE CASCADE,
        PRIMARY KEY (collection_id, document_id)
    ) WITHOUT ROWID""",
    "CREATE INDEX collected_document ON collected (document_id)",
)

_HIDDEN = (
    "ALTER TABLE document ADD COLUMN pages_with_hidden_text INTEGER NOT NULL DEFAULT 0",
    "UPDATE document SET pages_with_hidden_text = (SELECT count(*) FROM page "
    "WHERE page.document_id = document.document_id AND hidden_characters > 0)",
)

STEPS: Sequence[Sequence[str]] = (_FIRST, _COPIES, _COLLECTIONS, _HIDDEN)


def migrate(connection: sqlite3.Connection) -> None:
    """Bring the database to the newest shape.

    Raises LibraryTooNew where it has steps that this version does not know; nothing is changed
    then. The connection is in autocommit mode (isolation_level None).
    """
    while steps_done(connection) < len(STEPS):
        connection.execute("BEGIN IMMEDIATE")
        try:
            _take_next(connection)
            connection.execute("COMMIT")
        except BaseException:
            connection.execute("ROLLBACK")
            raise


def steps_done(connection: sqlite3.Connection) -> int:
    """How many steps the database has done; 0 for an empty one. Raises LibraryTooNew."""
    if connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'migration'").fetchone():
        row = connection.execute("SELECT coalesce(max(step), 0) FROM migration").fetchone()
        done = int(row[0])
    else:
        done = 0
    if done > len(STEPS):
        raise LibraryTooNew(
            f"A newer version of Quire wrote this library (its format is {done}, this version "
            f"knows up to {len(STEPS)}). Update Quire, or choose another folder with --home."
        )
    return done


def _take_next(connection: sqlite3.Connection) -> None:
    done = steps_done(connection)  # again: another process may have been faster
    if done == len(STEPS):
        return
    connection.execute(
        "CREATE TABLE IF NOT EXISTS migration (step INTEGER PRIMARY KEY, done TEXT NOT NULL)"
    )
    for statement in STEPS[done]:
        connection.execute(statement)
    connection.execute("INSERT INTO migration VALUES (?, datetime('now'))", (done + 1,))
    connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
