"""How far the parts that take a while have come: waiting, loading, ready, failed."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from enum import StrEnum

from desktop.changes import Changes

_LOOK_SECONDS = 0.15


class State(StrEnum):
    """How far a part has come on its way up."""

    WAITING = "waiting"
    LOADING = "loading"
    READY = "ready"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Loading:
    """One part that takes a while to be ready."""

    name: str
    state: State
    sentence: str
    share: float = 0.0  # of it that is there, as far as that is known


class LoadingParts:
    """The parts by name, each with the latest word on it."""

    def __init__(self, changes: Changes, names: tuple[str, ...]) -> None:
        self._changes = changes
        self._lock = threading.Lock()
        self._parts = {name: Loading(name, State.WAITING, "") for name in names}
        self._settled = {name: threading.Event() for name in names}

    def say(self, name: str, state: State, sentence: str) -> None:
        """The latest word on a part; one that is ready or failed is settled."""
        with self._lock:
            self._parts[name] = Loading(name, state, sentence, float(state is State.READY))
        if state in {State.READY, State.FAILED}:
            self._settled[name].set()
        self._changes.note()

    @contextmanager
    def following(self, name: str, share: Callable[[], float]) -> Iterator[None]:
        """While the part loads, look again and again how much of it is there."""
        is_over = threading.Event()

        def look() -> None:
            while not is_over.wait(_LOOK_SECONDS):
                self._come(name, round(share(), 2))

        looking = threading.Thread(target=look, name=f"{name}_share", daemon=True)
        looking.start()
        try:
            yield
        finally:
            is_over.set()
            looking.join()

    def _come(self, name: str, share: float) -> None:
        """So much of the part is there; it never goes back."""
        with self._lock:
            part = self._parts[name]
            if part.state is not State.LOADING or share <= part.share:
                return
            self._parts[name] = replace(part, share=share)
        self._changes.note()

    def settle(self, name: str) -> None:
        """The part can be used, even if there is more to say of it."""
        self._settled[name].set()

    def wait(self, name: str) -> Loading:
        """The word on a part once it is settled."""
        self._settled[name].wait()
        with self._lock:
            return self._parts[name]

    def all(self) -> tuple[Loading, ...]:
        """The word on every part that something was said of."""
        with self._lock:
            return tuple(part for part in self._parts.values() if part.sentence)
