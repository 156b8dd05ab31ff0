"""What was computed for the standing instructions, kept on disk from one start to the next.

A file is named by what it holds for: the weights, how they are used, the tokens. It is used only
where its own hash is right, so that a damaged one is as good as none. Knows bytes and token ids.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

MOST_BYTES = 256 * 1024 * 1024  # of all files together; past that the longest unused go
MOST_BYTES_EACH = 64 * 1024 * 1024  # reading more from a disk is hardly faster than computing it
_HASH_BYTES = 32
_ENDING = ".state"


class States:
    """The states of one set of weights. `key` says which, and how they are used."""

    def __init__(self, folder: Path | None, key: str, most_bytes: int = MOST_BYTES) -> None:
        self._folder = folder if key else None
        self._key = key
        self._most_bytes = most_bytes
        self._refused: set[Path] = set()  # those that are not to be tried again in this run

    def wanted(self, tokens: Sequence[int]) -> bool:
        """Whether the state of these tokens should be kept and is not yet."""
        path = self._path(tokens)
        return path is not None and path not in self._refused and not path.exists()

    def find(self, tokens: Sequence[int]) -> bytes | None:
        """The state of these tokens, whole as it was kept."""
        path = self._path(tokens)
        if path is None or path in self._refused:
            return None
        with suppress(OSError):
            content = path.read_bytes()
            state = content[_HASH_BYTES:]
            if (
                state
                and hashlib.blake2b(state, digest_size=_HASH_BYTES).digest()
                == content[:_HASH_BYTES]
            ):
                os.utime(path)
                return state
            path.unlink()
        return None

    def keep(self, tokens: Sequence[int], state: bytes) -> None:
        """Keep a state, where it is small enough; never raises."""
        path = self._path(tokens)
        if path is None:
            return
        self._refused.add(path)  # unless it can be written
        if len(state) > min(MOST_BYTES_EACH, self._most_bytes):
            return
        with suppress(OSError):
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            written = path.with_suffix(f".{os.getpid()}")
            checked = hashlib.blake2b(state, digest_size=_HASH_BYTES).digest()
            written.write_bytes(checked + state)
            written.replace(path)
            self._refused.discard(path)
            self._make_room(path.parent)

    def refuse(self, tokens: Sequence[int]) -> None:
        """Do without the state of these tokens: the model did not take it."""
        path = self._path(tokens)
        if path is not None:
            self._refused.add(path)

    def _path(self, tokens: Sequence[int]) -> Path | None:
        if self._folder is None:
            return None
        held = ",".join(map(str, tokens))
        name = hashlib.blake2b(f"{self._key} {held}".encode(), digest_size=16).hexdigest()
        return self._folder / f"{name}{_ENDING}"

    def _make_room(self, folder: Path) -> None:
        files = sorted(folder.glob(f"*{_ENDING}"), key=lambda file: file.stat().st_mtime)
        sizes = [file.stat().st_size for file in files]
        total = sum(sizes)
        for file, size in zip(files, sizes, strict=True):
            if total <= self._most_bytes:
                return
            file.unlink(missing_ok=True)
            total -= size
