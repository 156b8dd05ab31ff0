"""The conversation that is open: its questions, and the one being answered in the background.

The one owner of what is being asked. Hands out snapshots, and every finished question to be kept.
Knows nothing of how a question is answered: it is given a function whose events it follows.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Generator
from contextlib import closing
from dataclasses import replace
from random import SystemRandom

from desktop.asked_with import AskedWith
from desktop.changes import Changes
from desktop.comparison import Asked
from desktop.errors import BadInput, DesktopError
from desktop.modes import Mode
from desktop.snapshot import Comparison, LaneView
from desktop.types import AnswerReady, ComparisonEvent, Retrieved
from indexer import IndexerError

Answering = Callable[[Asked], Generator[ComparisonEvent, None, None]]
_END_SECONDS = 5.0


class Conversation:
    """The questions of one conversation, at most one of them running.

    `answering` gives the events of a question; `interrupt` ends what is being generated in
    one mode, or in all; `finished` is called with the question when nothing more will come.
    """

    def __init__(
        self,
        changes: Changes,
        answering: Answering,
        interrupt: Callable[[Mode | None], None],
        finished: Callable[[Comparison], Comparison] = lambda done: done,
    ) -> None:
        self._changes = changes
        self._answering = answering
        self._interrupt = interrupt
        self._finished = finished
        self._lock = threading.Lock()
        self._earlier: tuple[Comparison, ...] = ()
        self._current: Comparison | None = None
        self._thread: threading.Thread | None = None
        self._stopping = threading.Event()
        self._unwanted: set[Mode] = set()  # of the running question

    @property
    def current(self) -> Comparison | None:
        """The newest question."""
        with self._lock:
            return self._current

    @property
    def earlier(self) -> tuple[Comparison, ...]:
        """The questions before it, oldest first."""
        with self._lock:
            return self._earlier

    @property
    def questions(self) -> tuple[Comparison, ...]:
        """All of them."""
        with self._lock:
            return (*self._earlier, *((self._current,) if self._current else ()))

    def ask(self, asked: Asked, unnamed: bool = False) -> None:
        """Begin to answer after all earlier questions. `asked.turns` is filled in here.

        `unnamed`: the lanes stand in an order drawn by lot, and do not say whose they are.

        Raises BadInput while another question is being answered.
        """
        with self._lock:
            self._must_be_idle()
            earlier = (*self._earlier, *((self._current,) if self._current else ()))
            self._begin(asked, earlier, unnamed)
        self._changes.note()

    def again(self, asked: Asked) -> None:
        """Begin to answer the newest question again in the modes of `asked`; what its other lanes
        said stays. Raises BadInput while it is being answered."""
        with self._lock:
            self._must_be_idle()
            if self._current is not None:
                self._current = self._current.again(asked.modes)
                self._start(asked)
        self._changes.note()

    def show(self, questions: tuple[Comparison, ...]) -> None:
        """Go on from these questions; from none, for a new conversation. Raises BadInput."""
        with self._lock:
            self._must_be_idle()
            self._earlier = questions[:-1]
            self._current = questions[-1] if questions else None
        self._changes.note()

    def amend(self, change: Callable[[Comparison], Comparison]) -> None:
        """Say something more of the newest question. Raises BadInput while it is answered, and
        what `change` raises; then nothing has changed."""
        with self._lock:
            self._must_be_idle()
            if self._current is not None:
                self._current = change(self._current)
        self._changes.note()

    @property
    def stopping(self) -> bool:
        """Whether the running question is to end."""
        return self._stopping.is_set()

    def must_be_idle(self) -> None:
        """Raises BadInput while a question is being answered."""
        with self._lock:
            self._must_be_idle()

    def note(self, sentence: str) -> None:
        """Say what the running question waits for."""
        self._move(lambda now: replace(now, note=sentence))

    def stop(self, mode: Mode | None = None) -> None:
        """End one lane of the running question, or all of it; what was said stays. A lane that has
        not begun yet ends as soon as it does."""
        if mode is None:
            self._stopping.set()
        else:
            self._unwanted.add(mode)
            self._move(lambda now: now.without(mode))
        self._interrupt(mode)

    def close(self) -> None:
        """End the running question and wait until it has ended."""
        self.stop()
        if self._thread is not None:
            self._thread.join(_END_SECONDS)

    def _must_be_idle(self) -> None:
        if self._current is not None and self._current.running:
            raise BadInput("A question is still being answered: stop it, or wait.")

    def _begin(self, asked: Asked, earlier: tuple[Comparison, ...], unnamed: bool) -> None:
        self._earlier = earlier
        modes = SystemRandom().sample(asked.modes, len(asked.modes)) if unnamed else asked.modes
        self._current = Comparison(
            asked.question,
            tuple(LaneView(mode) for mode in modes),
            seed=asked.sampling.seed,
            chosen=asked.chosen,
            unnamed=unnamed,
            asked_with=AskedWith(asked.sampling, asked.instruction),
        )
        self._start(asked)

    def _start(self, asked: Asked) -> None:
        self._stopping.clear()
        self._unwanted.clear()
        asked = replace(asked, turns=tuple(question.turn() for question in self._earlier))
        self._thread = threading.Thread(target=self._run, args=(asked,), name="asking", daemon=True)
        self._thread.start()

    def _run(self, asked: Asked) -> None:
        error = ""
        try:
            self._follow(asked)
        except (DesktopError, IndexerError) as failure:
            error = str(failure)
        finally:
            self._end(error)

    def _end(self, error: str) -> None:
        """Keep the question, then show that it has ended; not kept, it says so."""
        with self._lock:
            running = self._current
        if running is None:
            return
        ended = running.ended(error)
        try:
            ended = self._finished(ended)
        except DesktopError as failure:
            ended = replace(ended, error=str(failure))
        self._move(lambda _: ended)

    def _follow(self, asked: Asked) -> None:
        with closing(self._answering(asked)) as events:
            for event in events:
                self._show(event)
                if self._stopping.is_set():
                    if isinstance(event, Retrieved):
                        return
                    self._interrupt(None)  # in case it was told before it had begun
                elif (mode := _speaking(event)) in self._unwanted:
                    self._interrupt(mode)  # as above

    def _show(self, event: ComparisonEvent) -> None:
        self._move(lambda now: now.with_event(event))

    def _move(self, change: Callable[[Comparison], Comparison]) -> None:
        with self._lock:
            if self._current is not None:
                self._current = change(self._current)
        self._changes.note()


def _speaking(event: ComparisonEvent) -> Mode | None:
    """The mode whose lane goes on with this event."""
    if isinstance(event, Retrieved | AnswerReady):
        return None
    return Mode(event.lane)
