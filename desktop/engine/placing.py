"""Puts an order's weights where they answer fastest: with the processor, or on a graphics card.

A card takes as many layers as it has room for, and keeps them where that was measured to be faster.
Knows files, layers and figures; nothing of prompts, or of what is said.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

from desktop.engine.answering import Loaded
from desktop.engine.control_tokens import can_be_forged
from desktop.engine.costs import measure
from desktop.engine.fitting import Fitted, faster, fit
from desktop.engine.frames import LoadOrder
from desktop.engine.lanes import Lanes
from desktop.engine.llama import Adapter, ContextSize, Llama, LlamaFailed
from desktop.engine.pieces import PIECE
from desktop.engine.sequences import Sequences
from desktop.engine.states import States
from desktop.engine.watch import Watch

NOT_MEASURED = (
    "Other programs kept the processor busy while the model was loaded: what suits this machine "
    "best is measured at a quieter time."
)
NO_ROOM_ON_CARD = "The graphics card could not hold the model: the processor answers."
SOME_ROOM_ON_CARD = (
    "The graphics card has room for {layers} of {most} layers: the processor computes the rest."
)
_MOST_COMPARED = 4_000_000_000  # bytes; a larger model is measured on the card alone, as the
# processor would take minutes to be found slower


class Refused(Exception):
    """Something was not loaded: which part, and llama.cpp's reason."""

    def __init__(self, what: str, reason: str) -> None:
        super().__init__(reason)
        self.what, self.reason = what, reason


class Placing:
    """The weights in memory, and the lanes over them, by whether they are tuned."""

    def __init__(self) -> None:
        self.models: dict[bool, Loaded] = {}
        self.lanes: dict[bool, Lanes] = {}
        self.adapter: Adapter | None = None
        self.layers = 0  # on the graphics card
        self.offloads = False
        self.is_undisturbed = False  # whether what was measured is worth keeping
        self.notes: list[str] = []

    def load(self, order: LoadOrder, goes_on_card: Callable[[], None]) -> Fitted:
        """Load everything; gives what suits it. `goes_on_card` is called before a graphics card is
        first used. Raises Refused."""
        llama, watch = Llama(), Watch(max(order.threads))
        self.offloads = llama.offloads
        most = order.gpu_layers if self.offloads else 0
        known = Fitted.read(order.fitted) if order.fitted is not None else None
        if known is not None:
            most = min(most, known.gpu_layers)
        if most:
            goes_on_card()
        self._load_most(llama, order, most)
        if known is not None and known.gpu_layers == self.layers:
            return known
        if known is None and order.fits and watch.undisturbed:
            return self._fit(llama, order, watch)
        if known is None and order.fits:
            self.notes.append(NOT_MEASURED)
        runs, usual = self.lanes[False].runs, order.usual_threads
        runs.step(max(1, usual // len(self.lanes)))
        costs = measure(runs.lanes, runs.rows)
        return Fitted(usual, usual, PIECE, costs, gpu_layers=self.layers)

    def _fit(self, llama: Llama, order: LoadOrder, watch: Watch) -> Fitted:
        """Measure, with and without the graphics card where it can be used, and stay with what is
        faster."""
        fitted = self._measured(order)
        layers = self.layers
        if layers and Path(order.base).stat().st_size <= _MOST_COMPARED:
            self._drop()
            self._load_onto(llama, order, 0)
            fitted = faster(fitted, self._measured(order))
            if fitted.gpu_layers:
                self._drop()
                self._load_most(llama, order, layers)
        self.is_undisturbed = watch.undisturbed and fitted.gpu_layers == self.layers
        return replace(fitted, gpu_layers=self.layers)

    def _measured(self, order: LoadOrder) -> Fitted:
        return replace(fit(self.lanes[False].runs, order.threads), gpu_layers=self.layers)

    def _load_most(self, llama: Llama, order: LoadOrder, most: int) -> None:
        """Load everything, with as many of so many layers on the graphics card as it holds."""
        for layers in _fewer(most):
            try:
                self._load_onto(llama, order, layers)
            except Refused:
                if not layers:
                    raise
                self._drop()
                continue
            if layers < most:
                note = SOME_ROOM_ON_CARD if layers else NO_ROOM_ON_CARD
                self.notes.append(note.format(layers=layers, most=most))
            return

    def _load_onto(self, llama: Llama, order: LoadOrder, layers: int) -> None:
        base = self.models[False] = _read_model(llama, order.base, layers, "base")
        self.layers = layers
        self.lanes[False] = self._make_lanes(base, order, None, "base")
        if order.merged:
            merged = self.models[True] = _read_model(llama, order.merged, layers, "merged")
            self.lanes[True] = self._make_lanes(merged, order, None, "merged")
        elif order.adapter:
            self.models[True] = base
            self.lanes[True] = self._make_lanes(base, order, order.adapter, "adapter")

    def _drop(self) -> None:
        for lanes in self.lanes.values():
            lanes.close()
        for model in {id(loaded.model): loaded.model for loaded in self.models.values()}.values():
            model.close()
        self.lanes.clear()
        self.models.clear()
        self.adapter = None

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
            self.adapter = lora or self.adapter
        except LlamaFailed as error:
            raise Refused(what, str(error)) from error
        cuts = model.cuts_anywhere
        step = order.step if what == "base" else order.tuned_step
        key = order.states_key if what == "base" else order.tuned_states_key
        states = States(Path(order.states) if order.states else None, key)
        sequences = Sequences(context, cuts, step, order.aside_bytes, states)
        group = order.largest_group if what == "base" else order.largest_tuned_group
        return Lanes(model, context, sequences, group, order.drafts and cuts)


def _fewer(most: int) -> Iterator[int]:
    """So many layers, then fewer and fewer; none last."""
    yield from dict.fromkeys((most, most * 3 // 4, most // 2, most // 4, 0))


def _read_model(llama: Llama, path: str, layers: int, what: str) -> Loaded:
    try:
        model = llama.load(Path(path), layers)
    except LlamaFailed as error:
        raise Refused(what, str(error)) from error
    if not model.generates:
        raise Refused(what, "it is an encoder and does not write text")
    control = [(t, model.spelling(t), model.is_user_defined(t)) for t in model.control_tokens()]
    return Loaded(model, frozenset(t for t, text, own in control if can_be_forged(text, own)))
