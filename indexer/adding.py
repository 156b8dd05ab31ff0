"""Adding files: several are read at once, and what is read is embedded while others are read.

One thread embeds and commits, so that a document is in the library whole or not at all; one bad
file costs no other. Knows nothing of how PDFs are read or vectors computed.
"""

from __future__ import annotations

import contextlib
import shutil
import threading
from collections.abc import Callable, Generator, Sequence
from contextlib import closing
from dataclasses import dataclass, field, replace
from itertools import count
from pathlib import Path
from queue import Empty, Full, PriorityQueue, SimpleQueue
from time import monotonic

from indexer.document_rows import NewDocument
from indexer.embedding import embedded
from indexer.errors import DiskFull, NoText, NotPdf, ReadError
from indexer.files import sha256_of
from indexer.passages import Draft, passages
from indexer.processors import processors
from indexer.reader import Opened, PagesRead
from indexer.source import Source, what_is_hidden, what_is_missing
from indexer.store import Store
from indexer.types import Document, Encoder, Page, Phase, Progress, Status, Vectors

Read = Callable[[Path, str | None], Generator[Opened | PagesRead | Page, None, None]]
"""How a PDF is read: `indexer.reader.read`, or a stand-in."""

_READERS = 4  # files read at once, at most; on a small machine half as many as processors
_READ_AHEAD = 3  # documents whose pages wait in memory for the encoder, at most
_SECONDS_TO_STOP = 10.0  # at most
_SECONDS_FOR_READERS = 0.5  # one that hangs writes nothing, and is left to its own limit
_ROOM_FOR_EACH_BYTE = 3  # of a file, that must be free before it is added


@dataclass(frozen=True, slots=True)
class Wish:
    """How a person wants the files added."""

    password: str | None = None
    again: bool = False  # read what is in the library too
    from_copy: bool = False  # the file is the library's own, and no path to remember


@dataclass(frozen=True, slots=True, order=True)
class _Waiting:
    """A file that was read and waits for the encoder; the short go before the long."""

    characters: int
    turn: int
    source: Source | None = field(compare=False)  # None: nothing to embed, only to wake up


class Adding:
    """One run over some files. `progress` is its life; closing that ends it."""

    def __init__(self, store: Store, encoder: Encoder, read: Read, wish: Wish) -> None:
        self._store = store
        self._encoder = encoder
        self._read = read
        self._wish = wish
        self._cancelled = threading.Event()
        self._threads: list[threading.Thread] = []
        self._said: SimpleQueue[Progress | BaseException] = SimpleQueue()
        self._files: SimpleQueue[Path] = SimpleQueue()
        self._read_files: PriorityQueue[_Waiting] = PriorityQueue(_READ_AHEAD)
        self._turns = count()

    def progress(self, files: Sequence[Path]) -> Generator[Progress, None, None]:
        """Read, embed and commit the files. Closing it cancels what has not been committed."""
        for file in files:
            self._files.put(file)
            yield Progress(file, Phase.WAITING)
        readers = max(1, min(_READERS, processors() // 2, len(files)))
        self._threads = [
            self._thread(self._embed_all, "embed"),
            *(self._thread(self._read_all, f"read-{number}") for number in range(readers)),
        ]
        left = len(files)
        try:
            for thread in self._threads:
                thread.start()
            while left:
                said = self._said.get()
                if isinstance(said, _Cancelled):
                    return
                if isinstance(said, BaseException):
                    raise said
                left -= said.phase is Phase.DONE
                yield said
        finally:
            self.cancel()

    def cancel(self) -> None:
        """End the run, from any thread, and wait until nothing is written any more."""
        self._cancelled.set()
        self._said.put(_Cancelled())
        for thread in self._threads:
            embeds = thread is self._threads[0]
            deadline = monotonic() + (_SECONDS_TO_STOP if embeds else _SECONDS_FOR_READERS)
            while thread.is_alive() and monotonic() < deadline:
                self._make_room()
                thread.join(0.05)

    def _thread(self, work: Callable[[], None], name: str) -> threading.Thread:
        return threading.Thread(target=self._watched, args=(work,), name=name, daemon=True)

    def _watched(self, work: Callable[[], None]) -> None:
        try:
            work()
        except BaseException as error:  # whatever it is, the one who iterates must hear of it
            self._said.put(error)

    def _make_room(self) -> None:
        try:
            self._read_files.get_nowait()
        except Empty:
            self._wake_embedding()

    def _wake_embedding(self) -> None:
        with contextlib.suppress(Full):
            self._read_files.put_nowait(_Waiting(-1, next(self._turns), None))

    # ── reading ─────────────────────────────────────────────────────────────────────────────

    def _read_all(self) -> None:
        while not self._cancelled.is_set():
            try:
                path = self._files.get_nowait()
            except Empty:
                return
            source = Source(path, monotonic())
            try:
                self._wait(self._read_one(source))
            except _AlreadyThere as found:
                self._said.put(source.done(found.status, found.document))
            except ReadError as error:
                self._said.put(source.failed(error.status, str(error)))
            except OSError as error:
                message = f"{path.name} cannot be read: {error.strerror or error}."
                self._said.put(source.failed(Status.NOT_PDF, message))
            except _Cancelled:
                return

    def _wait(self, source: Source) -> None:
        characters = sum(len(page.text) for page in source.pages)
        self._read_files.put(_Waiting(characters, next(self._turns), source))

    def _read_one(self, source: Source) -> Source:
        path = source.path
        self._said.put(Progress(path, Phase.READING))
        if path.is_dir():
            raise NotPdf(f"{path.name} is a folder without PDFs.")
        source = replace(source, sha256=sha256_of(path), file_bytes=path.stat().st_size)
        self._raise_if_known(source)
        self._raise_if_disk_full(path)
        self._wake_embedding()
        pages: list[Page] = []
        message = ""
        try:
            self._collect(source, pages)
        except NoText:
            raise
        except ReadError as error:
            if not any(page.text.strip() for page in pages):
                raise
            message = f"{error} What was read before that can be searched."
        return replace(source, pages=tuple(pages), message=message)

    def _collect(self, source: Source, pages: list[Page]) -> None:
        with closing(self._read(source.path, self._wish.password)) as reading:
            for value in reading:
                if self._cancelled.is_set():
                    raise _Cancelled
                if isinstance(value, Opened):
                    pages.clear()  # a second reader begins again
                elif isinstance(value, PagesRead):
                    self._said.put(source.reading(value))
                else:
                    pages.append(replace(value, text=_storable(value.text)))

    def _raise_if_known(self, source: Source) -> None:
        known = self._store.document_of(source.sha256)
        if known is None:
            return
        here = self._store.document_at(source.path)
        is_new = here is None or here.document_id != known.document_id
        if is_new and not self._wish.from_copy:
            self._store.add_place(source.path, known.document_id)
        if self._wish.again:
            return
        if not is_new:
            raise _AlreadyThere(Status.UNCHANGED, known)
        raise _AlreadyThere(Status.ALIAS, known)

    def _raise_if_disk_full(self, path: Path) -> None:
        folder = self._store.database.path.parent
        free, wanted = shutil.disk_usage(folder).free, _ROOM_FOR_EACH_BYTE * path.stat().st_size
        if free < wanted:
            raise DiskFull(
                f"The disk with {folder} is nearly full: adding {path.name} may take "
                f"{wanted / 1e6:.0f} MB, {free / 1e6:.0f} MB are free. Make room and try again."
            )

    # ── embedding ───────────────────────────────────────────────────────────────────────────

    def _embed_all(self) -> None:
        while not self._cancelled.is_set():
            source = self._read_files.get().source
            if self._cancelled.is_set():
                return
            if source is None:
                _ = self._encoder.name  # it is loaded while the first file is read
                continue
            try:
                self._embed_one(source)
            except _AlreadyThere as found:
                self._said.put(source.done(found.status, found.document))
            except ValueError as error:
                message = f"{source.path.name} cannot be cut into passages: {error}."
                self._said.put(source.failed(Status.DAMAGED, message))
            except _Cancelled:
                return

    def _embed_one(self, source: Source) -> None:
        self._raise_if_known(source)  # the same bytes may have come twice in one run
        drafts = passages(source.pages, self._encoder.max_pieces, self._encoder.count_pieces)
        vectors = self._vectors(source, drafts)
        missing = source.message or what_is_missing(source.pages)
        message = f"{missing} {what_is_hidden(source.pages)}".strip()
        if self._cancelled.is_set():
            raise _Cancelled
        status = Status.PARTIAL if missing else Status.INDEXED
        new = NewDocument(
            source.path, source.sha256, status, message, source.pages, drafts, vectors,
            self._encoder.name, source.file_bytes,
        )  # fmt: skip
        document = self._store.renew(new) if self._wish.again else self._store.add(new)
        self._said.put(source.done(status, document, message))

    def _vectors(self, source: Source, drafts: Sequence[Draft]) -> Vectors:
        began = monotonic()
        for done, batch in embedded(drafts, self._encoder):
            vectors = batch
            if self._cancelled.is_set():
                raise _Cancelled
            self._said.put(source.embedding(done, len(drafts), monotonic() - began))
        return vectors


class _AlreadyThere(Exception):
    """The bytes are in the library."""

    def __init__(self, status: Status, document: Document) -> None:
        super().__init__(status)
        self.status = status
        self.document = document


class _Cancelled(Exception):
    """Nobody wants the result any more."""


def _storable(text: str) -> str:
    """The text without halves of surrogate pairs, which no database takes; as long as before."""
    return text.encode("utf-8", "replace").decode("utf-8")
