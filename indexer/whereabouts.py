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
from collections import deque
from collections.abc import Generator, Iterator, Sequence
from pathlib import Path

from indexer.copies import Copies
from indexer.errors import Moved
from indexer.files import sha256_of
from indexer.store import Store
from indexer.types import Document, Looking

_CHUNK = 1024 * 1024  # bytes hashed between two words of progress
_FILES_BETWEEN = 100  # looked at between two

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
        fact = f"{document.name} {what}: {document.path}."
        raise Moved(
            f"{fact} Drop it in again, or let it be looked for: "
            f"`quire find {document.document_id} FOLDER`. Its words can still be searched.",
            fact,
        )

    def original(self, document: Document) -> Path | None:
        """A file with the document's bytes at one of the paths that it was added from."""
        for path in self._store.places(document.document_id):
            if self._hash(path) == document.sha256:
                return path
        return None

    def look_for(
        self, document: Document, folders: Sequence[Path]
    ) -> Generator[Looking, None, None]:
        """Look for the document's bytes in some folders, and remember where they are: the last
        value then has the path.

        The folders nearest to those given come first. What cannot be read is passed over. Files of
        another size are not opened. Closing it stops the search.
        """
        looked = 0
        for folder, files in _folders(folders):
            yield Looking(folder, looked)
            for path in files:
                looked += 1
                if looked % _FILES_BETWEEN == 0:
                    yield Looking(folder, looked)
                with contextlib.suppress(OSError):
                    if not _may_be(path, document):
                        continue
                    for digest in _digests(path):
                        if digest == document.sha256:
                            self._store.move(document.document_id, path)
                            yield Looking(folder, looked, path)
                            return
                        yield Looking(folder, looked)

    def find_again(
        self, document: Document, folders: Sequence[Path], stop: threading.Event | None = None
    ) -> Path | None:
        """Look for the document's bytes to the end: None where they are not there, or `stop` was
        set before they were found."""
        stop = stop or threading.Event()
        with contextlib.closing(self.look_for(document, folders)) as steps:
            for step in steps:
                if step.path is not None or stop.is_set():
                    return step.path
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


def _folders(roots: Sequence[Path]) -> Iterator[tuple[Path, list[Path]]]:
    """These folders and all below, the nearest first and none twice, each with its files."""
    # abspath and not resolve: a link keeps its name
    waiting = deque(Path(os.path.abspath(root.expanduser())) for root in roots)  # noqa: PTH100
    seen: set[Path] = set()
    while waiting:
        folder = waiting.popleft()
        if folder in seen:
            continue
        seen.add(folder)
        if folder.is_file():
            yield folder.parent, [folder]
            continue
        files: list[Path] = []
        with contextlib.suppress(OSError), os.scandir(folder) as held:
            for entry in sorted(held, key=lambda entry: entry.name):
                below = entry.is_dir(follow_symlinks=False)
                (waiting if below else files).append(folder / entry.name)
        yield folder, files


def _may_be(path: Path, document: Document) -> bool:
    found = path.stat()
    if not stat.S_ISREG(found.st_mode):
        return False  # a pipe would be waited for without end
    if not document.file_bytes:  # added before sizes were kept
        return path.suffix.lower() == ".pdf"
    return found.st_size == document.file_bytes


def _digests(path: Path) -> Iterator[str]:
    """What the file's bytes come to, again and again until all are counted."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            digest.update(chunk)
            yield ""
    yield digest.hexdigest()
