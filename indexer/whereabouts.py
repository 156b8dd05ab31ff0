"""Where the bytes of a document are now: at a path that it was added from, in its copy, or
somewhere else, where they are found by their hash.

Knows nothing of what is in a file.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import stat
import threading
from collections.abc import Iterator, Sequence
from pathlib import Path

from indexer.copies import Copies
from indexer.errors import Moved
from indexer.files import sha256_of
from indexer.store import Store
from indexer.types import Document

_CHUNK = 1024 * 1024  # bytes hashed between two looks at whether it is still wanted

_Seen = tuple[int, int]  # a file's size, and when it was changed in nanoseconds


class Whereabouts:
    """The places of one library's documents. Safe to use from several threads."""

    def __init__(self, store: Store, copies: Copies) -> None:
        self._store = store
        self._copies = copies
        self._known: dict[Path, tuple[_Seen, str]] = {}  # a page turned is no reason to hash anew

    def file_of(self, document: Document) -> Path:
        """A file with exactly the document's bytes: the original, else the copy. Raises Moved."""
        path = self.original(document)
        if path is not None:
            return path
        copy = self._copies.path_of(document)
        if copy is not None and self._hash(copy) == document.sha256:
            return copy
        places = self._store.places(document.document_id)
        changed = any(path.is_file() for path in places)
        what = "has changed since it was added" if changed else "is no longer where it was"
        raise Moved(
            f"{document.name} {what}: {document.path}. Drop it in again, or let it be looked for: "
            f"`quire find {document.document_id} FOLDER`. Its words can still be searched."
        )

    def original(self, document: Document) -> Path | None:
        """A file with the document's bytes at one of the paths that it was added from."""
        for path in self._store.places(document.document_id):
            if self._hash(path) == document.sha256:
                return path
        return None

    def find_again(
        self, document: Document, folders: Sequence[Path], stop: threading.Event | None = None
    ) -> Path | None:
        """Look for the document's bytes in some folders, and remember where they are.

        None where they are not there, or `stop` was set before they were found. What cannot be
        read is passed over. Files of another size are not opened.
        """
        stop = stop or threading.Event()
        for path in _files(folders, stop):
            with contextlib.suppress(OSError):
                if _may_be(path, document) and _hash_of(path, stop) == document.sha256:
                    self._store.move(document.document_id, path)
                    return path
        return None

    def _hash(self, path: Path) -> str | None:
        """None where there is no file that can be read."""
        with contextlib.suppress(OSError):
            found = path.stat()
            if not stat.S_ISREG(found.st_mode):
                return None
            seen = (found.st_size, found.st_mtime_ns)
            known = self._known.get(path)
            if known is None or known[0] != seen:
                self._known[path] = known = (seen, sha256_of(path))
            return known[1]
        return None


def _files(folders: Sequence[Path], stop: threading.Event) -> Iterator[Path]:
    for folder in folders:
        absolute = Path(os.path.abspath(folder.expanduser()))  # noqa: PTH100 - a link keeps its name
        if absolute.is_file():
            yield absolute
        for here, below, names in os.walk(absolute):
            below.sort()
            for name in sorted(names):
                if stop.is_set():
                    return
                yield Path(here) / name


def _may_be(path: Path, document: Document) -> bool:
    found = path.stat()
    if not stat.S_ISREG(found.st_mode):
        return False  # a pipe would be waited for without end
    if not document.file_bytes:  # added before sizes were kept
        return path.suffix.lower() == ".pdf"
    return found.st_size == document.file_bytes


def _hash_of(path: Path, stop: threading.Event) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while not stop.is_set() and (chunk := file.read(_CHUNK)):
            digest.update(chunk)
    return digest.hexdigest()
