"""One answer at a time, the others in a line of limited length. Knows nothing of answers."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from desktop.api.refusal import Refusal
from desktop.api.watched import Watched

_MOST_WAITING = 32


class Turns:
    """Whose turn it is."""

    def __init__(self) -> None:
        self._lock = asyncio.Lock()
        self._waiting = 0

    @asynccontextmanager
    async def one(self, watched: Watched) -> AsyncIterator[None]:
        """Wait for a turn and have it. Raises Refusal where too many wait, Gone where the client
        hangs up meanwhile."""
        if self._waiting >= _MOST_WAITING:
            raise Refusal(429, "Too many questions wait already: ask again later.", "too_many")
        self._waiting += 1
        try:
            await watched.unless_gone(self._lock.acquire())
        finally:
            self._waiting -= 1
        try:
            yield
        finally:
            self._lock.release()
