"""Where a file that was moved is most likely to be, the likeliest folder first.

Knows nothing of how it is looked for.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from platformdirs import user_desktop_path, user_documents_path, user_downloads_path

from indexer import Document


def likely_folders(
    lost: Document, others: Sequence[Document], watched: Path | None, ours: Path | None
) -> tuple[Path, ...]:
    """Folders that are there, each once: where it was, where the other documents are, what is
    watched, and those that every user has.

    `ours`: the program's own folder, which is left out.
    """
    near = [_nearest(lost.path), *(document.path.parent for document in others), watched]
    usual = [user_downloads_path(), user_documents_path(), user_desktop_path()]
    known = dict.fromkeys(folder for folder in [*near, *usual] if folder is not None)
    return tuple(folder for folder in known if folder.is_dir() and not _is_in(folder, ours))


def _nearest(path: Path) -> Path | None:
    """The folder that it was in; where that is gone too, what is left of the way to it. None where
    that is half of the disk."""
    left = next((folder for folder in path.parents if folder.is_dir()), None)
    if left == path.parent or (left is not None and not Path.home().is_relative_to(left)):
        return left
    return None


def _is_in(folder: Path, ours: Path | None) -> bool:
    return ours is not None and folder.is_relative_to(ours)
