"""Reads ahead while a person types, so that the first word comes soon after Enter.

The newest words count: what was begun for older ones is called off. Can be switched off, which a
file in the home remembers by being there. Knows nothing of passages or of a model: it is given a
function that reads and yields as it goes.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Collection, Generator
from contextlib import closing, suppress
from dataclasses import dataclass
from pathlib import Path

from desktop.errors import DesktopError
from desktop.modes import Mode
from indexer import IndexerError

FEWEST_CHARACTERS = 8  # below that, what is found says little of what will be asked
_END_SECONDS = 5.0


@dataclass(frozen=True, slots=True)
class Typed:
    """The question so far, and who is to answer it."""

    question: str
    modes: tuple[Mode, ...]


Reading = Callable[[Typed], Generator[object, None, None]]
"""Reads what would stand before the answers; does nothing where the machine has better to do."""


class ReadingAhead:
    """What is read before it is asked. `changed` is called when it is switched on or off."""

    def __init__(
        self, reading: Reading, changed: Callable[[], None], mark: Path | None = None
    ) -> None:
        self._reading = reading
        self._changed = changed
        self._mark = mark
        self._on = mark is None or not mark.exists()
        self._lock = threading.Lock()
        self._wish: Typed | None = None
        self._outdated = threading.Event()
        self._thread: threading.Thread | None = None

    @property
    def on(self) -> bool:
        """Whether anything is read ahead."""
        return self._on

    @property
    def busy(self) -> bool:
        """Whether something that was typed is still being read."""
        with self._lock:
            return self._thread is not None

    def switch(self, on: bool) -> None:
        """Read ahead, or not; kept where it can be written."""
        self._on = on
        if not on:
            self.stop()
        if self._mark is not None:
            with suppress(OSError):
                if on:
                    self._mark.unlink(missing_ok=True)
                else:
                    self._mark.touch()
        self._changed()

    def typed(self, question: str, modes: Collection[Mode]) -> None:
        """The question so far; returns at once."""
        wish = Typed(question.strip(), tuple(modes))
        if not self._on or not wish.modes or len(wish.question) < FEWEST_CHARACTERS:
            return
        with self._lock:
            self._wish = wish
            self._outdated.set()
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name="ahead", daemon=True)
                self._thread.start()

    def stop(self) -> None:
        """Read nothing more of what was typed until now; returns at once."""
        with self._lock:
            self._wish = None
            self._outdated.set()

    def close(self) -> None:
        """Stop, and wait until what was begun has ended."""
        self._on = False
        self.stop()
        thread = self._thread
        if thread is not None:
            thread.join(_END_SECONDS)

    def _run(self) -> None:
        while (wish := self._next()) is not None:
            # A question that cannot be read now will say why when it is asked.
            with suppress(DesktopError, IndexerError), closing(self._reading(wish)) as steps:
                for _ in steps:
                    if self._outdated.is_set():
                        break

    def _next(self) -> Typed | None:
        with self._lock:
            wish, self._wish = self._wish, None
            self._outdated.clear()
            if wish is None:
                self._thread = None
            return wish
