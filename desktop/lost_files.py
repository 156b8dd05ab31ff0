"""The documents whose file is not where it was: each with what is known of it, and looked for again
in the background when a person wants it.

What is known lives here, so that every page shows the same. Knows nothing of how pages are drawn.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Protocol

from desktop.likely_folders import likely_folders
from desktop.typed_folder import typed_folder
from indexer import Document, IndexerError, Looking, Moved, UnknownDocument

_SECONDS_BETWEEN = 0.25  # two words of progress
_NAMES_SAID = 3


class KnowsFiles(Protocol):
    """What this needs of a library."""

    def documents(self) -> tuple[Document, ...]:
        """Every document."""

    def where(self, document_id: int) -> Path | None:
        """The file that its pages can be shown from."""

    def look_for(self, document_id: int, folders: Sequence[Path]) -> Generator[Looking, None, None]:
        """Look for its file; closing stops that."""


@dataclass(frozen=True, slots=True)
class LostFile:
    """A document whose file is lost, or was."""

    document_id: int
    fact: str  # a sentence: which, and where it was
    said: str = ""  # how far the search is, or what came of it; a sentence
    is_sought: bool = False
    found: Path | None = None


class LostFiles:
    """The lost files of one running program. `library` gives the library, and waits for it;
    `watched` the watched folder; `changed` is called after every change.

    `ours` is the program's own folder, which is not looked through.
    """

    def __init__(
        self,
        library: Callable[[], KnowsFiles],
        watched: Callable[[], Path | None],
        changed: Callable[[], None],
        ours: Path | None = None,
    ) -> None:
        self._library = library
        self._watched = watched
        self._changed = changed
        self._ours = ours
        self._lock = threading.Lock()
        self._lost: dict[int, LostFile] = {}
        self._searches: dict[int, _Search] = {}

    def now(self) -> tuple[LostFile, ...]:
        """What is known of each, in the order in which they were missed."""
        with self._lock:
            return tuple(self._lost.values())

    def of(self, document_id: int) -> LostFile | None:
        """What is known of one; None where it was never missed."""
        with self._lock:
            return self._lost.get(document_id)

    @contextmanager
    def noticed(self, document_id: int) -> Iterator[None]:
        """Whatever needs the document's file within this: that it is lost, or there again, shows
        here from then on."""
        try:
            yield
        except Moved as error:
            with self._lock:
                known = self._lost.get(document_id)
                if known is None or known.found is not None:
                    self._lost[document_id] = LostFile(document_id, error.fact)
            if self.of(document_id) != known:
                self._changed()
            raise
        self.look_again(document_id)

    def look_again(self, document_id: int) -> None:
        """Its file may be there again, because it was added once more or put back."""
        known = self.of(document_id)
        if known is not None and known.found is None and not known.is_sought:
            path = self._library().where(document_id)
            if path is not None:
                self._put(_found(known, path))

    def find(self, document_id: int, folder: str = "") -> None:
        """Begin to look for it in a folder, or where it is likely to be; returns at once. While it
        is being looked for, nothing else is begun.

        Raises BadInput where there is no such folder, and IndexerError.
        """
        library = self._library()
        document = _named(library, document_id)
        folders = (typed_folder(folder),) if folder.strip() else self._likely(library, document)
        with self._lock:
            if document_id in self._searches:
                return
            fact = f"{document.name} is no longer where it was: {document.path}."
            known = self._lost.get(document_id) or LostFile(document_id, fact)
            known = replace(known, said="It is being looked for.", is_sought=True, found=None)
            self._lost[document_id] = known
            search = _Search(library, known, folders, self._put, self._ended)
            self._searches[document_id] = search
            search.start()
        self._changed()

    def stop(self, document_id: int) -> None:
        """Look for it no longer."""
        with self._lock:
            search = self._searches.get(document_id)
        if search is not None:
            search.stop()

    def close(self) -> None:
        """Stop every search, and wait until the library is left alone."""
        with self._lock:
            searches = tuple(self._searches.values())
        for search in searches:
            search.stop()
        for search in searches:
            search.join()

    def _likely(self, library: KnowsFiles, lost: Document) -> tuple[Path, ...]:
        others = [each for each in library.documents() if each.document_id != lost.document_id]
        return likely_folders(lost, others, self._watched(), self._ours)

    def _ended(self, last: LostFile) -> None:
        with self._lock:
            del self._searches[last.document_id]
        self._put(last)

    def _put(self, known: LostFile) -> None:
        with self._lock:
            self._lost[known.document_id] = known
        self._changed()


class _Search:
    """One search in the background: `said` is called with how far it is, `ended` with its end."""

    def __init__(
        self,
        library: KnowsFiles,
        lost: LostFile,
        folders: Sequence[Path],
        said: Callable[[LostFile], None],
        ended: Callable[[LostFile], None],
    ) -> None:
        self._library = library
        self._lost = lost
        self._folders = folders
        self._said = said
        self._ended = ended
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="finding", daemon=True)

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def stop(self) -> None:
        """End soon, without having found it."""
        self._stopping.set()

    def join(self) -> None:
        """Wait for the end."""
        self._thread.join()

    def _run(self) -> None:
        last = self._lost
        try:
            last = self._looked()
        except IndexerError as error:
            last = replace(last, said=str(error))
        finally:
            self._ended(replace(last, is_sought=False))

    def _looked(self) -> LostFile:
        known, last_word = self._lost, time.monotonic()
        path = self._library.where(known.document_id)  # it may have been put back
        if path is not None:
            return _found(known, path)
        looked = 0
        with closing(self._library.look_for(known.document_id, self._folders)) as steps:
            for step in steps:
                looked = step.files
                if step.path is not None:
                    return _found(known, step.path)
                if self._stopping.is_set():
                    return replace(known, said=f"Stopped after {_files(looked)}.")
                if time.monotonic() - last_word >= _SECONDS_BETWEEN:
                    said = f"Looking in {step.folder}: {_files(looked)} so far."
                    self._said(replace(known, said=said))
                    last_word = time.monotonic()
        return replace(known, said=_nowhere(self._folders, looked))


def _named(library: KnowsFiles, document_id: int) -> Document:
    for document in library.documents():
        if document.document_id == document_id:
            return document
    raise UnknownDocument("This document is not in the library any more.")


def _found(known: LostFile, path: Path) -> LostFile:
    return replace(known, said=f"It was found: {path}", found=path)


def _nowhere(folders: Sequence[Path], looked: int) -> str:
    names = ", ".join(str(folder) for folder in folders[:_NAMES_SAID])
    more = f" and {len(folders) - _NAMES_SAID} more" if len(folders) > _NAMES_SAID else ""
    if not names:
        return "There is no folder where it is likely to be. Type one."
    return f"Looked in {names}{more} ({_files(looked)}): it is not there. Type another folder."


def _files(count: int) -> str:
    return f"{count:,} file" if count == 1 else f"{count:,} files"
