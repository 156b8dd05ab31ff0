"""The library as a person sees it: what is in it, what is on its way in, what was taken out.

A removed document is out of sight and out of every search at once, and leaves the library for good
when the program ends; until then it can be brought back. Knows nothing of the screen or a model.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Collection, Sequence
from pathlib import Path
from typing import Protocol

from desktop.additions import Additions, TakesFiles
from desktop.among import Among
from desktop.changes import Changes
from desktop.choice import Choice, Chosen
from desktop.collected import Collected, Groups
from desktop.comparison import Finds
from desktop.copies_cost import CopiesCost, copies_cost, is_kept_anyway
from desktop.lost_files import KnowsFiles, LostFiles
from desktop.shelf_notes import NotNoted, ShelfNotes
from desktop.unfinished import Unfinished
from desktop.unready import unready_note
from desktop.watched_folder import WatchedFolder
from indexer import (
    Document,
    IndexerError,
    Marked,
    Passage,
    Progress,
    SearchResult,
    UnknownDocument,
)

_LOOK_SECONDS = 0.1


class Keeps(TakesFiles, Groups, KnowsFiles, Protocol):
    """What the shelf needs of a library."""

    def search(
        self, question: str, k: int = 8, documents: Collection[int] | None = None
    ) -> SearchResult:
        """The k best passages for the question; of these documents only, if any are given."""

    def remove(self, document_id: int) -> Document:
        """Take a document out."""

    def passage(self, passage_id: int) -> Passage:
        """One passage."""

    def widened(self, passage_id: int, before: int = 1, after: int = 1) -> Passage:
        """A passage with its neighbours joined to it."""

    def page_image(self, document_id: int, page: int, passages: Marked, width: int) -> bytes:
        """A page as PNG."""

    def close(self) -> None:
        """Let go of the files."""


class Lasting(Protocol):
    """What the shelf needs of the place where uploads last."""

    def keep(self, path: Path) -> Path:
        """Where the file is from now on."""

    def discard(self, path: Path) -> None:
        """Delete it, if it was kept."""


class Shelf:
    """The documents of one running program.

    `opened` gives the library, and waits for it; it raises IndexerError where there is none.
    `home` is the program's own folder. `keeps_copies`: whether a copy is kept of each PDF that is
    added from elsewhere.
    """

    def __init__(
        self,
        changes: Changes,
        opened: Callable[[], Keeps],
        uploads: Lasting | None = None,
        notes: ShelfNotes | None = None,
        home: Path | None = None,
        keeps_copies: Callable[[], bool] = lambda: False,
    ) -> None:
        self._home = home.resolve() if home is not None else None
        self._keeps_copies = keeps_copies
        self._changes = changes
        self._opened = opened
        self._uploads = uploads
        self._notes = notes or ShelfNotes()
        self._unfinished = Unfinished(self._notes)
        self._library: Keeps | None = None
        self._moves = 0  # grows as soon as a document comes, goes or changes
        self._known: tuple[tuple[int, int], tuple[Document, ...]] | None = None  # at a moment
        self.choice = Choice(self.documents, changes.note)
        self.collected = Collected(opened, self.documents, self.choice, changes.note)
        self._additions = Additions(opened, changes.note, self, self._copied)
        self.watched = WatchedFolder(self._notes, changes, self.add, home)
        self.lost = LostFiles(opened, lambda: self.watched.folder, changes.note, self._home)

    def show(self, library: Keeps) -> None:
        """The library is open: what was removed before the last end leaves it now."""
        self._take_out(library)
        self._library = library
        self._changed()

    def go_on(self) -> None:
        """Add what was not done when the program last ended; embed anew what must be."""
        self._additions.add(self._notes.unfinished())
        self._additions.embed_again()
        self.watched.start()

    def stop(self) -> None:
        """Begin no other file; what is not done is added at the next start."""
        self.watched.close()
        self._additions.stop()

    def close(self) -> None:
        """Stop adding, let what was removed go, and close the library."""
        self.stop()
        self.lost.close()
        if self._library is not None:
            self._take_out(self._library)
            self._library.close()
        self._additions.close()
        self._notes.close()

    # ── what is in it ─────────────────────────────────────────────────────────────────────

    @property
    def is_open(self) -> bool:
        """Whether it is known by now what is in it."""
        return self._library is not None

    def documents(self) -> tuple[Document, ...]:
        """Every document that was not removed; none while the library is still being opened."""
        if self._library is None:
            return ()
        moment, known = (self._changes.version, self._moves), self._known
        if known is None or known[0] != moment:
            gone = self._notes.removed()
            held = self._library.documents()
            known = moment, tuple(each for each in held if each.document_id not in gone)
            self._known = known
        return known[1]

    def removed(self) -> tuple[Document, ...]:
        """The documents that can be brought back, the one removed last at the end."""
        gone = self._notes.removed()
        if self._library is None or not gone:
            return ()
        known = {each.document_id: each for each in self._library.documents()}
        return tuple(known[number] for number in gone if number in known)

    def remove(self, document_id: int) -> Document:
        """Take a document out; `restore` undoes it until the program ends. Raises LibraryError."""
        document = self._document(document_id)
        self._notes.remove(document_id)
        self._changed()
        return document

    def restore(self, document_id: int) -> None:
        """Bring a removed document back."""
        self._notes.restore(document_id)
        self._changed()

    def take_out(self) -> None:
        """Remove for good what was removed; nothing can be brought back after that. Raises
        IndexerError, or NotNoted, where some of it could not be."""
        failure = self._take_out(self._opened())
        self._changed()
        if failure is not None:
            raise failure

    def _changed(self) -> None:
        self._moves += 1
        self._changes.note()

    def among(self, chosen: Chosen | None) -> Finds:
        """What searches the chosen documents, or all; never one that was removed. Raises
        IndexerError."""
        library = self._opened()
        if chosen is None and not self._notes.removed():
            return Among(library, None)
        there = {document.document_id for document in self.documents()}
        return Among(library, there if chosen is None else there.intersection(chosen.documents))

    def _document(self, document_id: int) -> Document:
        self._opened()
        document = next((d for d in self.documents() if d.document_id == document_id), None)
        if document is None:
            raise UnknownDocument("This document is not in the library any more.")
        return document

    def passage(self, passage_id: int) -> Passage:
        """One passage. Raises IndexerError where its document is gone."""
        return self._opened().passage(passage_id)

    def page_image(self, document_id: int, page: int, passages: Marked, width: int) -> bytes:
        """A page as PNG, so many pixels wide, the passages' words marked. Raises IndexerError."""
        with self.lost.noticed(document_id):
            return self._opened().page_image(document_id, page, passages, width)

    # ── what is on its way in ─────────────────────────────────────────────────────────────

    def add(self, paths: Sequence[Path], password: str | None = None) -> None:
        """Queue files and folders; they are read in the background."""
        uploads = self._uploads
        kept = [uploads.keep(path) for path in paths] if uploads else paths
        self._unfinished.begin(kept)
        self._additions.add(kept, password)

    def read_again(self, document_id: int) -> None:
        """Read a document anew, in the background. Raises LibraryError."""
        self._additions.read_again(self._document(document_id))

    def cancel(self, path: Path | None = None) -> None:
        """Stop adding one file, or all."""
        self._unfinished.finish(self._additions.cancel(path))

    def dismiss(self, path: Path) -> None:
        """Take a finished file off the list of those just added."""
        self._additions.forget(path)
        self._unfinished.finish([path])
        if self._uploads and not any(document.path == path for document in self.documents()):
            self._uploads.discard(path)

    def files(self) -> tuple[Progress, ...]:
        """The latest word on each file being added or just added."""
        return self._additions.files()

    @property
    def is_adding(self) -> bool:
        """Whether a file is being read, or waits to be."""
        return self._additions.running

    def still_reading(self, chosen: Chosen | None) -> str:
        """Sentences on what of the chosen documents, or of all, cannot be found yet, or not as well
        as it will be, or ""."""
        going = self._additions.unready()
        return unready_note([each for each in going if chosen is None or each[0] in chosen.names])

    def wait_for_first(self, enough: Callable[[], bool]) -> None:
        """Return once there is a document, or none is coming, or there was `enough` waiting."""
        while self.is_adding and not self.documents() and not enough():
            self._changes.wait(self._changes.version, _LOOK_SECONDS)

    def hear(self, step: Progress) -> None:
        """What becomes of a file, before anybody else hears of it."""
        self._unfinished.hear(step)
        if step.report is not None:
            self._moves += 1
            if step.report.document_id is not None:
                self.lost.look_again(step.report.document_id)

    def copies_cost(self) -> CopiesCost:
        """What the copies of the PDFs take, and would take."""
        return copies_cost(self.documents(), self._home)

    def _copied(self, paths: Sequence[Path]) -> bool:
        return self._keeps_copies() and not all(is_kept_anyway(path, self._home) for path in paths)

    def finish(self, paths: Collection[Path]) -> None:
        """These folders were gone through."""
        self._unfinished.finish(paths)

    def _take_out(self, library: Keeps) -> IndexerError | NotNoted | None:
        """Remove for good what a person removed; what fails is tried again at the next start, and
        the last failure given."""
        failure: IndexerError | NotNoted | None = None
        for document_id in self._notes.removed():
            try:
                self._take_one_out(library, document_id)
            except (IndexerError, NotNoted) as error:
                failure = error
        return failure

    def _take_one_out(self, library: Keeps, document_id: int) -> None:
        with contextlib.suppress(UnknownDocument):
            gone = library.remove(document_id)
            if self._uploads:
                self._uploads.discard(gone.path)
        self._notes.restore(document_id)
