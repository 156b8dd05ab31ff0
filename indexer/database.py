"""The SQLite file: its connections, its transactions, and what its errors mean to a person.

Many threads read while one writes. Knows nothing of documents and passages.
"""

from __future__ import annotations

import os
import sqlite3
import sys
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from queue import Empty, SimpleQueue

from indexer.errors import DiskFull, LibraryBusy, LibraryDamaged, LibraryError
from indexer.migrations import STEPS, migrate, steps_done

_BUSY_SECONDS = 10.0


class Database:
    """One SQLite file in WAL mode, where a commit is on the disk before it returns."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._idle: SimpleQueue[sqlite3.Connection] = SimpleQueue()
        self._writing = threading.Lock()
        self._writer: sqlite3.Connection | None = None

    @property
    def path(self) -> Path:
        """The file."""
        return self._path

    def prepare(self) -> None:
        """Make the file, or bring it to the newest shape.

        Raises LibraryTooNew, LibraryDamaged, LibraryBusy or DiskFull.
        """
        with self._writing, self._explained():
            migrate(self._writer_connection())

    def check(self) -> None:
        """See that the file can be read, and is not of a newer version. Changes nothing."""
        with self.reading() as connection:
            done = steps_done(connection)
        if done == 0:
            raise LibraryBusy(
                "The library is being made by another process. Try again in a moment."
            )
        if done < len(STEPS):
            raise LibraryBusy(
                "An earlier version of Quire made this library, and it has to be brought to the "
                "newer format first. Close Quire elsewhere, see that the folder can be written, "
                "and open it again."
            )

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """A connection to read with; one state of the library from the first to the last query."""
        with self._explained():
            connection = self._idle_connection()
            try:
                connection.execute("BEGIN")
                yield connection
            finally:
                if connection.in_transaction:
                    connection.execute("ROLLBACK")
                self._idle.put(connection)

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """One transaction: all of it is on the disk afterwards, or nothing of it."""
        with self._writing, self._explained():
            connection = self._writer_connection()
            connection.execute("BEGIN IMMEDIATE")
            try:
                yield connection
                connection.execute("COMMIT")
            finally:
                if connection.in_transaction:
                    connection.execute("ROLLBACK")

    def close(self) -> None:
        """Close every connection; it opens again when used."""
        with self._writing:
            if self._writer is not None:
                self._writer.close()
                self._writer = None
        while True:
            try:
                self._idle.get_nowait().close()
            except Empty:
                return

    def _idle_connection(self) -> sqlite3.Connection:
        try:
            return self._idle.get_nowait()
        except Empty:
            return self._connect(read_only=True)

    def _writer_connection(self) -> sqlite3.Connection:
        if self._writer is None:
            self._writer = self._connect(read_only=False)
        return self._writer

    def _connect(self, read_only: bool) -> sqlite3.Connection:
        connection = sqlite3.connect(
            self._address(read_only), timeout=_BUSY_SECONDS, isolation_level=None,
            check_same_thread=False, uri=True,
        )  # fmt: skip
        try:
            connection.execute("PRAGMA foreign_keys = ON")
            if read_only:
                connection.execute("PRAGMA query_only = ON")
            else:
                connection.execute("PRAGMA journal_mode = WAL")
                connection.execute("PRAGMA synchronous = FULL")
                if sys.platform == "darwin":
                    connection.execute("PRAGMA fullfsync = ON")
                    connection.execute("PRAGMA checkpoint_fullfsync = ON")
        except BaseException:
            connection.close()
            raise
        return connection

    def _address(self, read_only: bool) -> str:
        """Where nothing can be written, SQLite cannot make its log beside the file, and reads it
        only if it is told that nobody else writes either; a log that is there says otherwise."""
        address = self._path.absolute().as_uri()
        log = self._path.with_name(self._path.name + "-wal")
        frozen = read_only and not os.access(self._path.parent, os.W_OK) and not log.exists()
        return f"{address}?immutable=1" if frozen else address

    @contextmanager
    def _explained(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.DatabaseError as error:
            raise self._meaning(error) from error

    def _meaning(self, error: sqlite3.DatabaseError) -> LibraryError:
        code = getattr(error, "sqlite_errorcode", 0) & 0xFF
        if code == sqlite3.SQLITE_FULL:
            return DiskFull(
                f"The disk with {self._path.parent} is full; nothing was changed. "
                "Make room and try again."
            )
        if code in {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}:
            return LibraryBusy("Another process is writing to the library. Try again in a moment.")
        if code in {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB}:
            return LibraryDamaged(
                f"The library's database is damaged: {self._path}. `quire rebuild` keeps the file "
                "aside and makes a new one from the PDFs."
            )
        if code in {sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PERM}:
            return LibraryError(
                f"The library in {self._path.parent} cannot be written. Check the folder's "
                "permissions, or choose another with --home."
            )
        return LibraryError(f"The library's database failed: {error}. Try again.")


def intact(path: Path) -> bool:
    """Whether SQLite finds nothing wrong with the whole file. Reads all of it."""
    try:
        with closing(sqlite3.connect(path)) as connection:
            rows = connection.execute("PRAGMA integrity_check").fetchall()
    except sqlite3.DatabaseError:
        return False
    return rows == [("ok",)]
