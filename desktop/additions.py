"""Adds PDFs to the library in the background, one batch after another.

Knows how far each file has come and which were cancelled. Knows nothing of the screen.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Generator, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from queue import SimpleQueue
from typing import Protocol

from indexer import FileReport, IndexerError, Phase, Progress, Status


class TakesFiles(Protocol):
    """What adding needs of a library."""

    def add(
        self, paths: Sequence[Path], password: str | None = None
    ) -> Generator[Progress, None, None]:
        """Progress of each file until its report; closing cancels."""


@dataclass(frozen=True, slots=True)
class _Batch:
    paths: tuple[Path, ...]
    password: str | None


class Additions:
    """The files being added and those just added, each with the latest word on it.

    `library` is called in the background, and may wait until there is one; `said` hears each step
    before it shows, `changed` is called after every change.
    """

    def __init__(
        self,
        library: Callable[[], TakesFiles],
        changed: Callable[[], None],
        said: Callable[[Progress], None] = lambda step: None,
    ) -> None:
        self._library = library
        self._changed = changed
        self._said = said
        self._waiting: SimpleQueue[_Batch | None] = SimpleQueue()
        self._progress: dict[Path, Progress] = {}
        self._cancelled: set[Path] = set()
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None
        self._closing = False

    def add(self, paths: Sequence[Path], password: str | None = None) -> None:
        """Queue files and folders."""
        with self._lock:
            for path in paths:
                self._cancelled.discard(path)
                self._progress.pop(path, None)
                if not path.is_dir():
                    self._progress[path] = Progress(path, Phase.WAITING)
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name="additions", daemon=True)
                self._thread.start()
        self._waiting.put(_Batch(tuple(paths), password))
        self._changed()

    def cancel(self, path: Path | None = None) -> None:
        """Stop adding one file, or all; what is already in the library stays there."""
        with self._lock:
            unfinished = {p for p, progress in self._progress.items() if progress.report is None}
            gone = unfinished if path is None else unfinished & {path}
            self._cancelled |= gone
            for each in gone:
                del self._progress[each]
        self._changed()

    def files(self) -> tuple[Progress, ...]:
        """The latest word on each file, in the order they came."""
        with self._lock:
            return tuple(self._progress.values())

    def forget(self, path: Path) -> None:
        """Take a finished file off the list."""
        with self._lock:
            self._progress.pop(path, None)
        self._changed()

    @property
    def running(self) -> bool:
        """Whether any file is not yet done."""
        return any(progress.report is None for progress in self.files())

    def close(self) -> None:
        """Stop, and wait until the library is left alone."""
        self._closing = True
        self._waiting.put(None)
        if self._thread is not None:
            self._thread.join()

    def _run(self) -> None:
        while (batch := self._waiting.get()) is not None and not self._closing:
            paths = tuple(path for path in batch.paths if path not in self._cancelled)
            while paths and not self._closing:
                paths = self._add(paths, batch.password)

    def _add(self, paths: tuple[Path, ...], password: str | None) -> tuple[Path, ...]:
        """Add the files; what is left to do is returned when one of them is cancelled midway."""
        done: set[Path] = set()
        try:
            with closing(self._library().add(paths, password)) as steps:
                for step in steps:
                    if self._closing:
                        return ()
                    if step.path in self._cancelled and step.report is None:
                        return tuple(p for p in paths if p not in self._cancelled | done)
                    if step.report is not None:
                        done.add(step.path)
                    self._note(step)
        except IndexerError as error:
            for path in paths:
                if path not in done:
                    self._note(_failed(path, str(error)))
        return ()

    def _note(self, step: Progress) -> None:
        self._said(step)
        with self._lock:
            if step.path not in self._cancelled or step.report is not None:
                self._progress[step.path] = step
        self._changed()


def _failed(path: Path, sentence: str) -> Progress:
    report = FileReport(path, Status.DAMAGED, None, 0, 0, 0, 0.0, sentence)
    return Progress(path, Phase.DONE, report=report)
