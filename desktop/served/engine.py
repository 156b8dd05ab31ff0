"""The engine of a server that the person runs: lanes go out as requests, answers come back.

Stands in the place of `desktop.engine.Engine`, and starts no process: one thread keeps the
connections. Knows nothing of HTTP.
"""

from __future__ import annotations

import queue
import threading
import time
from collections.abc import AsyncIterator, Generator, Sequence
from concurrent.futures import CancelledError, Future
from contextlib import aclosing, suppress
from dataclasses import dataclass, field, replace
from typing import Self

from desktop.errors import BadInput, ServerFailed
from desktop.served.about import USUAL_WINDOW, ServedModels, choose_models, window_of_properties
from desktop.served.address import Address, read_address
from desktop.served.calls import Calls, Patience
from desktop.served.chunks import NotUnderstood, ServersError, read_piece
from desktop.served.counting import Counting
from desktop.served.lane import ServedLane
from desktop.served.loop import Loop, hung_up
from desktop.served.permission import forbid, permit
from desktop.types import (
    LaneEnded,
    LaneEvent,
    LaneRequest,
    Message,
    ModelInfo,
    Sampling,
    Served,
    Stop,
)

_HANG_UP_SECONDS = 2.0
_LOOK_SECONDS = 1.0  # after which it is looked whether anything can still come


@dataclass(frozen=True, slots=True)
class _Connected:
    """A server that has been found."""

    calls: Calls
    models: ServedModels
    counting: Counting


@dataclass(slots=True)
class _Answering:
    """The lanes of one order, and what they say."""

    said: queue.SimpleQueue[LaneEvent] = field(default_factory=queue.SimpleQueue)
    open: dict[str, ServedLane] = field(default_factory=dict)
    running: dict[str, Future[None]] = field(default_factory=dict)
    stopped: set[str] = field(default_factory=set)
    taking_in: threading.Lock = field(default_factory=threading.Lock)

    def begin(self, lane: ServedLane, running: Future[None], nonsense: str) -> None:
        """Take a lane in. Whatever becomes of it, it ends."""

        def end(done: Future[None]) -> None:
            if not done.cancelled() and done.exception() is not None:
                self.said.put(lane.ended(Stop.ERROR, nonsense))

        running.add_done_callback(end)
        with self.taking_in:
            self.running[lane.name] = running
        if lane.name in self.stopped:  # while its request went out
            self.stop(lane.name)

    def stop(self, name: str) -> None:
        """End a lane, if it has not ended."""
        with self.taking_in:
            lane, running = self.open.get(name), self.running.get(name)
            self.stopped.add(name)
        if lane is not None and running is not None and not running.done():
            self.said.put(lane.ended(Stop.CANCELLED))
            running.cancel()


class ServedEngine:
    """Lanes that a server answers, in the place of an engine of ours.

    Safe to call from several threads. Creating one sends nothing.
    """

    def __init__(self, served: Served, patience: Patience | None = None) -> None:
        self.served = served
        self.info: ModelInfo | None = None
        self.notes: tuple[str, ...] = ()
        self._patience = patience or Patience()
        self._address: Address | None = None
        self._loop: Loop | None = None
        self._calls: Calls | None = None
        self._connected: _Connected | None = None
        self._looking: Future[_Connected] | None = None
        self._answering: list[_Answering] = []
        self._loading = threading.Lock()
        self._is_retired = False

    def load(self) -> ModelInfo:
        """Look what the server has; does nothing where that is known and it was there last.

        A server on another machine is let through the fuse against leaving this one, and only it.
        Raises BadInput or ServerFailed, and EngineDied where it is closed meanwhile.
        """
        with self._loading:
            if self._is_retired:
                raise hung_up()
            if self.info is not None:
                return self.info
            began = time.perf_counter()
            address = read_address(self.served.address)
            permit(address)
            self._loop = self._loop or Loop()
            self._looking = self._loop.begin(self._look(address))
            if self._is_retired:  # a moment ago, and then nobody has seen what is called off here
                self._looking.cancel()
            try:
                self._connected = self._looking.result()
            except CancelledError as error:
                raise hung_up() from error
            self.info = self._describe(self._connected, address, time.perf_counter() - began)
            return self.info

    def count_tokens(self, conversations: Sequence[tuple[Message, ...]]) -> tuple[int, ...]:
        """Tokens of each conversation as a prompt, as the server counts them, else a little more
        than they are. Raises as `load` does."""
        connected, loop = self._ready()
        try:
            return loop.begin(connected.counting.count(conversations)).result()
        except CancelledError as error:
            raise hung_up() from error

    def answer(
        self, lanes: Sequence[LaneRequest], sampling: Sampling
    ) -> Generator[LaneEvent, None, None]:
        """What the lanes say, all at once; exactly one LaneEnded for each.

        A lane that the server fails ends with a sentence. Closing the iterator ends them all and
        hangs up. Raises as `load` does.
        """
        if len({lane.lane for lane in lanes}) < len(lanes):
            raise BadInput("Two lanes have the same name. Name them apart.")
        (connected, loop), order = self._ready(), _Answering()
        order.open |= {lane.lane: ServedLane(lane, sampling) for lane in lanes}
        self._answering.append(order)
        try:
            for request in lanes:
                lane = order.open[request.lane]
                running = loop.begin(_speak(connected, lane, request.tuned, order.said))
                order.begin(lane, running, str(connected.calls.nonsense()))
            while order.open:
                event = _next(order.said, loop)
                if event.lane not in order.open:
                    continue  # it came after the lane was stopped
                if isinstance(event, LaneEnded):
                    del order.open[event.lane]
                    if event.error:
                        self.info = None  # the next question looks whether it is there again
                yield event
        finally:
            self._answering.remove(order)
            for running in order.running.values():
                running.cancel()

    def stop(self, lane: str | None = None) -> None:
        """End a lane, or all of them, with Stop.CANCELLED; from any thread."""
        for order in list(self._answering):
            for name in list(order.open) if lane is None else [lane]:
                order.stop(name)

    def close(self) -> None:
        """Hang up; a later call looks for the server again."""
        self.stop()
        looking = self._looking
        if looking is not None:
            looking.cancel()
        with self._loading:
            loop, calls = self._loop, self._calls
            self._loop, self._calls, self._connected, self.info = None, None, None, None
            if loop is None:
                return
            if calls is not None:
                with suppress(Exception):  # it is given up either way
                    loop.begin(calls.close()).result(_HANG_UP_SECONDS)
            loop.end()

    def retire(self) -> None:
        """Close for good: whatever is still asked raises EngineDied and sends nothing, and the
        server is not let through the fuse any more."""
        self._is_retired = True
        self.close()
        forbid()

    def set_strength(self, strength: float) -> None:
        """Raises BadInput: an adapter is the server's own."""
        raise BadInput("A server holds its own weights: no adapter's strength can be set here.")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    # ── the server ────────────────────────────────────────────────────────────────────────

    def _ready(self) -> tuple[_Connected, Loop]:
        self.load()
        connected, loop = self._connected, self._loop
        if connected is None or loop is None:
            raise hung_up()
        return connected, loop

    async def _look(self, address: Address) -> _Connected:
        if self._calls is None:
            self._calls = Calls(address, self.served.key, self._patience)
        calls = self._calls
        listed = await calls.get(f"{address.url}/models")
        models = choose_models(listed, self.served, address.url)
        window = models.window
        if window is None:
            with suppress(ServerFailed):
                window = window_of_properties(await calls.get(f"{address.root}/props"))
        known = replace(models, window=window)
        counting = Counting(calls, address, models.base, window or USUAL_WINDOW)
        return _Connected(calls, known, counting)

    def _describe(self, connected: _Connected, address: Address, seconds: float) -> ModelInfo:
        models = connected.models
        window = models.window or USUAL_WINDOW
        if models.window is None:
            self.notes = (
                f"The server does not tell its window: {USUAL_WINDOW:,} tokens are assumed.",
            )
        return ModelInfo(
            name=models.base,
            architecture="",
            file_bytes=0,
            trained_context=window,
            context=window,
            threads=0,
            gpu_layers=0,
            tuned=models.tuned or None,
            seconds_to_load=seconds,
            address=address.url,
        )


async def _speak(
    connected: _Connected, lane: ServedLane, tuned: bool, said: queue.SimpleQueue[LaneEvent]
) -> None:
    """One lane from its request to its end."""
    model, calls = connected.models.tuned if tuned else connected.models.base, connected.calls
    if not model:
        said.put(lane.ended(Stop.ERROR, "No tuned model was named: give --tuned-model-name."))
        return
    try:
        async with aclosing(calls.answer(lane.body(model))) as events:
            await _hear(events, lane, said)
        # llama-cpp-python's own server, which answers one at a time, ends the others' streams so.
        if not lane.finished and not lane.is_too_long:
            raise calls.broke_off()
        said.put(lane.ended())
    except NotUnderstood:
        said.put(lane.ended(Stop.ERROR, str(calls.nonsense())))
    except ServersError as error:
        said.put(lane.ended(Stop.ERROR, str(calls.own_words(error.said))))
    except ServerFailed as error:
        said.put(lane.ended(Stop.ERROR, str(error)))


async def _hear(
    events: AsyncIterator[bytes], lane: ServedLane, said: queue.SimpleQueue[LaneEvent]
) -> None:
    """Tell what the lane says, until it ends or is longer than it may be."""
    async for data in events:
        piece = read_piece(data)
        if piece is None:
            return
        for delta in lane.hear(piece):
            said.put(delta)
        if lane.is_too_long:
            return


def _next(said: queue.SimpleQueue[LaneEvent], loop: Loop) -> LaneEvent:
    """What is said next. Raises EngineDied where nothing more can come."""
    while True:
        try:
            return said.get(timeout=_LOOK_SECONDS)
        except queue.Empty:
            if not loop.alive and said.empty():
                raise hung_up() from None
