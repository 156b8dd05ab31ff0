"""What the library's panel must not forget when the program ends: a small SQLite file in the home.

Nothing in it is worth a failure: a file that cannot be read is put aside and begun anew. Knows
nothing of documents but their ids, and of files but their paths.
"""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from desktop.errors import DesktopError

_MIGRATIONS = (
    """
    CREATE TABLE removed (
        removal INTEGER PRIMARY KEY AUTOINCREMENT,
        document_id INTEGER NOT NULL UNIQUE
    );
    CREATE TABLE unfinished (path TEXT PRIMARY KEY);
    """,
    """
    CREATE TABLE watching (folder TEXT PRIMARY KEY, is_on INTEGER NOT NULL);
    CREATE TABLE seen (path TEXT PRIMARY KEY, size INTEGER NOT NULL, changed INTEGER NOT NULL);
    """,
)


@dataclass(frozen=True, slots=True)
class Watching:
    """The folder that is watched, or was."""

    folder: Path
    is_on: bool


@dataclass(frozen=True, slots=True)
class SeenFile:
    """A file of it as it was when it was last given to be added."""

    path: Path
    size: int  # bytes
    changed: int  # nanoseconds since 1970


class NotNoted(DesktopError):
    """A change could not be written."""


class ShelfNotes:
    """The notes of one home; without a path, of this run alone. Safe to use from several threads.

    Every change raises NotNoted where it cannot be written.
    """

    def __init__(self, path: Path | None = None) -> None:
        self._lock = threading.RLock()
        self._path = path
        try:
            self._database = self._opened()
        except sqlite3.DatabaseError:
            self._put_aside()
            self._database = self._opened()

    def close(self) -> None:
        """Let go of the file."""
        with self._lock:
            self._database.close()

    def removed(self) -> tuple[int, ...]:
        """The documents that were removed and are still in the library, the latest last."""
        with self._lock:
            rows = self._database.execute("SELECT document_id FROM removed ORDER BY removal")
            return tuple(row[0] for row in rows)

    def remove(self, document_id: int) -> None:
        """Note that a document was removed."""
        self._write("INSERT OR IGNORE INTO removed (document_id) VALUES (?)", [(document_id,)])

    def restore(self, document_id: int) -> None:
        """Forget that a document was removed."""
        self._write("DELETE FROM removed WHERE document_id = ?", [(document_id,)])

    def unfinished(self) -> tuple[Path, ...]:
        """The files and folders that were to be added and are not done, in their order."""
        with self._lock:
            rows = self._database.execute("SELECT path FROM unfinished ORDER BY rowid").fetchall()
        return tuple(Path(row[0]) for row in rows)

    def begin(self, paths: Iterable[Path]) -> None:
        """Note that these are to be added."""
        self._write(
            "INSERT OR IGNORE INTO unfinished (path) VALUES (?)", [(str(path),) for path in paths]
        )

    def finish(self, paths: Iterable[Path]) -> None:
        """Note that nothing more is to be done for these."""
        self._write("DELETE FROM unfinished WHERE path = ?", [(str(path),) for path in paths])

    def watching(self) -> Watching | None:
        """The folder that is watched, or was; None where none was chosen."""
        with self._lock:
            row = self._database.execute("SELECT folder, is_on FROM watching").fetchone()
        return Watching(Path(row[0]), bool(row[1])) if row else None

    def watch(self, watching: Watching | None) -> None:
        """Note which folder is watched. What was seen of another is forgotten."""
        before = self.watching()
        with self._change() as database:
            database.execute("DELETE FROM watching")
            if watching is None or before is None or before.folder != watching.folder:
                database.execute("DELETE FROM seen")
            if watching is not None:
                row = (str(watching.folder), watching.is_on)
                database.execute("INSERT INTO watching VALUES (?, ?)", row)

    def seen(self) -> tuple[SeenFile, ...]:
        """The files of the watched folder that were given to be added."""
        with self._lock:
            rows = self._database.execute("SELECT path, size, changed FROM seen").fetchall()
        return tuple(SeenFile(Path(path), size, changed) for path, size, changed in rows)

    def see(self, files: Iterable[SeenFile], forgotten: Iterable[Path] = ()) -> None:
        """Note that these were given to be added, and forget others."""
        with self._change() as database:
            database.executemany(
                "DELETE FROM seen WHERE path = ?", [(str(path),) for path in forgotten]
            )
            database.executemany(
                "INSERT OR REPLACE INTO seen VALUES (?, ?, ?)",
                [(str(file.path), file.size, file.changed) for file in files],
            )

    def _opened(self) -> sqlite3.Connection:
        place = ":memory:" if self._path is None else self._path
        database = sqlite3.connect(place, check_same_thread=False, isolation_level=None)
        try:
            database.execute("PRAGMA journal_mode = WAL")
            # A note that a power cut takes away is no loss; a thousand files need not wait for it.
            database.execute("PRAGMA synchronous = NORMAL")
            (version,) = database.execute("PRAGMA user_version").fetchone()
            for number, script in enumerate(_MIGRATIONS[version:], version + 1):
                database.executescript(f"BEGIN; {script} PRAGMA user_version = {number}; COMMIT;")
        except BaseException:
            database.close()
            raise
        return database

    def _put_aside(self) -> None:
        if self._path is None:
            return
        self._path.replace(self._path.with_suffix(".damaged"))
        for ending in ("-wal", "-shm"):
            self._path.with_name(self._path.name + ending).unlink(missing_ok=True)

    def _write(self, statement: str, rows: list[tuple[object, ...]]) -> None:
        with self._change() as database:
            database.executemany(statement, rows)

    @contextmanager
    def _change(self) -> Iterator[sqlite3.Connection]:
        """One transaction; undone as a whole where anything in it fails."""
        with self._lock, closing(self._database.cursor()) as cursor:
            try:
                cursor.execute("BEGIN IMMEDIATE")
                yield self._database
                cursor.execute("COMMIT")
            except sqlite3.Error as error:
                raise NotNoted(
                    f"This could not be written to {self._path} ({error}): make room, or choose "
                    "another folder with --home."
                ) from error
            finally:
                if self._database.in_transaction:
                    cursor.execute("ROLLBACK")
