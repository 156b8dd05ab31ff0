"""What is noted in the database about the files beside it, and about who writes.

Knows nothing of documents.
"""

from __future__ import annotations

import os
from dataclasses import dataclass

from indexer.database import Database


@dataclass(frozen=True, slots=True)
class SnapshotRow:
    """What the graph's file must be, for it to be believed."""

    generation: int
    file: str
    bytes: int
    blake2b: str
    vectors: int
    dimension: int
    encoder: str


class Ledger:
    """The rows by which a graph's file is believed, and an unclean exit is known."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def snapshot(self) -> SnapshotRow | None:
        """The graph's file that was committed last."""
        with self._database.reading() as connection:
            row = connection.execute(
                "SELECT generation, file, bytes, blake2b, vectors, dimension, encoder "
                "FROM snapshot ORDER BY generation DESC LIMIT 1"
            ).fetchone()
            return None if row is None else SnapshotRow(*row)

    def next_generation(self) -> int:
        """The number of the next graph's file; never one that was used before."""
        with self._database.reading() as connection:
            row = connection.execute(
                "SELECT coalesce(max(seq), 0) + 1 FROM sqlite_sequence WHERE name = 'snapshot'"
            ).fetchone()
            return int(row[0])

    def record_snapshot(self, row: SnapshotRow) -> None:
        """Commit a graph's file; earlier ones count no more."""
        with self._database.writing() as connection:
            connection.execute("DELETE FROM snapshot")
            connection.execute(
                "INSERT INTO snapshot VALUES (?, ?, ?, ?, ?, ?, ?)",
                (row.generation, row.file, row.bytes, row.blake2b, row.vectors, row.dimension,
                 row.encoder),
            )  # fmt: skip

    def begin_writing(self) -> bool:
        """Note that this process writes, and say whether the last one that did ended cleanly."""
        with self._database.writing() as connection:
            clean = connection.execute("SELECT 1 FROM writer").fetchone() is None
            connection.execute("DELETE FROM writer")
            connection.execute("INSERT INTO writer VALUES (?)", (os.getpid(),))
            return clean

    def end_writing(self) -> None:
        """Note that the writing ended cleanly."""
        with self._database.writing() as connection:
            connection.execute("DELETE FROM writer")
