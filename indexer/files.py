"""Which files a person means by the paths that were given, and which bytes are in them.

Looks at names and bytes only; whether a file is a PDF is for the reader to say.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator, Sequence
from pathlib import Path


def named_files(paths: Sequence[Path]) -> list[Path]:
    """Every file once, absolute, in the order given; folders are walked for PDFs.

    Within a folder only names that end in .pdf count, hidden files and folders not. A path that
    was named itself is kept whatever it is, so that somebody says what is wrong with it.
    """
    found: dict[Path, None] = {}
    for path in paths:
        absolute = Path(os.path.abspath(path.expanduser()))  # noqa: PTH100 - a link keeps its name
        for file in _walked(absolute) if absolute.is_dir() else [absolute]:
            found[file] = None
    return list(found)


def sha256_of(path: Path) -> str:
    """SHA-256 of a file's bytes. Raises OSError."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _walked(folder: Path) -> Iterator[Path]:
    for here, folders, files in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(files):
            if name.lower().endswith(".pdf") and not name.startswith("."):
                yield Path(here) / name
