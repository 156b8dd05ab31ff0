"""Waiting for a state, never for a time."""

from __future__ import annotations

import time
from collections.abc import Callable


def until(done: Callable[[], bool]) -> None:
    """Return once it is so; fails where that takes too long."""
    end = time.monotonic() + 20
    while not done():
        assert time.monotonic() < end, "it did not come about in time"
        time.sleep(0.01)
