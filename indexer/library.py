"""All documents of one index, in one folder: add, search, remove, look at, sort.

The face of the indexer. Each method hands its question to the part that knows.
"""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Collection as Ids
from collections.abc import Generator, Sequence
from dataclasses import replace
from pathlib import Path

from indexer.adding import Adding, Wish
from indexer.embedding import embed_again
from indexer.encoder import SentenceEncoder
from indexer.errors import EncoderError, LibraryError, Moved, ReadError
from indexer.files import named_files
from indexer.open_library import DATABASE, LOCK, OpenLibrary
from indexer.reranker import CrossEncoder
from indexer.search import Asked, search
from indexer.types import (
    Collection,
    Document,
    FileReport,
    Looking,
    Marked,
    Milliseconds,
    Passage,
    Progress,
    Reranker,
    SearchResult,
)
from indexer.widening import widened

__all__ = ["DATABASE", "LOCK", "Library"]


class Library(OpenLibrary):
    """The documents of one folder. Safe to use from several threads.

    One process writes; any number of others may read and search at the same time.
    """

    # ── adding and removing ─────────────────────────────────────────────────────────────────

    def add(
        self,
        paths: Sequence[Path],
        password: str | None = None,
        *,
        again: bool = False,
        copies: bool = False,
    ) -> Generator[Progress, None, None]:
        """Add PDFs, and those in folders. One Progress at least for each file; its last has the
        report, and comes when the document is committed and can be found.

        `again`: read what is in the library too, as by `read_again`. `copies`: keep a copy of
        each, as by `keep_copy`; where that fails, the report says so.

        Closing the iterator cancels what is not yet committed. One bad file stops no other.
        Raises LibraryBusy where another process writes, and DiskFull.
        """
        yield from self._added(named_files(paths), Wish(password, again), copies)

    def read_again(
        self, document_id: int, password: str | None = None
    ) -> Generator[Progress, None, None]:
        """Read a document anew, from its file or its copy, and replace what was read before.

        Where its bytes are the same it keeps its id, and what was read before stays until that is
        done; where the file has changed, the new version takes the document's place. Raises
        UnknownDocument, Moved, LibraryBusy, DiskFull.
        """
        document = self._store.document(document_id)
        password = password or self._images.password(document_id)
        if document.path.is_file():
            yield from self._added([document.path], Wish(password, again=True), copies=False)
            return
        path = self._whereabouts.file_of(document)
        from_copy = path == self._copies.path_of(document)
        yield from self._added([path], Wish(password, True, from_copy), copies=False)

    def embed_again(self) -> Generator[Progress, None, None]:
        """Embed every document anew whose vectors are of another encoder than this library's.

        Until then those are found by their words only. Raises LibraryBusy, EncoderError.
        """
        self._must_write()
        if self._store.is_empty():
            return  # no encoder is needed
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
        removed = self._store.remove(document_id)
        self._copies.remove_strays()
        return removed

    def _added(
        self, files: Sequence[Path], wish: Wish, copies: bool
    ) -> Generator[Progress, None, None]:
        self._must_write()
        copied = {path for one in self.documents() if one.copy_bytes
                  for path in self._store.places(one.document_id)}  # fmt: skip
        adding = Adding(self._store, self._encoder, self._read, wish)
        self._adding.add(adding)
        try:
            with contextlib.closing(adding.progress(files)) as said:
                for progress in said:
                    report = progress.report
                    if report is not None and report.document_id is not None:
                        if wish.password:
                            self._images.remember(report.document_id, wish.password)
                        if copies or report.path in copied:
                            progress = replace(progress, report=self._with_copy(report))
                    yield progress
        finally:
            self._adding.discard(adding)
            if self._lock.held:  # else the library was closed meanwhile, and others may write
                self._copies.remove_strays()

    def _with_copy(self, report: FileReport) -> FileReport:
        """The report of a file that was added, once its copy is made."""
        assert report.document_id is not None
        try:
            self.keep_copy(report.document_id)
        except (LibraryError, ReadError) as error:
            return replace(report, message=f"{report.message} {error}".strip())
        return report

    # ── collections ─────────────────────────────────────────────────────────────────────────

    def collections(self) -> tuple[Collection, ...]:
        """Every collection, by name."""
        return self._collections.all()

    def set_collection(self, name: str, documents: Ids[int]) -> Collection:
        """Put documents together under a name, in place of those that were under it before.

        Raises UnknownDocument, CollectionError where the name is empty or too long, LibraryBusy.
        """
        self._must_write()
        return self._collections.put(name, documents)

    def rename_collection(self, name: str, to: str) -> None:
        """Call a collection something else. Raises CollectionError where there is none of the
        name, or one of the other name already; LibraryBusy."""
        self._must_write()
        self._collections.rename(name, to)

    def remove_collection(self, name: str) -> None:
        """Let a collection go; its documents stay. Raises CollectionError where there is none,
        LibraryBusy."""
        self._must_write()
        self._collections.remove(name)

    # ── searching ───────────────────────────────────────────────────────────────────────────

    def search(
        self,
        question: str,
        k: int = 8,
        documents: Ids[int] | None = None,
        *,
        without: Ids[int] = (),
        pinned: Ids[int] = (),
        rerank: Reranker | None = None,
    ) -> SearchResult:
        """The k passages that fit a question best; of the given documents only, if any are given.

        `without`: leave these documents out. `pinned`: the best passages of each of these are
        among the results, whether or not others fit better. `rerank`: a `CrossEncoder`, which
        then has the last word on the order. Raises EncoderError where the question cannot be
        embedded, or the passages not reranked.
        """
        if self._store.is_empty():
            return SearchResult(question, (), Milliseconds(0, 0, 0, 0, 0))  # no encoder is needed
        asked = Asked(question, k, documents, without, pinned, rerank)
        return search(self._store, self._dense(), self._encoder, asked)

    def reranker(self, folder: Path) -> Reranker:
        """The cross-encoder in a folder, run beside this library's encoder. Raises EncoderError
        where there is none."""
        if not isinstance(self._encoder, SentenceEncoder):
            raise EncoderError("This library's encoder cannot run a cross-encoder beside itself.")
        return CrossEncoder(folder, self._encoder)

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

    # ── the files ───────────────────────────────────────────────────────────────────────────

    def page_image(self, document_id: int, page: int, passage_id: Marked, width: int) -> bytes:
        """A picture of a page, PNG, `width` pixels wide, with the passage's words marked, or those
        of several that follow on each other, as far as they stand on that page. It comes
        from the document's copy where the original has moved, changed or vanished.

        Raises UnknownDocument, PasswordNeeded where the document is locked, Moved where its file
        is gone or was changed and there is no copy, or another ReadError.
        """
        return self._images.image(self._store.document(document_id), page, passage_id, width)

    def unlock(self, document_id: int, password: str) -> None:
        """Give a locked document's password, to see its pages. It is kept in memory only, until
        the library is closed. Raises PasswordNeeded where it is another, Moved, UnknownDocument."""
        self._images.unlock(self._store.document(document_id), password)

    def where(self, document_id: int) -> Path | None:
        """The file from which the document's pages can be shown: the original, else its copy;
        None where neither is there. Raises UnknownDocument."""
        try:
            return self._whereabouts.file_of(self._store.document(document_id))
        except Moved:
            return None

    def find_again(
        self, document_id: int, folders: Sequence[Path], stop: threading.Event | None = None
    ) -> Path | None:
        """Look in some folders, and all below them, for a document's file by its bytes, whatever
        it is called now. Where it is found, that is its path from then on.

        Setting `stop`, from another thread, ends the search. Raises UnknownDocument, LibraryBusy.
        """
        self._must_write()
        return self._whereabouts.find_again(self._store.document(document_id), folders, stop)

    def look_for(self, document_id: int, folders: Sequence[Path]) -> Generator[Looking, None, None]:
        """The same with how far it has come; where the file is found, the last value has its path.

        Closing it stops the search. Raises UnknownDocument, LibraryBusy.
        """
        self._must_write()
        yield from self._whereabouts.look_for(self._store.document(document_id), folders)

    def keep_copy(self, document_id: int) -> Document:
        """Keep a copy of the PDF in the library's folder; `copy_bytes` says what it costs. A later
        version of the file is copied too.

        Raises UnknownDocument, Moved where the file is gone or was changed, DiskFull, LibraryBusy.
        """
        self._must_write()
        document = self._store.document(document_id)
        if self._copies.path_of(document) is not None:
            return document
        return self._copies.keep(document, self._whereabouts.file_of(document))

    def drop_copy(self, document_id: int) -> Document:
        """Let a document's copy go; nothing happens where there is none. Raises UnknownDocument,
        LibraryBusy."""
        self._must_write()
        return self._copies.drop(self._store.document(document_id))
