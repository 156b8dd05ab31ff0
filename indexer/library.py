"""All documents of one index, in one folder: add, search, remove.

The face of the indexer. Ties the parts together and holds what has to last as long as the library
is open: the lock, the database, the vectors in memory.
"""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Collection, Generator, Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

from indexer.adding import Adding, Read
from indexer.damage import move_aside, salvaged_places
from indexer.database import Database
from indexer.embedding import embed_again
from indexer.errors import Damaged, LibraryBusy, LibraryError
from indexer.files import named_files, sha256_of
from indexer.ledger import Ledger
from indexer.lock import WriterLock
from indexer.marking import Mark
from indexer.nearest import MOST_COMPARED, Nearest
from indexer.page_picture import page_png
from indexer.reader import read as read_pdf
from indexer.search import search
from indexer.store import Store
from indexer.types import Document, Encoder, Milliseconds, Passage, Progress, SearchResult
from indexer.widening import widened

DATABASE = "quire.sqlite"
LOCK = "writer.lock"


class Library:
    """The documents of one folder. Safe to use from several threads.

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
        self._passwords: dict[int, str] = {}  # by document; never written anywhere
        self._clean = not lock.held or self._ledger.begin_writing()

    @classmethod
    def open(
        cls,
        folder: Path,
        encoder: Encoder,
        read: Read = read_pdf,
        most_compared: int = MOST_COMPARED,
    ) -> Library:
        """Open the library in a folder; it is made where there is none.

        `most_compared`: see `indexer.nearest`.

        Raises LibraryTooNew, LibraryDamaged or another LibraryError.
        """
        lock = WriterLock(folder / LOCK)
        try:
            folder.mkdir(parents=True, exist_ok=True)
            lock.take()
        except OSError as error:
            if not (folder / DATABASE).is_file():
                raise _cannot_be_written(folder, error) from error
        database = Database(folder / DATABASE)
        try:
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
    def set_aside(cls, folder: Path) -> tuple[Path, ...]:
        """Move a damaged database to a name of its own, so that a new one can be made.

        Returns the paths of the PDFs that could still be read from it: add them again. Raises
        LibraryBusy where it is in use, LibraryError where it cannot be moved.
        """
        lock = WriterLock(folder / LOCK)
        try:
            if not lock.take():
                raise LibraryBusy("Quire is open elsewhere with this library. Close it there.")
            paths = salvaged_places(folder / DATABASE)
            move_aside(folder / DATABASE)
        except OSError as error:
            raise _cannot_be_written(folder, error) from error
        finally:
            lock.release()
        return paths

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

    def add(
        self, paths: Sequence[Path], password: str | None = None
    ) -> Generator[Progress, None, None]:
        """Add PDFs, and those in folders. One Progress at least for each file; its last has the
        report, and comes when the document is committed and can be found.

        Closing the iterator cancels what is not yet committed. One bad file stops no other.
        Raises LibraryBusy where another process writes, and DiskFull.
        """
        self._must_write()
        adding = Adding(self._store, self._encoder, self._read, password)
        self._adding.add(adding)
        try:
            with contextlib.closing(adding.progress(named_files(paths))) as said:
                for progress in said:
                    if password and progress.report and progress.report.document_id:
                        self._passwords[progress.report.document_id] = password
                    yield progress
        finally:
            self._adding.discard(adding)

    def embed_again(self) -> Generator[Progress, None, None]:
        """Embed every document anew whose vectors are of another encoder than this library's.

        Until then those are found by their words only. Raises LibraryBusy.
        """
        self._must_write()
        yield from embed_again(self._store, self._encoder)

    def embedded_otherwise(self) -> tuple[Document, ...]:
        """The documents that `embed_again` would embed."""
        return self._store.embedded_otherwise(self._encoder.name)

    def documents(self) -> tuple[Document, ...]:
        """All documents, in the order in which they came."""
        return self._store.documents()

    def remove(self, document_id: int) -> Document:
        """Take a document out, and return it. Raises UnknownDocument, LibraryBusy."""
        self._must_write()
        return self._store.remove(document_id)

    def search(
        self, question: str, k: int = 8, documents: Collection[int] | None = None
    ) -> SearchResult:
        """The k passages that fit a question best; of the given documents only, if any are given.

        Raises EncoderError where the question cannot be embedded.
        """
        if self._store.is_empty():
            return SearchResult(question, (), Milliseconds(0, 0, 0, 0, 0))  # no encoder is needed
        return search(self._store, self._dense(), self._encoder, question, k, documents)

    def page_image(self, document_id: int, page: int, passage_id: int | None, width: int) -> bytes:
        """A picture of a page, PNG, `width` pixels wide, with the passage's words marked.

        Raises UnknownDocument, or a ReadError where the file is gone or was changed.
        """
        path = self._file_of(self._store.document(document_id))
        mark = None if passage_id is None else self._mark(document_id, page, passage_id)
        return page_png(path, page, width, mark, self._passwords.get(document_id))

    def _file_of(self, document: Document) -> Path:
        """A file with the document's bytes, under any path that it was added from."""
        places = self._store.places(document.document_id)
        there = [path for path in places if path.is_file()]
        for path in there:
            with contextlib.suppress(OSError):
                if sha256_of(path) == document.sha256:
                    return path
        what = "has changed since it was added" if there else "is no longer where it was"
        raise Damaged(
            f"{document.name} {what}: {document.path}. Add it again from where it is now; its "
            "words can still be searched."
        )

    def _mark(self, document_id: int, page: int, passage_id: int) -> Mark | None:
        passage = self.passage(passage_id)
        if passage.document_id != document_id or not passage.page <= page <= passage.last_page:
            return None
        text = self._store.page_texts(document_id, page, page)[0]
        start = passage.start if page == passage.page else 0
        end = passage.end if page == passage.last_page else len(text)
        return Mark(text, start, end)

    def passages_of(self, document_id: int) -> tuple[Passage, ...]:
        """All passages of a document, in order. Raises UnknownDocument."""
        return self._store.passages_of(document_id)

    def passage(self, passage_id: int) -> Passage:
        """One passage. Raises LibraryError where its document is gone."""
        found = self._store.passages([passage_id])
        if not found:
            raise LibraryError("The passage is gone: its document was removed or replaced.")
        return found[0]

    def widened(self, passage_id: int, before: int = 1, after: int = 1) -> Passage:
        """A passage with so many of its neighbours joined to it, for a prompt. Raises
        LibraryError where its document is gone."""
        return widened(self._store, self.passage(passage_id), before, after)

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
        """Raises LibraryBusy, unless this process is the one that writes."""
        with self._opening:
            if self._lock.held:
                return
            try:
                taken = self._lock.take()
            except OSError as error:
                raise _cannot_be_written(self._store.database.path.parent, error) from error
            if not taken:
                raise LibraryBusy(
                    "Quire is open elsewhere and writes to this library. Close it there, or add "
                    "and remove documents there."
                )
            self._store.database.prepare()
            self._clean = self._ledger.begin_writing()
            self._nearest = None  # from now on it keeps the graph's file


def _cannot_be_written(folder: Path, error: OSError) -> LibraryError:
    return LibraryError(
        f"The library's folder {folder} cannot be written: {error.strerror}. Check its "
        "permissions, or choose another with --home."
    )
