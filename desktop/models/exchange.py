"""An engine whose weights can be exchanged while the program runs.

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

from desktop.comparison import ReadsAhead
from desktop.engines import Runs
from desktop.errors import DesktopError, EngineDied, ModelRefused
from desktop.types import (
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


class Exchange:
    """One engine after another, as one. `make` makes one for some weights and wishes, nothing
    loaded yet."""

    def __init__(
        self,
        make: Callable[[Weights, EngineWishes], Exchanged],
        weights: Weights,
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

    def load(self) -> ModelInfo:
        """Load, or wait until the exchange that is under way is over. Raises ModelError."""
        with self._changing:
            self._must_be_open()
            return self._engine.load()

    def exchange(self, weights: Weights, wishes: EngineWishes) -> ModelInfo:
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
            self.weights = replace(self.weights, adapter_strength=strength)

    def count_tokens(self, conversations: Sequence[tuple[Message, ...]]) -> tuple[int, ...]:
        """Tokens of each conversation as a prompt."""
        with self._changing:
            self._must_be_open()
            return self._engine.count_tokens(conversations)

    def answer(
        self, lanes: Sequence[LaneRequest], sampling: Sampling
    ) -> Generator[LaneEvent, None, None]:
        """What the lanes say."""
        with self._changing:
            self._must_be_open()
            events = _begun(self._engine.answer(lanes, sampling))
        yield from events

    def read_ahead(self, lanes: Sequence[LaneRequest]) -> Generator[LaneEvent, None, None]:
        """Read the lanes' prompts and say nothing, where the engine can; an exchange ends it."""
        with self._changing:
            engine = self._engine
            if engine.info is None or not isinstance(engine, ReadsAhead):
                return
            events = _begun(engine.read_ahead(lanes))
        yield from events

    def stop(self, lane: str | None = None) -> None:
        """End one lane, or all."""
        self._engine.stop(lane)

    def close(self) -> None:
        """Give the memory back; nothing is loaded any more after this. What is being loaded is not
        waited for, also where its engine is only made while this is asked for."""
        self._closed = True
        self._engine.close()
        while not self._changing.acquire(timeout=0.02):
            self._engine.close()
        self._changing.release()
        self._engine.close()

    def _exchange(self, weights: Weights, wishes: EngineWishes) -> ModelInfo:
        self._engine.close()
        self._must_be_open()
        self.weights, self.wishes = weights, wishes
        self._engine = self._make(weights, wishes)
        return self._engine.load()

    def _must_be_open(self) -> None:
        if self._closed:
            raise EngineDied("Quire is being closed.")


def _begun(events: Generator[LaneEvent, None, None]) -> Generator[LaneEvent, None, None]:
    """The same events, with the first of them there. After it an engine that is exchanged is not
    loaded again for the rest: seen, it then stayed in memory for good."""
    first = list(islice(events, 1))

    def told() -> Generator[LaneEvent, None, None]:
        with closing(events):
            yield from first
            yield from events

    return told()
