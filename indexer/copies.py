"""Copies of PDFs, kept in the library's folder for as long as a person wants them.

The row in the database is the commit: a file without its row is a stray and goes. A copy is named
by the hash of its bytes, never by the document's name. Knows nothing of pages or searches.
"""

from __future__ import annotations

import contextlib
import errno
import hashlib
import os
import threading
from pathlib import Path

from indexer.damage import COPIES
from indexer.document_rows import document_where, one_document
from indexer.errors import DiskFull, LibraryError, Moved
from indexer.snapshot import sync
from indexer.store import Store
from indexer.types import Document

FOLDER = COPIES
_CHUNK = 1024 * 1024  # bytes


class Copies:
    """The copies of one library. Safe to use from several threads."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._folder = store.database.path.parent / FOLDER
        self._changing = threading.Lock()  # from a file to its row nobody clears strays away

    def path_of(self, document: Document) -> Path | None:
        """Where the document's copy is; None where none was kept, or somebody took it away."""
        path = self._path(document.sha256)
        return path if document.copy_bytes and path.is_file() else None

    def keep(self, document: Document, source: Path) -> Document:
        """Keep a copy of a document's bytes, and say how many there are.

        Raises Moved where the source's bytes are not the document's, DiskFull, LibraryError, or
        UnknownDocument.
        """
        with self._changing:
            if self.path_of(document) is not None:
                return document
            temporary = self._path(document.sha256).with_suffix(".tmp")
            try:
                size = self._write(document, source, temporary)
            except OSError as error:
                raise self._meaning(error, document) from error
            finally:
                with contextlib.suppress(OSError):
                    temporary.unlink(missing_ok=True)
            return self._note(document.document_id, size)

    def drop(self, document: Document) -> Document:
        """Let the copy go. Raises UnknownDocument."""
        with self._changing:
            noted = self._note(document.document_id, 0)
            with contextlib.suppress(OSError):  # a stray then, and gone at the next start
                self._path(document.sha256).unlink(missing_ok=True)
            return noted

    def remove_strays(self) -> None:
        """Remove what no document stands for any more, or a writer that was killed left behind."""
        with self._changing:
            kept = {one.sha256 for one in self._store.documents() if one.copy_bytes}
            with contextlib.suppress(OSError):
                for path in list(self._folder.iterdir()) if self._folder.is_dir() else []:
                    if path.suffix != ".pdf" or path.stem not in kept:
                        path.unlink()

    def _path(self, sha256: str) -> Path:
        return self._folder / f"{sha256}.pdf"

    def _write(self, document: Document, source: Path, temporary: Path) -> int:
        self._folder.mkdir(mode=0o700, exist_ok=True)
        handle = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        digest, size = hashlib.sha256(), 0
        with os.fdopen(handle, "wb") as target, source.open("rb") as opened:
            while chunk := opened.read(_CHUNK):
                digest.update(chunk)
                size += target.write(chunk)
            target.flush()
            os.fsync(target.fileno())
        if digest.hexdigest() != document.sha256:
            raise Moved(f"{document.name} has changed while it was copied. Add it again.")
        temporary.replace(self._path(document.sha256))
        sync(self._folder)
        return size

    def _note(self, document_id: int, size: int) -> Document:
        with self._store.database.writing() as connection:
            one_document(connection, document_id)
            connection.execute(
                "UPDATE document SET copy_bytes = ?, file_bytes = max(file_bytes, ?) "
                "WHERE document_id = ?",
                (size, size, document_id),
            )
            found = document_where(connection, "document_id = ?", document_id)
        assert found is not None
        return found

    def _meaning(self, error: OSError, document: Document) -> LibraryError:
        if error.errno in {errno.ENOSPC, errno.EDQUOT}:
            return DiskFull(
                f"There is no room for a copy of {document.name} in {self._folder}: make room and "
                "try again. The document itself can be searched as before."
            )
        return LibraryError(
            f"No copy of {document.name} could be made in {self._folder}: {error.strerror}. "
            "Check the folder's permissions."
        )
