"""Tells whoever waits for it that something has changed. Knows nothing of what."""

from __future__ import annotations

import threading


class Changes:
    """A number that grows with every change, and can be waited for."""

    def __init__(self) -> None:
        self._condition = threading.Condition()
        self._version = 0

    @property
    def version(self) -> int:
        """How many changes there have been."""
        return self._version

    def note(self) -> None:
        """Something has changed."""
        with self._condition:
            self._version += 1
            self._condition.notify_all()

    def wait(self, seen: int, seconds: float) -> int:
        """The version, as soon as it is not `seen` any more, or after so many seconds."""
        with self._condition:
            self._condition.wait_for(lambda: self._version != seen, seconds)
            return self._version
