"""A folder on a disk that does not answer: who watches it waits, and nobody else may look."""

from __future__ import annotations

import os
import threading
from pathlib import Path
from types import TracebackType

import pytest

_PATIENCE_SECONDS = 20


class HangingDisk:
    """Within it, the watching thread waits at the first look at the folder, and any other thread
    that looks fails. It answers again when it is left."""

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self._folder = folder
        self._monkeypatch = monkeypatch
        self._asked = threading.Event()
        self._answers = threading.Event()
        self._answers.set()
        self._real = os.stat

    def __enter__(self) -> HangingDisk:
        self._answers.clear()
        self._monkeypatch.setattr(os, "stat", self._stat)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._monkeypatch.setattr(os, "stat", self._real)
        self._answers.set()

    def wait_until_asked(self) -> None:
        """Return once the watching thread waits for it."""
        assert self._asked.wait(_PATIENCE_SECONDS), "nobody looked at the disk"

    def _stat(
        self,
        path: str | os.PathLike[str] | int,
        *,
        dir_fd: int | None = None,
        follow_symlinks: bool = True,
    ) -> os.stat_result:
        if not isinstance(path, int) and Path(os.fsdecode(path)).is_relative_to(self._folder):
            watching = threading.current_thread().name == "watching"
            assert watching, f"{path} was looked at by who must not wait"
            self._asked.set()
            self._answers.wait()
        return self._real(path, dir_fd=dir_fd, follow_symlinks=follow_symlinks)
