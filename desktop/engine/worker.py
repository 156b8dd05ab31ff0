"""The child's side: loads what it is told to, answers order after order, and listens meanwhile.

A second thread listens, so that a stop is heard while a batch is being computed, and counts tokens.
Everything that llama.cpp may do wrong, it does here, away from the screen.
"""

from __future__ import annotations

import queue
import threading
import time
from functools import partial
from pathlib import Path

from desktop.engine.answering import Answering, Loaded, Order
from desktop.engine.control_tokens import can_be_forged
from desktop.engine.costs import measure
from desktop.engine.fitting import Fitted, fit
from desktop.engine.frames import LoadOrder, event_frame, read_lanes, read_sampling
from desktop.engine.lanes import Lanes
from desktop.engine.llama import Adapter, ContextSize, Llama, LlamaFailed
from desktop.engine.pieces import PIECE
from desktop.engine.sequences import Sequences
from desktop.engine.states import States
from desktop.engine.watch import Watch
from desktop.types import LaneEvent
from indexer import Channel, Frame

NOT_MEASURED = (
    "Other programs kept the processor busy while the model was loaded: what suits this machine "
    "best is measured at a quieter time."
)
NO_ROOM_ON_CARD = "The graphics card could not hold the model: the processor answers."


class Worker:
    """One model, its lanes, and the orders that wait."""

    def __init__(self, channel: Channel) -> None:
        self._channel = channel
        self._orders: queue.SimpleQueue[Frame | None] = queue.SimpleQueue()
        self._called_off: set[tuple[int, str | None]] = set()
        self._models: dict[bool, Loaded] = {}  # by whether tuned
        self._lanes: dict[bool, Lanes] = {}
        self._adapter: Adapter | None = None
        self._gpu_layers = 0
        self._offloads = False
        self._watch = Watch(1)
        self._is_undisturbed = False
        self._notes: list[str] = []
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
        started = time.perf_counter()
        self._watch = Watch(max(order.threads))
        try:
            self._load_weights(order)
        except _Refused as refused:
            self._channel.send(
                {"id": 0, "refused": refused.what, "reason": refused.reason, "done": True}
            )
            return
        fitted = self._fit(order)
        self._use(fitted)
        base = self._models[False]
        self._channel.send(
            {
                "id": 0,
                "done": True,
                "seconds": time.perf_counter() - started,
                "trained_context": base.model.trained_context,
                "context": min(lanes.window for lanes in self._lanes.values()),
                "gpu_layers": self._gpu_layers,
                "offloads": self._offloads,
                "fitted": fitted.frame(),
                "undisturbed": self._is_undisturbed,
                "notes": self._notes,
                "vocabularies": [_vocabulary(loaded) for loaded in self._models.values()],
            }
        )

    def _load_weights(self, order: LoadOrder) -> None:
        llama = Llama()
        self._offloads = llama.offloads
        layers = order.gpu_layers if self._offloads else 0
        try:
            self._load_onto(llama, order, layers)
        except _Refused:
            if not layers:
                raise
            self._drop()
            self._load_onto(llama, order, 0)
            self._notes.append(NO_ROOM_ON_CARD)

    def _drop(self) -> None:
        for lanes in self._lanes.values():
            lanes.close()
        for model in {id(loaded.model): loaded.model for loaded in self._models.values()}.values():
            model.close()
        self._lanes.clear()
        self._models.clear()

    def _load_onto(self, llama: Llama, order: LoadOrder, layers: int) -> None:
        """Load everything, with so many layers on the graphics card; -1: all."""
        base = self._read_model(llama, order.base, layers, "base")
        self._models[False] = base
        self._gpu_layers = layers if layers >= 0 else base.model.layers
        self._lanes[False] = self._make_lanes(base, order, None, "base")
        if order.merged:
            merged = self._read_model(llama, order.merged, layers, "merged")
            self._models[True] = merged
            self._lanes[True] = self._make_lanes(merged, order, None, "merged")
        elif order.adapter:
            self._models[True] = base
            self._lanes[True] = self._make_lanes(base, order, order.adapter, "adapter")

    def _fit(self, order: LoadOrder) -> Fitted:
        """What suits the model here: as it was measured before, or is measured now."""
        runs = self._lanes[False].runs
        if order.fitted is not None:
            return Fitted.read(order.fitted)
        if order.fits and self._watch.undisturbed:
            fitted = fit(runs, order.threads)
            self._is_undisturbed = self._watch.undisturbed
            return fitted
        if order.fits:
            self._notes.append(NOT_MEASURED)
        runs.step(max(1, order.usual_threads // len(self._lanes)))
        costs = measure(runs.lanes, runs.rows)
        return Fitted(order.usual_threads, order.usual_threads, PIECE, costs)

    def _use(self, fitted: Fitted) -> None:
        self._answering.threads = fitted.threads
        self._answering.reading_threads = fitted.reading_threads
        for lanes in self._lanes.values():
            lanes.costs, lanes.piece = fitted.costs, fitted.piece

    def _read_model(self, llama: Llama, path: str, layers: int, what: str) -> Loaded:
        try:
            model = llama.load(Path(path), layers)
        except LlamaFailed as error:
            raise _Refused(what, str(error)) from error
        if not model.generates:
            raise _Refused(what, "it is an encoder and does not write text")
        control = [(t, model.spelling(t), model.is_user_defined(t)) for t in model.control_tokens()]
        return Loaded(model, frozenset(t for t, text, own in control if can_be_forged(text, own)))

    def _make_lanes(
        self, loaded: Loaded, order: LoadOrder, adapter: str | None, what: str
    ) -> Lanes:
        model = loaded.model
        size = ContextSize(
            order.context, order.sequences, PIECE + 1, max(order.threads),
            order.cache_type,
        )  # fmt: skip
        try:
            lora = model.load_adapter(Path(adapter)) if adapter else None
            context = model.context(size, lora, order.strength)
            self._adapter = lora or self._adapter
        except LlamaFailed as error:
            raise _Refused(what, str(error)) from error
        cuts = model.cuts_anywhere
        step = order.step if what == "base" else order.tuned_step
        key = order.states_key if what == "base" else order.tuned_states_key
        states = States(Path(order.states) if order.states else None, key)
        sequences = Sequences(context, cuts, step, order.aside_bytes, states)
        group = order.largest_group if what == "base" else order.largest_tuned_group
        return Lanes(model, context, sequences, group, order.drafts and cuts)

    def _set_strength(self, frame: Frame) -> None:
        if self._adapter is not None:
            self._lanes[True].put_over(self._adapter, frame["strength"])
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
        return (number, lane) in self._called_off or (number, None) in self._called_off

    def _is_off_or_in_the_way(self, number: int, lane: str) -> bool:
        return self._has_order() or self._is_off(number, lane)

    def _tell(self, number: int, events: list[LaneEvent]) -> None:
        self._channel.send({"id": number, "events": [event_frame(event) for event in events]})


class _Refused(Exception):
    """Something was not loaded: which part, and llama.cpp's reason."""

    def __init__(self, what: str, reason: str) -> None:
        super().__init__(reason)
        self.what, self.reason = what, reason


def _vocabulary(loaded: Loaded) -> Frame:
    model = loaded.model
    return {
        "bos": model.spelling(model.bos) if model.bos is not None else "",
        "eos": model.spelling(model.eos) if model.eos is not None else "",
        "forgeable": [model.spelling(token) for token in sorted(loaded.forgeable)],
    }
