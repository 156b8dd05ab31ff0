"""Adds PDFs to the library in the background, one batch after another.

Knows how far each file has come and which were cancelled. Knows nothing of the screen.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Collection, Generator, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path
from queue import SimpleQueue
from typing import Protocol

from desktop.unready import Work
from indexer import Document, FileReport, IndexerError, Phase, Progress, Status


class TakesFiles(Protocol):
    """What adding needs of a library."""

    def add(
        self, paths: Sequence[Path], password: str | None = None, *, copies: bool = False
    ) -> Generator[Progress, None, None]:
        """Progress of each file until its report; closing cancels. `copies`: keep one of each."""

    def read_again(self, document_id: int) -> Generator[Progress, None, None]:
        """The same, for a document that is there already."""

    def embed_again(self) -> Generator[Progress, None, None]:
        """The same, for every document whose vectors another embedding model made."""


class Listens(Protocol):
    """Who wants to know what is done."""

    def hear(self, step: Progress) -> None:
        """A step, before it shows."""

    def finish(self, paths: Collection[Path]) -> None:
        """These folders were gone through."""


@dataclass(frozen=True, slots=True)
class _Batch:
    paths: tuple[Path, ...]
    password: str | None = None
    again: int | None = None  # the document that is read anew; its path is the only one
    anew: bool = False  # what another embedding model made is embedded anew; there are no paths

    @property
    def work(self) -> Work:
        """What is done to its files."""
        if self.anew:
            return Work.EMBEDDING_ANEW
        return Work.ADDING if self.again is None else Work.READING_AGAIN

    def steps(self, library: TakesFiles, copies: bool) -> Generator[Progress, None, None]:
        """The work; of what is added, copies are kept or not."""
        if self.anew:
            return library.embed_again()
        if self.again is not None:
            return library.read_again(self.again)
        return library.add(self.paths, self.password, copies=copies)


class Additions:
    """The files being added and those just added, each with the latest word on it.

    `library` is called in the background, and may wait until there is one; `changed` is called
    after every change; `copies` says of paths whether copies of them are to be kept.
    """

    def __init__(
        self,
        library: Callable[[], TakesFiles],
        changed: Callable[[], None],
        listener: Listens | None = None,
        copies: Callable[[Sequence[Path]], bool] = lambda _: False,
    ) -> None:
        self._copies = copies
        self._library = library
        self._changed = changed
        self._listener = listener
        self._waiting: SimpleQueue[_Batch | None] = SimpleQueue()
        self._progress: dict[Path, Progress] = {}
        self._work: dict[Path, Work] = {}  # on each of those files
        self._folders: set[Path] = set()  # that wait or are being gone through
        self._cancelled: set[Path] = set()
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None
        self._closing = False

    def add(self, paths: Sequence[Path], password: str | None = None) -> None:
        """Queue files and folders."""
        if paths:
            self._queue(_Batch(tuple(paths), password))

    def read_again(self, document: Document) -> None:
        """Queue a document that is to be read anew."""
        self._queue(_Batch((document.path,), again=document.document_id))

    def embed_again(self) -> None:
        """Queue the documents that another embedding model embedded. Cancelling one leaves it and
        those after it to the next start."""
        self._queue(_Batch((), anew=True))

    def cancel(self, path: Path | None = None) -> tuple[Path, ...]:
        """Stop adding one file, or all, and say which; what is already in the library stays."""
        with self._lock:
            unfinished = {p for p, progress in self._progress.items() if progress.report is None}
            gone = unfinished | self._folders if path is None else unfinished & {path}
            self._cancelled |= gone
            for each in gone & unfinished:
                del self._progress[each]
        self._changed()
        return tuple(gone)

    def files(self) -> tuple[Progress, ...]:
        """The latest word on each file, in the order they came."""
        with self._lock:
            return tuple(self._progress.values())

    def unready(self) -> tuple[tuple[str, Work], ...]:
        """The names of the files that are not done, and what is being done to them."""
        with self._lock:
            return tuple(
                (path.name, self._work.get(path, Work.ADDING))
                for path, step in self._progress.items()
                if step.report is None
            )

    def forget(self, path: Path) -> None:
        """Take a finished file off the list."""
        with self._lock:
            self._progress.pop(path, None)
        self._changed()

    @property
    def running(self) -> bool:
        """Whether any file is not yet done."""
        return any(progress.report is None for progress in self.files())

    def stop(self) -> None:
        """Begin no other file. What the library says of its being closed is no word on a file."""
        self._closing = True
        self._waiting.put(None)

    def close(self) -> None:
        """Stop, and wait until the library is left alone."""
        self.stop()
        if self._thread is not None:
            self._thread.join()

    def _queue(self, batch: _Batch) -> None:
        with self._lock:
            for path in batch.paths:
                self._cancelled.discard(path)
                self._progress.pop(path, None)
                if path.is_dir():
                    self._folders.add(path)
                else:
                    self._progress[path] = Progress(path, Phase.WAITING)
                    self._work[path] = batch.work
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name="additions", daemon=True)
                self._thread.start()
        self._waiting.put(batch)
        self._changed()

    def _run(self) -> None:
        while (batch := self._waiting.get()) is not None and not self._closing:
            if batch.anew:
                self._add(batch)
            paths = tuple(path for path in batch.paths if path not in self._cancelled)
            while paths and not self._closing:
                paths = self._add(replace(batch, paths=paths))
            with self._lock:
                folders = self._folders.intersection(batch.paths)
                self._folders -= folders
            if self._listener is not None and not self._closing:
                self._listener.finish(folders)

    def _add(self, batch: _Batch) -> tuple[Path, ...]:
        """Add the files; what is left to do is returned when one of them is cancelled midway."""
        done: set[Path] = set()
        files: list[Path] = []  # also those of folders: all are named before the first is read
        try:
            with closing(batch.steps(self._library(), self._copies(batch.paths))) as steps:
                for step in steps:
                    if self._closing:
                        return ()
                    if step.phase is Phase.WAITING:
                        files.append(step.path)
                    elif step.report is not None:
                        done.add(step.path)
                    elif step.path in self._cancelled:
                        gone = self._cancelled | done
                        return tuple(path for path in files or batch.paths if path not in gone)
                    self._note(step, batch.work)
        except IndexerError as error:
            if self._closing:
                return ()
            for path in files or batch.paths:
                if path not in done:
                    self._note(_failed(path, str(error)), batch.work)
        return ()

    def _note(self, step: Progress, work: Work) -> None:
        """The listener is told too, but not of what is embedded anew: that is neither new nor
        brought back."""
        if step.path in self._cancelled and step.report is None:
            return
        if self._listener is not None and work is not Work.EMBEDDING_ANEW:
            self._listener.hear(step)
        with self._lock:
            self._progress[step.path] = step
            self._work[step.path] = work
        self._changed()


def _failed(path: Path, sentence: str) -> Progress:
    report = FileReport(path, Status.DAMAGED, None, 0, 0, 0, 0.0, sentence)
    return Progress(path, Phase.DONE, report=report)
