"""An engine whose weights can be exchanged while the program runs, for files or for a server.

The old ones go first, as both may not fit in memory; where the new ones do not load, the old ones
are loaded again. Knows nothing of how an engine is made.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Generator, Sequence
from contextlib import closing
from dataclasses import replace
from itertools import islice
from typing import Protocol

from desktop.engines import ReadsAhead, Runs, loaded_share
from desktop.errors import DesktopError, EngineDied, ModelRefused
from desktop.types import (
    Answerer,
    EngineWishes,
    LaneEvent,
    LaneRequest,
    Message,
    ModelInfo,
    Sampling,
    Weights,
)


class Exchanged(Runs, Protocol):
    """What an exchange needs of an engine."""

    def set_strength(self, strength: float) -> None:
        """How strongly the adapter tells."""

    def retire(self) -> None:
        """Close for good: an engine that was exchanged and is asked once more would else be loaded
        again, and stay in memory beside the new one. Seen."""


class Exchange:
    """One engine after another, as one. `make` makes one for some weights and wishes, nothing
    loaded yet."""

    def __init__(
        self,
        make: Callable[[Answerer, EngineWishes], Exchanged],
        weights: Answerer,
        wishes: EngineWishes | None = None,
    ) -> None:
        self._make = make
        self._changing = threading.Lock()
        self._closed = False
        self.weights = weights
        self.wishes = wishes or EngineWishes()
        self._engine = make(self.weights, self.wishes)

    @property
    def info(self) -> ModelInfo | None:
        """The loaded model; None while there is none."""
        return self._engine.info

    @property
    def loaded_share(self) -> float:
        """How far the loading is."""
        return loaded_share(self._engine)

    def load(self) -> ModelInfo:
        """Load, or wait until the exchange that is under way is over. Raises ModelError."""
        with self._changing:
            self._must_be_open()
            return self._engine.load()

    def exchange(self, weights: Answerer, wishes: EngineWishes) -> ModelInfo:
        """Load these in place of the others. Raises what their loading raises, as soon as the
        others are there again, if they can be."""
        with self._changing:
            before = self.weights, self.wishes
            try:
                return self._exchange(weights, wishes)
            except DesktopError as error:
                try:
                    self._exchange(*before)
                except DesktopError as worse:
                    raise ModelRefused(f"{error} Nor could the one before be loaded.") from worse
                raise

    def set_strength(self, strength: float) -> None:
        """Change the adapter's strength; nothing is loaded again. Raises BadInput, EngineDied."""
        with self._changing:
            self._engine.set_strength(strength)
            if isinstance(self.weights, Weights):
                self.weights = replace(self.weights, adapter_strength=strength)

    def count_tokens(self, conversations: Sequence[tuple[Message, ...]]) -> tuple[int, ...]:
        """Tokens of each conversation as a prompt."""
        while True:
            engine = self._current()
            try:
                return engine.count_tokens(conversations)
            except EngineDied:
                if self._current() is engine:
                    raise

    def answer(
        self, lanes: Sequence[LaneRequest], sampling: Sampling
    ) -> Generator[LaneEvent, None, None]:
        """What the lanes say; what is exchanged before their first word leaves them to the next."""
        while True:
            engine = self._current()
            with closing(engine.answer(lanes, sampling)) as events:
                try:
                    first = list(islice(events, 1))
                except EngineDied:
                    if self._current() is engine:
                        raise
                    continue
                yield from first
                yield from events
                return

    def read_ahead(self, lanes: Sequence[LaneRequest]) -> Generator[LaneEvent, None, None]:
        """Read the lanes' prompts and say nothing, where the engine can; an exchange ends it."""
        engine = self._current()
        if engine.info is not None and isinstance(engine, ReadsAhead):
            yield from engine.read_ahead(lanes)

    def stop(self, lane: str | None = None) -> None:
        """End one lane, or all."""
        self._engine.stop(lane)

    def close(self) -> None:
        """Give the memory back; nothing is loaded any more after this. What is being loaded is not
        waited for, also where its engine is only made while this is asked for."""
        self._closed = True
        self._engine.retire()
        while not self._changing.acquire(timeout=0.02):
            self._engine.retire()
        self._changing.release()
        self._engine.retire()

    def _current(self) -> Exchanged:
        """The engine, once no exchange is under way. Raises EngineDied."""
        with self._changing:
            self._must_be_open()
            return self._engine

    def _exchange(self, weights: Answerer, wishes: EngineWishes) -> ModelInfo:
        self._engine.retire()
        self._must_be_open()
        self.weights, self.wishes = weights, wishes
        self._engine = self._make(weights, wishes)
        return self._engine.load()

    def _must_be_open(self) -> None:
        if self._closed:
            raise EngineDied("Quire is being closed.")
