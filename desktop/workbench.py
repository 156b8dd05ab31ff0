"""Everything the screen can ask for, and all it can see.

Holds the library, the engine and the running question, does long work in threads of its own, and
hands out snapshots. The screen only observes, so that a reload or a second tab sees the same.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Collection, Generator, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import partial
from pathlib import Path
from typing import Protocol

from desktop.additions import Additions, TakesFiles
from desktop.comparison import Answers, Asked, Finds, checked, compare
from desktop.errors import BadInput, DesktopError
from desktop.modes import Mode
from desktop.types import (
    Answer,
    AnswerReady,
    ComparisonEvent,
    Delta,
    ModelInfo,
    PromptRead,
    Retrieved,
    Sampling,
    Turn,
    Weights,
)
from indexer import Document, IndexerError, Progress, outbound_attempts


class Keeps(Finds, TakesFiles, Protocol):
    """What the workbench needs of a library."""

    def documents(self) -> tuple[Document, ...]:
        """Every document, in the order they came."""

    def remove(self, document_id: int) -> Document:
        """Take a document out."""

    def page_image(self, document_id: int, page: int, passage_id: int | None, width: int) -> bytes:
        """A page as PNG."""

    def close(self) -> None:
        """Let go of the files."""


class Runs(Answers, Protocol):
    """What the workbench needs of an engine."""

    def load(self) -> ModelInfo:
        """Load the model."""

    def stop(self, lane: str | None = None) -> None:
        """End one lane, or all."""

    def close(self) -> None:
        """Give the memory back."""


class Lasting(Protocol):
    """What the workbench needs of the place where uploads last."""

    def keep(self, path: Path) -> Path:
        """Where the file is from now on."""

    def discard(self, path: Path) -> None:
        """Delete it, if it was kept."""


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


@dataclass(frozen=True, slots=True)
class LaneView:
    """One lane as it stands."""

    mode: Mode
    text: str = ""
    running: bool = True
    prompt_done: int = 0
    prompt_tokens: int = 0  # 0 while not yet known
    answer: Answer | None = None


@dataclass(frozen=True, slots=True)
class Comparison:
    """One question and its lanes as they stand."""

    question: str
    lanes: tuple[LaneView, ...]
    retrieved: Retrieved | None = None
    running: bool = True
    note: str = ""  # what it is waiting for
    error: str = ""  # why it ended without answers

    def with_event(self, event: ComparisonEvent) -> Comparison:
        """The comparison after one more event."""
        if isinstance(event, Retrieved):
            return replace(self, retrieved=event, note="")
        name = event.answer.mode.value if isinstance(event, AnswerReady) else event.lane
        lanes = (_moved(lane, event) if lane.mode == name else lane for lane in self.lanes)
        return replace(self, lanes=tuple(lanes), note="")

    def ended(self, error: str = "") -> Comparison:
        """The comparison when nothing more will come."""
        lanes = tuple(replace(lane, running=False) for lane in self.lanes)
        return replace(self, lanes=lanes, running=False, note="", error=error)

    def turn(self) -> Turn:
        """The comparison as a turn of the conversation."""
        passages = self.retrieved.passages if self.retrieved else ()
        answers = {lane.mode: lane.answer for lane in self.lanes if lane.answer is not None}
        return Turn(self.question, passages, answers)


def _moved(lane: LaneView, event: PromptRead | Delta | AnswerReady) -> LaneView:
    match event:
        case PromptRead():
            return replace(lane, prompt_done=event.tokens_done, prompt_tokens=event.tokens)
        case Delta():
            return replace(lane, text=lane.text + event.text)
        case AnswerReady():
            answer = event.answer
            return replace(lane, text=answer.text, answer=answer, running=False)


@dataclass(frozen=True, slots=True)
class Parts:
    """What a workbench is built of. `library` is opened, and `warm` is run, in the background."""

    library: Callable[[], Keeps]
    warm_search: Callable[[], None]  # starts the encoder
    engine: Runs
    weights: Weights
    uploads: Lasting | None = None  # where files that came through the page last


class Workbench:
    """The library, the engine and the conversation of one running program."""

    def __init__(self, parts: Parts, sampling: Sampling | None = None) -> None:
        self._parts = parts
        self._sampling = sampling or Sampling()
        self._library: Keeps | None = None
        self._loading: dict[str, Loading] = {}
        self._turns: list[Comparison] = []
        self._current: Comparison | None = None
        self._asking: threading.Thread | None = None
        self._stopping = threading.Event()
        self._change = threading.Condition()
        self._version = 0
        self._ready = {"library": threading.Event(), "model": threading.Event()}
        self._additions = Additions(self._opened, self._changed)

    # ── coming up and going down ──────────────────────────────────────────────────────────

    def start(self) -> None:
        """Begin to open the library and load the encoder and the model; returns at once."""
        self._say("library", State.WAITING, "The library will be opened.")
        self._say("model", State.WAITING, "The model will be loaded.")
        for work in (self._open_library, self._load_model):
            threading.Thread(target=work, name=work.__name__.strip("_"), daemon=True).start()

    def close(self) -> None:
        """Stop everything, and wait until the library and the model are left alone."""
        self.stop()
        self._additions.close()
        if self._asking is not None:
            self._asking.join(timeout=5)
        self._parts.engine.close()
        if self._library is not None:
            self._library.close()

    def loading(self) -> tuple[Loading, ...]:
        """How far each part has come."""
        with self._change:
            return tuple(self._loading.values())

    # ── the library ───────────────────────────────────────────────────────────────────────

    def add(self, paths: Sequence[Path], password: str | None = None) -> None:
        """Queue files and folders; they are read in the background."""
        uploads = self._parts.uploads
        self._additions.add([uploads.keep(p) for p in paths] if uploads else paths, password)

    def cancel_adding(self, path: Path | None = None) -> None:
        """Stop adding one file, or all."""
        self._additions.cancel(path)

    def dismiss(self, path: Path) -> None:
        """Take a finished file off the list of those just added."""
        self._additions.forget(path)
        if self._parts.uploads and not any(d.path == path for d in self.documents()):
            self._parts.uploads.discard(path)

    def files(self) -> tuple[Progress, ...]:
        """The latest word on each file being added or just added."""
        return self._additions.files()

    def documents(self) -> tuple[Document, ...]:
        """Every document; none while the library is still being opened."""
        return self._library.documents() if self._library is not None else ()

    def remove(self, document_id: int) -> None:
        """Take a document out of the library. Raises LibraryError."""
        gone = self._opened().remove(document_id)
        if self._parts.uploads:
            self._parts.uploads.discard(gone.path)
        self._changed()

    def page_image(self, document_id: int, page: int, passage_id: int | None, width: int) -> bytes:
        """A page as PNG, so many pixels wide, the passage's words marked. Raises IndexerError."""
        return self._opened().page_image(document_id, page, passage_id, width)

    # ── asking ────────────────────────────────────────────────────────────────────────────

    def modes(self) -> tuple[Mode, ...]:
        """The modes that can answer: the tuned ones only where there are tuned weights."""
        tuned = self._parts.weights.has_tuned
        return tuple(mode for mode in Mode if tuned or not mode.uses_adapter)

    def ask(self, question: str, modes: Collection[Mode]) -> None:
        """Begin to answer; returns at once. Raises BadInput where it cannot begin."""
        question = checked(question)
        chosen = tuple(mode for mode in self.modes() if mode in modes)
        if not chosen:
            raise BadInput("No mode is chosen: switch at least one on.")
        with self._change:
            if self._current is not None and self._current.running:
                raise BadInput("A question is still being answered: stop it, or wait.")
            if self._current is not None:
                self._turns.append(self._current)
            self._stopping.clear()
            self._current = Comparison(question, tuple(LaneView(mode) for mode in chosen))
        self._changed()
        turns = tuple(turn.turn() for turn in self._turns)
        asked = Asked(question, chosen, self._sampling, turns)
        self._asking = threading.Thread(
            target=self._answer, args=(asked,), name="asking", daemon=True
        )
        self._asking.start()

    def stop(self, mode: Mode | None = None) -> None:
        """End one lane, or the whole question."""
        if mode is None:
            self._stopping.set()
        self._parts.engine.stop(mode.value if mode is not None else None)

    def new_conversation(self) -> None:
        """Forget the questions so far. Raises BadInput while one is being answered."""
        with self._change:
            if self._current is not None and self._current.running:
                raise BadInput("A question is still being answered: stop it, or wait.")
            self._turns.clear()
            self._current = None
        self._changed()

    def comparison(self) -> Comparison | None:
        """The newest question."""
        with self._change:
            return self._current

    def turns(self) -> tuple[Comparison, ...]:
        """The questions before it, oldest first."""
        with self._change:
            return tuple(self._turns)

    def model(self) -> ModelInfo | None:
        """The loaded model."""
        return self._parts.engine.info

    def outbound(self) -> int:
        """How many connections to other machines were tried so far, all refused."""
        return outbound_attempts()

    # ── seeing changes ────────────────────────────────────────────────────────────────────

    @property
    def version(self) -> int:
        """Grows with every change."""
        return self._version

    def wait_for_change(self, seen: int, seconds: float) -> int:
        """The version, as soon as it is not `seen` any more, or after so many seconds."""
        with self._change:
            self._change.wait_for(lambda: self._version != seen, seconds)
            return self._version

    def _changed(self) -> None:
        with self._change:
            self._version += 1
            self._change.notify_all()

    # ── in the background ─────────────────────────────────────────────────────────────────

    def _open_library(self) -> None:
        self._say("library", State.LOADING, "Opening the library.")
        try:
            self._library = self._parts.library()
            self._ready["library"].set()
            self._say("library", State.LOADING, "Loading the encoder that finds passages.")
            self._parts.warm_search()
            self._say("library", State.READY, "Ready to find passages.")
        except IndexerError as error:
            self._say("library", State.FAILED, str(error))
        finally:
            self._ready["library"].set()

    def _load_model(self) -> None:
        self._say("model", State.LOADING, f"Loading {self._parts.weights.base.name}.")
        try:
            info = self._parts.engine.load()
            self._say("model", State.READY, f"{info.name} is ready.")
        except DesktopError as error:
            self._say("model", State.FAILED, str(error))
        finally:
            self._ready["model"].set()

    def _opened(self) -> Keeps:
        """The library, once it is open. Raises IndexerError where it could not be."""
        self._ready["library"].wait()
        if self._library is None:
            raise IndexerError(self._loading["library"].sentence)
        return self._library

    def _answer(self, asked: Asked) -> None:
        error = ""
        try:
            for event in self._events(asked):
                self._show(partial(Comparison.with_event, event=event))
        except (DesktopError, IndexerError) as failure:
            error = str(failure)
        finally:
            self._show(lambda now: now.ended(error))

    def _events(self, asked: Asked) -> Generator[ComparisonEvent, None, None]:
        if self._parts.engine.info is None:
            self._show(lambda now: replace(now, note="Waiting for the model to load."))
            self._ready["model"].wait()
            if self._parts.engine.info is None:
                raise BadInput(self._loading["model"].sentence)
        library = self._opened() if any(mode.reads_passages for mode in asked.modes) else None
        has_documents = library is not None and bool(library.documents())
        with closing(
            compare(asked, library if has_documents else None, self._parts.engine)
        ) as all_:
            for event in all_:
                yield event
                if self._stopping.is_set():
                    if isinstance(event, Retrieved):
                        return
                    self._parts.engine.stop()  # in case it was told before it had begun

    def _show(self, change: Callable[[Comparison], Comparison]) -> None:
        with self._change:
            if self._current is not None:
                self._current = change(self._current)
        self._changed()

    def _say(self, name: str, state: State, sentence: str) -> None:
        with self._change:
            self._loading[name] = Loading(name, state, sentence)
        self._changed()
