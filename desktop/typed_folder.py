"""A folder as a person types it: the page is not told where one lies that is dropped or chosen.

Knows nothing of what is in it.
"""

from __future__ import annotations

from pathlib import Path

from desktop.errors import BadInput


def typed_folder(words: str) -> Path:
    """The folder that is meant. Raises BadInput where there is none."""
    path = Path(words.strip()).expanduser()
    if not words.strip() or not path.is_absolute():
        raise BadInput("Type the folder's whole path, as the file manager shows it.")
    if not path.is_dir():
        raise BadInput(f"There is no folder {path}: check the path.")
    return path
