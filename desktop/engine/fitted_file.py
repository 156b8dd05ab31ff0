"""What was measured of each model on this machine, in a small JSON file.

A file that is damaged, or from another version, is as good as none: it is measured again. Knows
nothing of how it is measured.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from desktop.engine.fitting import Fitted
from indexer import Frame

_MOST = 40  # models; past that the oldest go


class FittedFile:
    """One file; `path` None: nothing is kept."""

    def __init__(self, path: Path | None) -> None:
        self._path = path

    def find(self, key: str) -> Fitted | None:
        """What is kept under a key, if it is good."""
        with suppress(TypeError, KeyError, ValueError, AttributeError):
            return Fitted.read(self._all()[key])
        return None

    def keep(self, key: str, fitted: Fitted) -> None:
        """Keep it; where it cannot be written, it is measured again the next time."""
        if self._path is None:
            return
        kept = {name: value for name, value in self._all().items() if name != key}
        newest = dict([*kept.items(), (key, fitted.frame())][-_MOST:])
        written = self._path.with_suffix(f".{os.getpid()}")
        with suppress(OSError):
            self._path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            written.write_text(json.dumps(newest), encoding="utf-8")
            written.replace(self._path)

    def _all(self) -> Mapping[str, Frame]:
        if self._path is not None:
            with suppress(OSError, ValueError):
                read = json.loads(self._path.read_text(encoding="utf-8"))
                if isinstance(read, dict):
                    return read
        return {}
