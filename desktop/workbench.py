"""Everything the screen can ask for, and all it can see.

Brings the library, the engine and the conversation together, lets long work run in the background,
and hands out snapshots. The screen only observes, so that a reload or a second tab sees the same.
"""

from __future__ import annotations

import threading
from collections.abc import Collection, Generator, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

from desktop.again import Again
from desktop.asking import Asking, Model
from desktop.changes import Changes
from desktop.choosing import Choosing
from desktop.comparison import Asked, checked
from desktop.conversation import Conversation
from desktop.conversation_heads import ConversationHead
from desktop.conversation_store import ConversationStore
from desktop.desks import set_up
from desktop.engines import loaded_share
from desktop.errors import BadInput, DesktopError
from desktop.library_opening import LibraryOpening
from desktop.loading import Loading, LoadingParts, State
from desktop.models import Around
from desktop.modes import Mode
from desktop.parts import Parts
from desktop.prompt_parts import PromptCounter
from desktop.reading_ahead import ReadingAhead, Typed
from desktop.shelf import Shelf
from desktop.snapshot import Comparison
from desktop.types import Answerer, ComparisonEvent, ModelInfo
from desktop.versions import Versions
from indexer import Document, Marked, Outbound, Progress, outbound

__all__ = ["Parts", "Workbench"]


class Workbench:
    """The library, the engine and the conversations of one running program."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._changes = Changes()
        self._loading = LoadingParts(self._changes, ("library", "model"))
        self._opening = LibraryOpening(parts, self._loading)
        ours = parts.home.root if parts.home else None
        self.shelf = Shelf(
            self._changes, self._opening.opened, parts.uploads, parts.notes, ours,
            lambda: self.desks.set.keeps_copies,
        )  # fmt: skip
        model = Model(parts.engine, lambda: self._weights, self._loading, self._load_model)
        self._asking = Asking(self.shelf, model, lambda: self.desks.set)
        self._conversation = Conversation(
            self._changes, self._answering, self._asking.stop, self._keep
        )
        self._conversation_id: int | None = None
        self._closing = False
        self.counter = PromptCounter(parts.engine)
        self.again = Again(self._conversation, self._asking, self._able)
        self.choosing = Choosing(self._conversation, parts.conversations)
        idle = self._conversation.must_be_idle
        self.versions = Versions(parts.conversations, idle, self.open_conversation)
        around = Around(self._changes.note, self._loading, idle)
        self.desks = set_up(parts, around, self.shelf, self.new_conversation)
        self.ahead = ReadingAhead(self._reading, self._changes.note, parts.reads_when_asked)

    # ── coming up and going down ──────────────────────────────────────────────────────────

    def start(self) -> None:
        """Begin to open the library and load the encoder and the model; returns at once."""
        self.shelf.go_on()
        opening = partial(self._opening.open, self.shelf.show)
        threading.Thread(target=opening, name="open_library", daemon=True).start()
        threading.Thread(target=self._load_model, name="load_model", daemon=True).start()

    def close(self) -> None:
        """Stop everything, and wait until the library and the model are left alone.

        What is half done is not waited for: files go on at the next start, and what was answered so
        far is kept.
        """
        self._closing = True
        self.shelf.stop()
        self._parts.end_search()
        if self._parts.engine.info is None:
            self._parts.engine.close()  # a question may wait for its loading
        self._conversation.close()
        self.ahead.close()
        self.desks.close()
        self._parts.engine.close()
        self.shelf.close()
        if self._parts.conversations is not None:
            self._parts.conversations.close()

    def loading(self) -> tuple[Loading, ...]:
        """How far each part has come."""
        return self._loading.all()

    @property
    def version(self) -> int:
        """Grows with every change."""
        return self._changes.version

    def wait_for_change(self, seen: int, seconds: float) -> int:
        """The version, as soon as it is not `seen` any more, or after so many seconds."""
        return self._changes.wait(seen, seconds)

    # ── the library ───────────────────────────────────────────────────────────────────────

    def add(self, paths: Sequence[Path], password: str | None = None) -> None:
        """Queue files and folders; they are read in the background."""
        self.shelf.add(paths, password)

    def cancel_adding(self, path: Path | None = None) -> None:
        """Stop adding one file, or all."""
        self.shelf.cancel(path)

    def files(self) -> tuple[Progress, ...]:
        """The latest word on each file being added or just added."""
        return self.shelf.files()

    def documents(self) -> tuple[Document, ...]:
        """Every document; none while the library is still being opened."""
        return self.shelf.documents()

    def page_image(self, document_id: int, page: int, passages: Marked, width: int) -> bytes:
        """A page as PNG, so many pixels wide, the passages' words marked. Raises IndexerError."""
        return self.shelf.page_image(document_id, page, passages, width)

    # ── asking ────────────────────────────────────────────────────────────────────────────

    def modes(self) -> tuple[Mode, ...]:
        """The modes that can answer: the tuned ones only where there are tuned weights."""
        tuned = self._weights.has_tuned
        return tuple(mode for mode in Mode if tuned or not mode.uses_adapter)

    def _able(self, modes: Collection[Mode]) -> tuple[Mode, ...]:
        return tuple(mode for mode in self.modes() if mode in modes)

    def ask(
        self,
        question: str,
        modes: Collection[Mode],
        seed: int | None = None,
        unnamed: bool = False,
    ) -> None:
        """Begin to answer; returns at once. `unnamed`: not saying which lane is which mode's.

        Raises BadInput where it cannot begin.
        """
        question = checked(question)
        asked = self._asking.asked(question, self._able(modes), seed)
        self.ahead.stop()
        self._conversation.ask(asked, unnamed)

    def stop(self, mode: Mode | None = None) -> None:
        """End one lane, or the whole question."""
        self._conversation.stop(mode)

    def comparison(self) -> Comparison | None:
        """The newest question."""
        return self._conversation.current

    def turns(self) -> tuple[Comparison, ...]:
        """The questions before it, oldest first."""
        return self._conversation.earlier

    def model(self) -> ModelInfo | None:
        """The loaded model."""
        return self._parts.engine.info

    def outbound(self) -> Outbound:
        """What there was of connections to other machines."""
        return outbound()

    # ── conversations ─────────────────────────────────────────────────────────────────────

    @property
    def conversation_id(self) -> int | None:
        """Which conversation is open; None for one that has no finished question yet."""
        return self._conversation_id

    def conversations(self, words: str = "") -> tuple[ConversationHead, ...]:
        """Those that are kept, newest first; only those that hold all the words, if any."""
        kept = self._parts.conversations
        return kept.heads(words) if kept is not None else ()

    def new_conversation(self) -> None:
        """Begin a new one. Raises BadInput while a question is being answered."""
        self._conversation.show(())
        self._conversation_id = None

    def open_conversation(self, conversation_id: int) -> None:
        """Go on with one that is kept. Raises BadInput while a question is being answered."""
        questions = self._kept().thread(conversation_id)
        self._conversation.show(questions)
        if questions:
            self.shelf.choice.go_on_with(questions[-1].chosen)
        self._conversation_id = conversation_id
        self._changes.note()

    def ask_instead(
        self, question: str, index: int, seed: int | None = None, unnamed: bool = False
    ) -> None:
        """Ask a changed question, or the same with another seed, in the place of an earlier one:
        the conversation goes on from there, and what it was before stays kept as a branch. Raises
        BadInput while a question is being answered."""
        questions = self._conversation.questions
        question = checked(question)
        modes = tuple(lane.mode for lane in questions[index].lanes)
        self._conversation.show(questions[:index])
        self.ask(question, modes, seed, unnamed)

    def rename_conversation(self, conversation_id: int, title: str) -> None:
        """Give it another title."""
        self._kept().rename(conversation_id, title)
        self._changes.note()

    def delete_conversation(self, conversation_id: int) -> None:
        """Delete it; `restore_conversation` undoes it until the program ends."""
        if conversation_id == self._conversation_id:
            self.new_conversation()
        self._kept().delete(conversation_id)
        self._changes.note()

    def restore_conversation(self, conversation_id: int) -> None:
        """Undo a deletion."""
        self._kept().restore(conversation_id)
        self._changes.note()

    def kept_questions(self, conversation_id: int) -> tuple[Comparison, ...]:
        """The questions of one that is kept, to be exported."""
        return self._kept().thread(conversation_id)

    def _kept(self) -> ConversationStore:
        if self._parts.conversations is None:
            raise BadInput("Conversations are not kept here.")
        return self._parts.conversations

    def _keep(self, finished: Comparison) -> Comparison:
        """Keep a finished question with its conversation; one that gave nothing is not kept."""
        finished = finished.answered_by(self.model())
        if self.desks.models is not None:
            self.desks.models.measured(finished)
        store = self._parts.conversations
        if store is None or not any(lane.text for lane in finished.lanes):
            return finished
        if self._conversation_id is None:
            self._conversation_id = store.begin(finished.question)
        above = [q.question_id for q in self._conversation.earlier if q.question_id is not None]
        return store.keep(self._conversation_id, finished, above[-1] if above else None)

    # ── in the background ─────────────────────────────────────────────────────────────────

    def _load_model(self) -> None:
        if self._closing:
            return
        self._loading.say("model", State.LOADING, self._weights.loading_sentence)
        try:
            with self._loading.following("model", partial(loaded_share, self._parts.engine)):
                info = self._parts.engine.load()
            self._loading.say("model", State.READY, f"{info.title} is ready.")
        except DesktopError as error:
            self._loading.say("model", State.FAILED, str(error))

    @property
    def _weights(self) -> Answerer:
        models = self.desks.models
        return models.answers if models is not None else self._parts.weights

    def _answering(self, asked: Asked) -> Generator[ComparisonEvent, None, None]:
        """The events of a question, once what it needs is there."""
        if self._parts.engine.info is None:
            self._conversation.note("Waiting for the model to load.")
        if any(mode.reads_passages for mode in asked.modes) and not self.documents():
            if self.shelf.is_adding:
                self._conversation.note("Waiting for the first document to be read.")
            self.shelf.wait_for_first(lambda: self._conversation.stopping)
        if not self._conversation.stopping:
            yield from self._asking.answer(asked)

    def answer_apart(self, asked: Asked) -> Generator[ComparisonEvent, None, None]:
        """The events of a question that stands in no conversation here, as another program's."""
        yield from self._asking.answer_apart(asked)

    def stop_apart(self) -> None:
        """End what other programs are being answered."""
        self._asking.stop_apart()

    def _reading(self, typed: Typed) -> Generator[object, None, None]:
        """Reads what would be asked, while nothing is answered and nothing added."""
        newest = self.comparison()
        if not self.shelf.is_adding and (newest is None or not newest.running):
            asked = self._asking.asked(typed.question, self._able(typed.modes))
            turns = tuple(question.turn() for question in self._conversation.questions)
            yield from self._asking.read_ahead(replace(asked, turns=turns))
