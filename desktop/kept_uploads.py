"""Keeps the PDFs that came through the page, which has no path of its own to give.

An upload lies in a folder that is emptied at every start; what is to be opened again at a citation
is moved beside the library, under the hash of its bytes, so that two files of one name, or one
file under two, do not meet. Files from anywhere else stay where they are.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path

_LONGEST_NAME = 180  # bytes; file systems allow 255, and a copy may get an ending


def keeping(uploads: Path, documents: Path) -> Callable[[Path], Path]:
    """A function that moves a file out of `uploads` into `documents` and says where it is now."""
    inside = uploads.resolve()

    def keep(path: Path) -> Path:
        if not path.is_file() or not path.resolve().is_relative_to(inside):
            return path
        with path.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
        kept = documents / digest[:32] / _short(path.name)
        kept.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        path.replace(kept)
        return kept

    return keep


def _short(name: str) -> str:
    """The name cut to a length that every file system takes, its ending kept."""
    if len(name.encode()) <= _LONGEST_NAME:
        return name
    stem, ending = Path(name).stem, Path(name).suffix[:16]
    room = _LONGEST_NAME - len(ending.encode())
    return stem.encode()[:room].decode(errors="ignore") + ending
