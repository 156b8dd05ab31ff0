"""Notices that a client has hung up while its answer is being computed, and ends the answer.

Events are computed in a thread and taken one by one. Knows nothing of what they are.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator, Callable, Coroutine, Generator
from contextlib import closing, suppress
from types import TracebackType
from typing import Any, Self, TypeVar

from desktop.types import ComparisonEvent
from desktop.web.messages import Receive

T = TypeVar("T")


class Gone(Exception):
    """The client has hung up."""


class Watched:
    """One client, watched from when its question is read."""

    def __init__(self, receive: Receive) -> None:
        self._receive = receive
        self._gone: asyncio.Task[None] | None = None

    def __enter__(self) -> Self:
        self._gone = asyncio.ensure_future(self._wait_until_gone())
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._gone is not None:
            self._gone.cancel()

    async def unless_gone(self, work: Coroutine[Any, Any, T]) -> T:
        """What the work gives; cancelled where the client hangs up first. Raises Gone."""
        assert self._gone is not None
        task = asyncio.ensure_future(work)
        await asyncio.wait({task, self._gone}, return_when=asyncio.FIRST_COMPLETED)
        if not task.done():
            task.cancel()
            raise Gone
        return task.result()

    def pulled(self, events: Generator[ComparisonEvent, None, None]) -> Pulled:
        """The events, until the client hangs up. Raises Gone."""
        return Pulled(self, events)

    async def _wait_until_gone(self) -> None:
        while (await self._receive())["type"] != "http.disconnect":
            pass


class Pulled(AsyncIterator[ComparisonEvent]):
    """Events that a thread of their own computes; one that keeps no process from ending."""

    def __init__(self, watched: Watched, events: Generator[ComparisonEvent, None, None]) -> None:
        self._watched = watched
        self._events = events
        self._loop = asyncio.get_running_loop()
        self._computed: asyncio.Queue[ComparisonEvent | Exception | None] = asyncio.Queue()
        self._unwanted = threading.Event()
        self._over = asyncio.Event()
        threading.Thread(target=self._compute, name="api-answer", daemon=True).start()

    async def __anext__(self) -> ComparisonEvent:
        event = await self._watched.unless_gone(self._computed.get())
        if event is None:
            raise StopAsyncIteration
        if isinstance(event, Exception):
            raise event
        return event

    async def ended(self, stop: Callable[[], None]) -> None:
        """Wait until what computes them has ended; `stop` it, where they were not all taken."""
        self._unwanted.set()
        if not self._over.is_set():
            await asyncio.to_thread(stop)
        await self._over.wait()

    def _compute(self) -> None:
        try:
            with closing(self._events) as events:
                for event in events:
                    if self._unwanted.is_set():
                        break
                    self._tell(event)
        except Exception as error:  # raised again where the events are taken
            self._tell(error)
        self._tell(None)
        self._call(self._over.set)

    def _tell(self, event: ComparisonEvent | Exception | None) -> None:
        self._call(lambda: self._computed.put_nowait(event))

    def _call(self, what: Callable[[], None]) -> None:
        with suppress(RuntimeError):  # the server has ended meanwhile
            self._loop.call_soon_threadsafe(what)
