"""Documents that a person put together under a name.

A document may be in several collections or in none; one that is removed leaves them, and a new
version of a file takes the places of the old one. Knows nothing of searches.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Collection as Several
from itertools import groupby

from indexer.database import Database
from indexer.document_rows import one_document
from indexer.errors import CollectionError
from indexer.types import Collection

_LONGEST_NAME = 200  # characters


class Collections:
    """The collections of one library. Safe to use from several threads."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def all(self) -> tuple[Collection, ...]:
        """Every collection, by name; its documents in the order in which they came."""
        with self._database.reading() as connection:
            rows = connection.execute(
                "SELECT name, document_id FROM collection LEFT JOIN collected "
                "USING (collection_id) ORDER BY name COLLATE NOCASE, collection_id, document_id"
            ).fetchall()
        return tuple(
            Collection(name, tuple(row[1] for row in group if row[1] is not None))
            for name, group in groupby(rows, key=lambda row: str(row[0]))
        )

    def put(self, name: str, documents: Several[int]) -> Collection:
        """Make a collection of exactly these documents, or make the one of that name hold them.

        Raises CollectionError where it cannot be called so, UnknownDocument.
        """
        name, wanted = _checked(name), sorted(set(documents))
        with self._database.writing() as connection:
            for document_id in wanted:
                one_document(connection, document_id)
            number = _number(connection, name)
            if number is None:
                number = connection.execute(
                    "INSERT INTO collection (name) VALUES (?)", (name,)
                ).lastrowid
            connection.execute("DELETE FROM collected WHERE collection_id = ?", (number,))
            connection.executemany(
                "INSERT INTO collected VALUES (?, ?)", [(number, one) for one in wanted]
            )
            (called,) = connection.execute(
                "SELECT name FROM collection WHERE collection_id = ?", (number,)
            ).fetchone()
        return Collection(str(called), tuple(wanted))

    def rename(self, name: str, to: str) -> None:
        """Call a collection something else. Raises CollectionError where there is none of that
        name, or one of the other name."""
        to = _checked(to)
        with self._database.writing() as connection:
            number, taken = _known(connection, name), _number(connection, to)
            if taken not in {None, number}:
                raise CollectionError(
                    f"There is a collection {to} already: choose another name, or remove that one."
                )
            connection.execute(
                "UPDATE collection SET name = ? WHERE collection_id = ?", (to, number)
            )

    def remove(self, name: str) -> None:
        """Let a collection go; its documents stay. Raises CollectionError where there is none."""
        with self._database.writing() as connection:
            number = _known(connection, name)
            connection.execute("DELETE FROM collection WHERE collection_id = ?", (number,))


def _checked(name: str) -> str:
    """The name with single spaces only."""
    name = " ".join(name.split())
    if not name or len(name) > _LONGEST_NAME or not name.isprintable():
        raise CollectionError(
            f"A collection's name has 1 to {_LONGEST_NAME} letters; this one has {len(name)}. "
            "Choose another."
        )
    return name


def _known(connection: sqlite3.Connection, name: str) -> int:
    number = _number(connection, name)
    if number is None:
        raise CollectionError(f"There is no collection {name}: it was removed or renamed.")
    return number


def _number(connection: sqlite3.Connection, name: str) -> int | None:
    row = connection.execute(
        "SELECT collection_id FROM collection WHERE name = ?", (" ".join(name.split()),)
    ).fetchone()
    return None if row is None else int(row[0])
