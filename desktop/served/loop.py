"""An event loop in a thread of its own, to which other threads give work. Knows not which."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Coroutine
from concurrent.futures import Future
from typing import Any, TypeVar

from desktop.errors import EngineDied

T = TypeVar("T")
_ROUNDS = 5  # in which all that was still to begin has begun and been called off


class Loop:
    """Runs until it is ended."""

    def __init__(self) -> None:
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._run, name="served-engine", daemon=True)
        self._thread.start()

    @property
    def alive(self) -> bool:
        """Whether work is still done."""
        return self._thread.is_alive()

    def begin(self, work: Coroutine[Any, Any, T]) -> Future[T]:
        """Begin some work. Raises EngineDied where none is done any more."""
        try:
            return asyncio.run_coroutine_threadsafe(work, self._loop)
        except RuntimeError as error:
            work.close()
            raise hung_up() from error

    def end(self) -> None:
        """Call off what is being done, and end."""
        if self._thread.is_alive():
            self._loop.call_soon_threadsafe(self._loop.stop)
            self._thread.join()

    def _run(self) -> None:
        self._loop.run_forever()
        for _ in range(_ROUNDS):
            for task in asyncio.all_tasks(self._loop):
                task.cancel()
            self._loop.run_until_complete(asyncio.sleep(0))
        self._loop.run_until_complete(self._loop.shutdown_asyncgens())
        self._loop.run_until_complete(self._loop.shutdown_default_executor())
        self._loop.close()


def hung_up() -> EngineDied:
    """What is raised where the engine was closed meanwhile."""
    return EngineDied("Quire has hung up on the server: ask again.")
