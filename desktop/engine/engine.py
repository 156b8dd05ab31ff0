"""The parent's side of the engine: one child with a model in it, lanes of answers coming out.

The screen's process talks to this. Nothing of llama.cpp is imported here; where the child dies, the
next call starts another.
"""

from __future__ import annotations

import threading
from collections.abc import Generator, Sequence
from dataclasses import replace
from typing import Self

from desktop.engine.check import Files, read_files
from desktop.engine.fitted_file import FittedFile
from desktop.engine.fitting import Fitted
from desktop.engine.frames import LanePrompt, LoadOrder, answer_frame, read_event
from desktop.engine.line import Line, died, no_process
from desktop.engine.loading import (
    CARD_FAILED,
    CHILD_BYTES,
    NEARLY,
    CardFailed,
    Keeping,
    Settings,
    ask_to_load,
    fitting_key,
    model_info,
    order_for,
    stretched,
)
from desktop.engine.template import TemplateFailed, Vocabulary, Wording
from desktop.errors import BadInput, ModelRefused
from desktop.thinking import OPENS
from desktop.types import (
    MOST_STRENGTH,
    Delta,
    LaneEnded,
    LaneEvent,
    LaneRequest,
    Message,
    ModelInfo,
    Sampling,
    Stats,
    Stop,
    Weights,
)
from indexer import Frame

MOST_CHARACTERS = 4_000_000  # of one prompt: beyond any window, and within one frame


class Engine:
    """One set of weights, and the lanes that answer with them. Safe to call from several threads.

    `context` is the tokens that one lane may use, `threads` those that compute; None: fitted to the
    model and the machine. Lanes share a batch only where each then says, to the last bit, what it
    says alone. `drafts`: answers that quote what stands above them are guessed ahead and
    checked, several tokens in a batch, for as long as that pays; the text stays the same at
    temperature 0, and is as likely as any otherwise. `gpu`: a graphics card is used where
    this build of llama.cpp can. `kept`: where it is kept what was measured of a model, which is
    then measured once, and what was computed for standing instructions. Creating one starts
    nothing.
    """

    def __init__(
        self,
        weights: Weights,
        context: int | None = None,
        threads: int | None = None,
        drafts: bool = True,
        gpu: bool = True,
        kept: Keeping | None = None,
    ) -> None:
        self.weights = weights
        self.info: ModelInfo | None = None
        self.notes: tuple[str, ...] = ()  # sentences on what was chosen while loading
        self._settings = Settings(context, threads, drafts, gpu)
        self._fitted = FittedFile(kept.fitted if kept else None)
        self._kept = kept
        self._line: Line | None = None
        self._coming: Line | None = None  # the one that is being loaded
        self._wordings: dict[bool, Wording] = {}  # by whether tuned
        self._loading = threading.Lock()
        self._is_retired = False

    @property
    def loaded_share(self) -> float:
        """How much of the files that are being loaded is in memory, from 0 to 1."""
        coming, files = self._coming, (self.weights.base, self.weights.merged)
        if coming is None:
            return float(self.info is not None)
        size = sum(file.stat().st_size for file in files if file is not None and file.is_file())
        return min(coming.resident_bytes / (size + CHILD_BYTES), NEARLY)

    def load(self) -> ModelInfo:
        """Start the child and load; does nothing where that is done and the child lives.

        Raises ModelMissing, NotGguf, ModelRefused, AdapterMismatch or EngineDied.
        """
        with self._loading:
            if self._is_retired:
                raise died()
            if self._line is not None and self._line.alive and self.info is not None:
                return self.info
            self._end()
            files = read_files(self.weights)
            order = order_for(files, self.weights.adapter_strength, self._settings, self._kept)
            key = fitting_key(files, order) if self._kept else ""
            known = self._fitted.find(key)
            order = replace(order, fitted=known.frame() if known else None)
            line, loaded = self._begun(order, files)
            self._line = line
            notes = (wording.note for wording in self._wordings.values())
            self.notes = (*loaded["notes"], *filter(None, notes), *stretched(files, order))
            self.info = model_info(files, order, loaded)
            if key and loaded["undisturbed"]:
                self._fitted.keep(key, Fitted.read(loaded["fitted"]))
            return self.info

    def set_strength(self, strength: float) -> None:
        """How strongly the adapter tells, 0 to 1.5, from the next answer on; nothing is loaded
        again, and what the tuned lanes had computed is computed anew. Raises BadInput, EngineDied.
        """
        if not 0 <= strength <= MOST_STRENGTH:
            raise BadInput(f"A strength of {strength:g} is not within 0 and {MOST_STRENGTH:g}.")
        with self._loading:
            self.weights = replace(self.weights, adapter_strength=strength)
            if self._line is not None and self.info is not None:
                for _ in self._line.ask({"do": "strength", "strength": strength}):
                    pass

    def count_tokens(self, conversations: Sequence[tuple[Message, ...]]) -> tuple[int, ...]:
        """Tokens of each conversation as a prompt, template included. Raises as `load` does."""
        line, wordings = self._ready()
        frame: Frame = {"do": "count", "texts": _texts(wordings[False], conversations)}
        if True in wordings:
            frame["tuned_texts"] = _texts(wordings[True], conversations)
        for answer in line.ask(frame):
            return tuple(answer["counts"])
        raise died()

    def answer(
        self, lanes: Sequence[LaneRequest], sampling: Sampling
    ) -> Generator[LaneEvent, None, None]:
        """What the lanes say, all at once; exactly one LaneEnded for each.

        Closing the iterator ends them within one step; what was computed stays of use. Raises as
        `load` does, and EngineDied where the child ends on the way.
        """
        _check_names(lanes)
        line, wordings = self._ready()
        prompts: list[LanePrompt] = []
        for request in lanes:
            try:
                prompts.append(self._prompt(request, wordings))
            except (TemplateFailed, BadInput) as error:
                if not line.alive:  # then what renders has ended with it
                    raise died() from error
                yield _unprompted(request, sampling, error)
        # A template may have begun the block already that the lane goes on with.
        begun = {prompt.lane for prompt in prompts if prompt.text.rstrip().endswith(OPENS)}
        for frame in line.ask(answer_frame(0, prompts, sampling)):
            for event in map(read_event, frame["events"]):
                if isinstance(event, Delta) and event.lane in begun:
                    begun.discard(event.lane)
                    yield Delta(event.lane, OPENS)
                yield event

    def read_ahead(self, lanes: Sequence[LaneRequest]) -> Generator[LaneEvent, None, None]:
        """Read the lanes' prompts and say nothing: a later prompt that begins like one starts
        from there. Whatever else is asked meanwhile ends it at once, and so does closing the
        iterator; what was read stays read. Raises as `answer` does."""
        return self.answer(lanes, Sampling(max_tokens=0))

    def stop(self, lane: str | None = None) -> None:
        """End a lane, or all of them, with Stop.CANCELLED; from any thread."""
        line = self._line
        if line is not None:
            line.stop(lane)

    def close(self) -> None:
        """End the child and give its memory back; a later call starts another. What is being
        loaded is not waited for: whoever loads it learns that the child died."""
        coming = self._coming
        if coming is not None:
            coming.close()
        with self._loading:
            self._end()

    def retire(self) -> None:
        """Close for good: whatever is still asked raises EngineDied, and starts nothing."""
        self._is_retired = True
        self.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _begun(self, order: LoadOrder, files: Files) -> tuple[Line, Frame]:
        """A child that has loaded, and what it said. Raises as `load` does."""
        line: Line | None = None
        try:
            line = self._coming = Line()
            if self._is_retired:  # since, and then nobody has seen the line
                raise died()
            loaded = ask_to_load(line, order, files)
            self._wordings = _wordings(files, loaded["vocabularies"])
            return line, loaded
        except BaseException as error:
            if line is not None:
                line.close()
            if self._is_retired:
                raise died() from error
            if isinstance(error, OSError):
                raise no_process(error) from error
            if not isinstance(error, CardFailed):
                raise
            line, loaded = self._begun(replace(order, gpu_layers=0, fitted=None), files)
            loaded["notes"].append(CARD_FAILED)
            return line, loaded
        finally:
            self._coming = None

    def _ready(self) -> tuple[Line, dict[bool, Wording]]:
        """The child that has loaded, and how it words prompts, both of one loading. Raises as
        `load` does."""
        self.load()
        with self._loading:
            if self._line is None:
                raise died()
            return self._line, self._wordings

    def _end(self) -> None:
        if self._line is not None:
            self._line.close()
        for wording in self._wordings.values():
            wording.close()
        self._line, self._wordings, self.info = None, {}, None

    def _prompt(self, request: LaneRequest, wordings: dict[bool, Wording]) -> LanePrompt:
        _check_size(request.messages)
        wording = wordings.get(request.tuned) or wordings[False]
        rendered = wording.render(request.messages)
        standing = wording.standing(request.messages, rendered.text) if self._kept else 0
        return LanePrompt(
            request.lane,
            request.tuned,
            rendered.text,
            rendered.harmless,
            wording.stop_strings,
            standing,
        )


def _wordings(files: Files, vocabularies: Sequence[Frame]) -> dict[bool, Wording]:
    def make(template: str, frame: Frame) -> Wording:
        known = Vocabulary(frame["bos"], frame["eos"], tuple(frame["forgeable"]))
        return Wording(template, known)

    wordings = {False: make(files.base.template, vocabularies[0])}
    if files.merged is not None:
        wordings[True] = make(files.merged.template, vocabularies[1])
    return wordings


def _check_names(lanes: Sequence[LaneRequest]) -> None:
    names = [lane.lane for lane in lanes]
    if len(set(names)) < len(names):
        raise BadInput(f"Two lanes have the same name ({', '.join(names)}). Name them apart.")


def _check_size(messages: Sequence[Message]) -> None:
    characters = sum(len(message.content) for message in messages)
    if characters > MOST_CHARACTERS:
        raise BadInput(
            f"The prompt has {characters:,} characters and {MOST_CHARACTERS:,} can be read at "
            "most. Ask with less text."
        )


def _texts(wording: Wording, conversations: Sequence[tuple[Message, ...]]) -> list[str]:
    for messages in conversations:
        _check_size(messages)
    try:
        return [wording.render(messages).text for messages in conversations]
    except TemplateFailed as failure:
        raise ModelRefused(_template_sentence(failure)) from failure


def _unprompted(request: LaneRequest, sampling: Sampling, error: Exception) -> LaneEnded:
    stats = Stats(0, 0, 0, 0.0, 0.0, sampling.seed)
    sentence = _template_sentence(error) if isinstance(error, TemplateFailed) else str(error)
    return LaneEnded(request.lane, Stop.ERROR, stats, sentence)


def _template_sentence(failure: TemplateFailed) -> str:
    return f"The model's chat template cannot take this conversation ({failure}). Begin a new one."
