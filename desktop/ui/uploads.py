"""Files that came by upload, under the names that their owner gave them.

Gradio takes characters out of names; the library shows what it is given. A path that does not lie
in the upload folder is refused: the page may add what was dropped on it, and nothing else.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from desktop.errors import BadInput

_LONGEST_NAME = 200  # bytes; most file systems take 255


def named_uploads(folder: Path, files: Sequence[Mapping[str, str]]) -> tuple[Path, ...]:
    """The uploads under their own names. Each file has a "path" and a "name".

    Raises BadInput for a path outside of the folder. An upload that is gone was dropped twice, and
    is left out.
    """
    named: list[Path] = []
    for file in files:
        path = Path(file["path"]).resolve()
        if not path.is_relative_to(folder.resolve()):
            raise BadInput("This file was not dropped here: drop it again.")
        if not path.is_file():
            continue
        target = path.with_name(clean_name(file["name"]))
        path.replace(target)
        named.append(target)
    return tuple(named)


def clean_name(name: str) -> str:
    """The file's own name without folders and control characters, short enough for a disk."""
    last = name.replace("\\", "/").rsplit("/", 1)[-1]
    shown = "".join(letter for letter in last if letter.isprintable()).strip(" .")
    stem, dot, suffix = shown.rpartition(".")
    if not dot or len(suffix) > 8:
        stem, suffix = shown, "pdf"
    room = _LONGEST_NAME - len(suffix.encode()) - 1
    short = stem.encode()[:room].decode(errors="ignore").strip() or "unnamed"
    return f"{short}.{suffix}"
