"""How much room folders take on the disk, and how much is left. Deletes nothing."""

from __future__ import annotations

import os
import shutil
from pathlib import Path


def size_of(*places: Path) -> int:
    """Bytes of the files, and of everything in the folders; what goes meanwhile counts nothing."""
    return sum(_size(place) for place in places)


def free_on_disk(folder: Path) -> int:
    """Bytes that are free where the folder lies, or will lie."""
    while not folder.exists() and folder != folder.parent:
        folder = folder.parent
    return shutil.disk_usage(folder).free


def _size(place: Path) -> int:
    try:
        if not place.is_dir():
            return place.lstat().st_size
        with os.scandir(place) as entries:
            return sum(
                _size(Path(entry.path))
                if entry.is_dir(follow_symlinks=False)
                else entry.stat(follow_symlinks=False).st_size
                for entry in entries
            )
    except OSError:
        return 0
