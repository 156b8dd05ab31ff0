"""Keeps which model is chosen, which files were added, and how fast each was here.

One small JSON file in the home; nonsense in it is as good as nothing. Knows nothing of what the
files hold.
"""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Annotated

from pydantic import Field, TypeAdapter, ValidationError

from desktop.errors import DesktopError
from desktop.types import MOST_STRENGTH

Strength = Annotated[float, Field(ge=0, le=MOST_STRENGTH)]
Speed = Annotated[float, Field(gt=0, lt=1e6)]


class ModelsNotKept(DesktopError):
    """A choice could not be written."""


@dataclass(frozen=True, slots=True)
class ModelChoice:
    """Which files answer, by their names here: a path, or one of those inside the package."""

    base: str
    adapter: str = ""  # "": none
    merged: str = ""
    strength: Strength = 1.0


@dataclass(frozen=True, slots=True)
class Kept:
    """All that is kept of models."""

    choice: ModelChoice | None = None  # None: what comes with the program
    added: tuple[str, ...] = ()  # paths of files that lie elsewhere
    tokens_per_second: Mapping[str, Speed] = field(default_factory=dict)  # by the base's name
    served: bool = False  # whether a server answers instead, which is kept apart


_SHAPE = TypeAdapter(Kept)


class KeptFile:
    """The file and what it holds. Safe to use from several threads."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock = threading.Lock()
        self._kept = _read(path)

    @property
    def now(self) -> Kept:
        """What is kept."""
        return self._kept

    def choose(self, choice: ModelChoice | None) -> None:
        """Keep another choice. Raises ModelsNotKept."""
        self._change(choice=choice, served=False)

    def serve(self) -> None:
        """Keep that a server answers instead of the files. Raises ModelsNotKept."""
        self._change(served=True)

    def add(self, path: Path) -> None:
        """Keep that a file elsewhere belongs to the list. Raises ModelsNotKept."""
        if str(path) not in self._kept.added:
            self._change(added=(*self._kept.added, str(path)))

    def drop(self, path: Path) -> None:
        """Take a file off the list. Raises ModelsNotKept."""
        speeds = {k: v for k, v in self._kept.tokens_per_second.items() if k != str(path)}
        added = tuple(each for each in self._kept.added if each != str(path))
        self._change(added=added, tokens_per_second=speeds)

    def clear(self) -> None:
        """Forget everything. Raises ModelsNotKept."""
        self._change(choice=None, served=False, added=(), tokens_per_second={})

    def measured(self, base: str, tokens_per_second: float) -> None:
        """Keep how fast a model was; that it cannot be written is no reason to stop an answer."""
        speeds = {**self._kept.tokens_per_second, base: round(tokens_per_second, 1)}
        with contextlib.suppress(ModelsNotKept):
            self._change(tokens_per_second=speeds)

    def _change(self, **changes: object) -> None:
        with self._lock:
            kept = replace(self._kept, **changes)  # type: ignore[arg-type]
            unfinished = self._path.with_suffix(".new")
            try:
                unfinished.write_bytes(_SHAPE.dump_json(kept))
                unfinished.replace(self._path)
            except OSError as error:
                raise ModelsNotKept(
                    f"The choice of model could not be written to {self._path} "
                    f"({error.strerror}): make room, or choose another folder with --home."
                ) from error
            self._kept = kept


def _read(path: Path) -> Kept:
    try:
        return _SHAPE.validate_json(path.read_bytes())
    except (OSError, ValidationError):
        return Kept()
