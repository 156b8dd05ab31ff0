"""The child's side: loads what it is told to, answers order after order, and listens meanwhile.

A second thread listens, so that a stop is heard while a batch is being computed, and counts tokens.
Everything that llama.cpp may do wrong, it does here, away from the screen.
"""

from __future__ import annotations

import queue
import threading
import time
from functools import partial

from desktop.engine.answering import Answering, Loaded, Order
from desktop.engine.fitting import Fitted
from desktop.engine.frames import LoadOrder, event_frame, read_lanes, read_sampling
from desktop.engine.placing import Placing, Refused
from desktop.types import LaneEvent
from indexer import Channel, Frame


class Worker:
    """One model, its lanes, and the orders that wait."""

    def __init__(self, channel: Channel) -> None:
        self._channel = channel
        self._orders: queue.SimpleQueue[Frame | None] = queue.SimpleQueue()
        self._called_off: set[tuple[int, str | None]] = set()
        self._placing = Placing()
        self._models, self._lanes = self._placing.models, self._placing.lanes
        self._answering = Answering(self._models, self._lanes)

    def run(self) -> None:
        """Work until the parent hangs up."""
        threading.Thread(target=self._listen, name="listen", daemon=True).start()
        while (frame := self._next_order()) is not None:
            if frame["do"] == "load":
                self._load(LoadOrder.read(frame))
            elif frame["do"] == "answer":
                self._answer(frame)
            elif frame["do"] == "strength":
                self._set_strength(frame)

    def _next_order(self) -> Frame | None:
        """The next order; until there is one, the time is used to read on."""
        while self._orders.empty():
            if not any(lanes.read_on(self._has_order) for lanes in self._lanes.values()):
                break
        return self._orders.get()

    def _has_order(self) -> bool:
        return not self._orders.empty()

    # ── the listening thread ────────────────────────────────────────────────────────────────

    def _listen(self) -> None:
        while True:
            try:
                frame = self._channel.receive()
            except (EOFError, OSError):
                self._orders.put(None)
                return
            if frame["do"] == "stop":
                self._called_off.add((frame["id"], frame["lane"]))
                self._listen_in()
            elif frame["do"] == "count":
                self._count(frame)
            else:
                self._orders.put(frame)
                self._listen_in()

    def _listen_in(self) -> None:
        for lanes in list(self._lanes.values()):
            lanes.listen()

    def _count(self, frame: Frame) -> None:
        base, tuned = self._models[False], self._models.get(True, self._models[False])
        counts = [len(base.prompt_tokens(text)) for text in frame["texts"]]
        if tuned.model is not base.model:
            others = [len(tuned.prompt_tokens(text)) for text in frame["tuned_texts"]]
            counts = [max(pair) for pair in zip(counts, others, strict=True)]
        self._channel.send({"id": frame["id"], "counts": counts, "done": True})

    # ── loading ─────────────────────────────────────────────────────────────────────────────

    def _load(self, order: LoadOrder) -> None:
        started, placing = time.perf_counter(), self._placing
        try:
            fitted = placing.load(order, lambda: self._channel.send({"id": 0, "on_card": True}))
        except Refused as refused:
            self._channel.send(
                {"id": 0, "refused": refused.what, "reason": refused.reason, "done": True}
            )
            return
        self._use(fitted)
        base = self._models[False]
        self._channel.send(
            {
                "id": 0,
                "done": True,
                "seconds": time.perf_counter() - started,
                "trained_context": base.model.trained_context,
                "context": min(lanes.window for lanes in self._lanes.values()),
                "gpu_layers": placing.layers,
                "offloads": placing.offloads,
                "fitted": fitted.frame(),
                "undisturbed": placing.is_undisturbed,
                "notes": placing.notes,
                "vocabularies": [_vocabulary(loaded) for loaded in self._models.values()],
            }
        )

    def _use(self, fitted: Fitted) -> None:
        self._answering.threads = fitted.threads
        self._answering.reading_threads = fitted.reading_threads
        for lanes in self._lanes.values():
            lanes.costs, lanes.piece = fitted.costs, fitted.piece

    def _set_strength(self, frame: Frame) -> None:
        if self._placing.adapter is not None:
            self._lanes[True].put_over(self._placing.adapter, frame["strength"])
        self._channel.send({"id": frame["id"], "done": True})

    def _answer(self, frame: Frame) -> None:
        number, started = frame["id"], time.perf_counter()
        sampling = read_sampling(frame)
        # What is only read ahead gives way to every other order.
        is_off = self._is_off if sampling.max_tokens else self._is_off_or_in_the_way
        order = Order(read_lanes(frame), sampling, partial(is_off, number), started)
        self._answering.answer(order, partial(self._tell, number))
        for stop in list(self._called_off):
            if stop[0] <= number:
                self._called_off.discard(stop)
        self._channel.send({"id": number, "events": [], "done": True})

    def _is_off(self, number: int, lane: str) -> bool:
        off = self._called_off  # mostly empty, and asked for each token
        return bool(off) and ((number, lane) in off or (number, None) in off)

    def _is_off_or_in_the_way(self, number: int, lane: str) -> bool:
        return self._has_order() or self._is_off(number, lane)

    def _tell(self, number: int, events: list[LaneEvent]) -> None:
        self._channel.send({"id": number, "events": [event_frame(event) for event in events]})


def _vocabulary(loaded: Loaded) -> Frame:
    model = loaded.model
    return {
        "bos": model.spelling(model.bos) if model.bos is not None else "",
        "eos": model.spelling(model.eos) if model.eos is not None else "",
        "forgeable": [model.spelling(token) for token in sorted(loaded.forgeable)],
    }
