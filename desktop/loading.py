"""How far the parts that take a while have come: waiting, loading, ready, failed."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from enum import StrEnum

from desktop.changes import Changes


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
            self._parts[name] = Loading(name, state, sentence)
        if state in {State.READY, State.FAILED}:
            self._settled[name].set()
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
