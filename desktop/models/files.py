"""The GGUF files that there are: inside the package, in the home, and wherever a person has them.

A file that came through the page or was downloaded lies in the home's own folder, and removing it
deletes it; one that lies elsewhere is only taken off the list. Knows nothing of engines.
"""

from __future__ import annotations

import contextlib
import shutil
from dataclasses import dataclass
from pathlib import Path

from desktop.errors import BadInput
from desktop.models.card import Kind, ModelCard, read_card
from desktop.models.kept import KeptFile
from desktop.types import Weights

_SUFFIX = ".gguf"
_STARTER, _HOUSE_STYLE = "starter model", "house style"
"""Names of the files inside the package, which lie elsewhere after an update."""


@dataclass(frozen=True, slots=True)
class _Stamp:
    """What tells that a file is still the one that was read."""

    path: Path
    file_bytes: int
    changed_ns: int


class ModelFiles:
    """The files of one home. `built_in` is what comes with the program."""

    def __init__(self, folder: Path, kept: KeptFile, built_in: Weights) -> None:
        self.folder = folder
        self._kept = kept
        self._named = {_STARTER: built_in.base}
        if built_in.adapter is not None:
            self._named[_HOUSE_STYLE] = built_in.adapter
        self._read: dict[Path, tuple[_Stamp, ModelCard]] = {}

    def cards(self) -> tuple[ModelCard, ...]:
        """Every file, those inside the package first; one that is gone says so."""
        mine = sorted(self.folder.glob(f"*{_SUFFIX}")) if self.folder.is_dir() else []
        elsewhere = [Path(each) for each in self._kept.now.added]
        every = dict.fromkeys((*self._named.values(), *mine, *elsewhere))
        return tuple(self.card(path) for path in every)

    def card(self, path: Path) -> ModelCard:
        """One file; read again only where it changed."""
        stamp = _stamp(path)
        known = self._read.get(path)
        if known is not None and stamp is not None and known[0] == stamp:
            return known[1]
        card = read_card(path)
        if stamp is not None:
            self._read[path] = stamp, card
        return card

    def is_built_in(self, path: Path) -> bool:
        """Whether it comes with the program."""
        return path in self._named.values()

    def is_mine(self, path: Path) -> bool:
        """Whether removing it deletes it."""
        return path.parent == self.folder

    def name_of(self, path: Path) -> str:
        """What a file is called in what is kept."""
        return next((name for name, own in self._named.items() if own == path), str(path))

    def path_of(self, name: str) -> Path:
        """The file of a name that was kept."""
        return self._named.get(name) or Path(name)

    def speed_of(self, path: Path) -> float | None:
        """Tokens a second that one lane had here; None: it has not answered yet."""
        return self._kept.now.tokens_per_second.get(self.name_of(path))

    def add(self, path: Path) -> ModelCard:
        """Put a file that lies elsewhere on the list, where it stays. Raises BadInput for one that
        cannot be used."""
        path = path.expanduser()
        if not path.is_absolute():
            raise BadInput("Give the whole path of the file, from the root of the disk.")
        card = self._usable(path)
        if path not in {each.path for each in self.cards()}:
            self._kept.add(path)
        return card

    def take_in(self, upload: Path) -> ModelCard:
        """Move a file that came through the page into the folder. Raises BadInput for one that
        cannot be used; it is then deleted."""
        try:
            self._usable(upload)
            target = self._free_name(upload.name)
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            upload.replace(target)
        except OSError as error:
            raise BadInput(f"{upload.name} could not be kept ({error.strerror}).") from error
        finally:
            upload.unlink(missing_ok=True)
        return self.card(target)

    def remove(self, path: Path) -> None:
        """Take a file off the list, and delete it where it lies in the folder. Raises BadInput."""
        if self.is_built_in(path):
            raise BadInput("What comes with Quire stays.")
        if self.is_mine(path):
            with contextlib.suppress(FileNotFoundError):
                path.unlink()
        self._kept.drop(path)

    def clear(self) -> None:
        """Delete every file of the folder."""
        shutil.rmtree(self.folder, ignore_errors=True)

    def _usable(self, path: Path) -> ModelCard:
        card = read_card(path)
        if card.kind is Kind.UNUSABLE:
            raise BadInput(card.problem)
        return card

    def _free_name(self, name: str) -> Path:
        stem = Path(name).stem
        target, number = self.folder / f"{stem}{_SUFFIX}", 2
        while target.exists():
            target, number = self.folder / f"{stem} {number}{_SUFFIX}", number + 1
        return target


def _stamp(path: Path) -> _Stamp | None:
    try:
        status = path.stat()
    except OSError:
        return None
    return _Stamp(path, status.st_size, status.st_mtime_ns)
