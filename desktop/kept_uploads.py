"""Keeps the PDFs that came through the page, which has no path of its own to give.

An upload lies in a folder that is emptied at every start; what is to be opened again at a citation
is moved beside the library, under the hash of its bytes, so that two files of one name, or one
file under two, do not meet. Files from anywhere else stay where they are.
"""

from __future__ import annotations

import contextlib
import hashlib
from pathlib import Path


class KeptUploads:
    """The files of a page's uploads that are to last."""

    def __init__(self, uploads: Path, documents: Path) -> None:
        self._uploads = uploads.resolve()
        self._documents = documents.resolve()

    def keep(self, path: Path) -> Path:
        """Move an upload to where it lasts, and say where that is; leave any other file alone."""
        if not path.is_file() or not path.resolve().is_relative_to(self._uploads):
            return path
        with path.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
        kept = self._documents / digest[:32] / path.name
        kept.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        path.replace(kept)
        return kept

    def discard(self, path: Path) -> None:
        """Delete a file that was kept here; a person's own file is never touched."""
        if path.resolve().is_relative_to(self._documents) and path.is_file():
            path.unlink()
            with contextlib.suppress(OSError):  # another name of the same bytes is still there
                path.parent.rmdir()
