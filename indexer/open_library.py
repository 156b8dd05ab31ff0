"""What has to last as long as a library is open: the lock, the database, the vectors in memory.

Knows how a library is opened, taken for writing, and closed; what is done with it, its heir knows.
"""

from __future__ import annotations

import contextlib
import threading
import time
from pathlib import Path
from types import TracebackType
from typing import Self

from indexer.adding import Adding, Read
from indexer.collection import Collections
from indexer.copies import Copies
from indexer.damage import move_aside, orphaned_copies, salvaged_places
from indexer.database import Database, intact
from indexer.errors import LibraryBusy, LibraryError
from indexer.ledger import Ledger
from indexer.lock import WriterLock
from indexer.nearest import MOST_COMPARED, Nearest
from indexer.page_images import PageImages
from indexer.reader import read as read_pdf
from indexer.store import Store
from indexer.types import Encoder
from indexer.whereabouts import Whereabouts

DATABASE = "quire.sqlite"
LOCK = "writer.lock"
_MAKING_SECONDS = 10.0  # in which another process has made the library, or brought it up to date
_LOOKING_SECONDS = 2.0  # in which a command that lists the documents has ended
_PAUSE_SECONDS = 0.02


class OpenLibrary:
    """The documents of one folder, open.

    One process writes; any number of others may read and search at the same time.
    """

    def __init__(
        self, store: Store, encoder: Encoder, lock: WriterLock, read: Read, most_compared: int
    ) -> None:
        self._most_compared = most_compared
        self._store = store
        self._ledger = Ledger(store.database)
        self._encoder = encoder
        self._lock = lock
        self._read = read
        self._opening = threading.Lock()
        self._nearest: Nearest | None = None
        self._adding: set[Adding] = set()
        self._copies = Copies(store)
        self._collections = Collections(store.database)
        self._whereabouts = Whereabouts(store, self._copies)
        self._images = PageImages(store, self._whereabouts)
        self._clean = True
        if lock.held:
            self._begin_writing()

    @classmethod
    def open(
        cls,
        folder: Path,
        encoder: Encoder,
        read: Read = read_pdf,
        most_compared: int = MOST_COMPARED,
    ) -> Self:
        """Open the library in a folder; it is made where there is none.

        `most_compared`: see `indexer.nearest`.

        Raises LibraryTooNew, LibraryDamaged or another LibraryError.
        """
        lock = WriterLock(folder / LOCK)
        database = Database(folder / DATABASE)
        try:
            try:
                folder.mkdir(parents=True, exist_ok=True)
                _wait_until_made(database, lock)
            except OSError as error:
                if not database.path.is_file():
                    raise _cannot_be_written(folder, error) from error
            if lock.held:
                database.prepare()
            else:
                database.check()
            return cls(Store(database), encoder, lock, read, most_compared)
        except BaseException:
            database.close()
            lock.release()
            raise

    @classmethod
    def is_damaged(cls, folder: Path) -> bool:
        """Whether there is a library in the folder and SQLite finds something wrong with it."""
        return (folder / DATABASE).is_file() and not intact(folder / DATABASE)

    @classmethod
    def set_aside(cls, folder: Path) -> tuple[Path, ...]:
        """Move a damaged database to a name of its own, so that a new one can be made.

        Returns the paths of the PDFs that could still be read from it, and the kept copies of
        those that are gone: add them again. Raises LibraryBusy where it is in use, LibraryError
        where it cannot be moved.
        """
        lock = WriterLock(folder / LOCK)
        try:
            if not lock.take():
                raise LibraryBusy("Quire is open elsewhere with this library. Close it there.")
            places = salvaged_places(folder / DATABASE)
            aside = move_aside(folder / DATABASE)
        except OSError as error:
            raise _cannot_be_written(folder, error) from error
        finally:
            lock.release()
        return places + orphaned_copies(aside)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Cancel what is being added, close the files and let others write."""
        for adding in tuple(self._adding):
            adding.cancel()
        if self._nearest is not None:
            self._nearest.close()
            self._nearest = None
        if self._lock.held:
            with contextlib.suppress(LibraryError):  # the next start will be a cautious one
                self._ledger.end_writing()
        self._store.database.close()
        self._lock.release()

    def _dense(self) -> Nearest:
        with self._opening:
            if self._nearest is None:
                self._nearest = Nearest(
                    self._store, self._encoder.name, self._encoder.dimension,
                    self._store.database.path.parent, self._lock.held, self._clean,
                    self._most_compared,
                )  # fmt: skip
            return self._nearest

    def _must_write(self) -> None:
        """Raises LibraryBusy, unless this process is the one that writes.

        Who only looks at the documents has the lock for a moment; that is waited for.
        """
        deadline = time.monotonic() + _LOOKING_SECONDS
        while not self._writes():
            if time.monotonic() > deadline:
                raise LibraryBusy(
                    "Quire is open elsewhere and writes to this library. Close it there, or add "
                    "and remove documents there."
                )
            time.sleep(_PAUSE_SECONDS)

    def _writes(self) -> bool:
        """Whether this process is the one that writes, if need be from now on."""
        with self._opening:
            if self._lock.held:
                return True
            try:
                taken = self._lock.take()
            except OSError as error:
                raise _cannot_be_written(self._store.database.path.parent, error) from error
            if taken:
                self._store.database.prepare()
                self._begin_writing()
                self._nearest = None  # from now on it keeps the graph's file
            return taken

    def _begin_writing(self) -> None:
        self._clean = self._ledger.begin_writing()
        self._copies.remove_strays()


def _wait_until_made(database: Database, lock: WriterLock) -> None:
    """Take the lock; or, where another process has it, wait until that has made the database.

    Two programs may be started at once with a new library. Raises OSError where the lock cannot
    be written.
    """
    deadline = time.monotonic() + _MAKING_SECONDS
    while not lock.take() and time.monotonic() < deadline:
        with contextlib.suppress(LibraryBusy):
            database.check()
            return
        time.sleep(_PAUSE_SECONDS)


def _cannot_be_written(folder: Path, error: OSError) -> LibraryError:
    return LibraryError(
        f"The library's folder {folder} cannot be written: {error.strerror}. Check its "
        "permissions, or choose another with --home."
    )
