"""Keeps the server that was used last, with its key, in a file that only its user can read.

Nonsense in it is as good as nothing, and a key that others could have read is dropped. Knows
nothing of whether that server answers now.
"""

from __future__ import annotations

import os
import secrets
from dataclasses import replace
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from desktop.models.kept import ModelsNotKept
from desktop.types import Served

_OTHERS = 0o077  # what groups and strangers may do with a file
_SHAPE = TypeAdapter(Served)
_KEPT = {"address", "name", "tuned_name", "key"}  # the rest is as the program has it


class ServerFile:
    """The file and the server in it."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._kept = _read(path)

    @property
    def now(self) -> Served | None:
        """The server that was used last; None: there was none."""
        return self._kept

    def keep(self, served: Served) -> None:
        """Keep another one, in its place at once or not at all. Raises ModelsNotKept."""
        fresh = self._path.with_name(f"{self._path.name}.{secrets.token_hex(4)}")
        try:
            handle = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(handle, "wb") as file:
                file.write(_SHAPE.dump_json(served, include=_KEPT))
            fresh.replace(self._path)
        except OSError as error:
            fresh.unlink(missing_ok=True)
            raise ModelsNotKept(
                f"The server could not be written to {self._path} ({error.strerror}): make room, "
                "or choose another folder with --home."
            ) from error
        self._kept = served

    def forget(self) -> None:
        """Delete it. Raises ModelsNotKept."""
        try:
            self._path.unlink(missing_ok=True)
        except OSError as error:
            raise ModelsNotKept(
                f"{self._path} could not be deleted ({error.strerror}): delete it by hand."
            ) from error
        self._kept = None


def _read(path: Path) -> Served | None:
    try:
        open_to_others = os.name == "posix" and path.stat().st_mode & _OTHERS
        kept = _SHAPE.validate_json(path.read_bytes())
    except (OSError, ValidationError):
        return None
    return replace(kept, key="") if open_to_others else kept
