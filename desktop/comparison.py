"""One question in, the events of up to four answers out.

Retrieves once, fits the passages to the window, gives every lane to the engine at once, and turns
what each lane said into an answer with citations and support. Knows nothing of the screen, the
command line, llama.cpp or the index.
"""

from __future__ import annotations

from collections.abc import Generator, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from typing import Protocol

from desktop.choice import Chosen
from desktop.engines import Answers, ReadsAhead
from desktop.errors import BadInput, QuestionTooLong
from desktop.lane_answer import NO_DOCUMENTS, lane_answer, without_passages
from desktop.modes import Mode
from desktop.prompt import conversation, number_passages
from desktop.sureness import unsure
from desktop.thinking import Thinking
from desktop.types import (
    AnswerReady,
    Cited,
    ComparisonEvent,
    Delta,
    LaneEnded,
    LaneEvent,
    LaneRequest,
    Message,
    Retrieved,
    Sampling,
    Thought,
    Turn,
)
from indexer import IndexerError, Milliseconds, SearchResult

_WANTED_PASSAGES = 3  # an old turn goes before fewer than these would fit
_LONGEST_QUESTION = 20_000  # characters; past that it is a document, not a question


class Finds(Protocol):
    """What a comparison needs of a library."""

    def search(self, question: str, k: int = 8) -> SearchResult:
        """The k best passages for the question."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A question and how it is to be answered."""

    question: str
    modes: tuple[Mode, ...]
    sampling: Sampling = Sampling()
    turns: tuple[Turn, ...] = ()
    passages: int = 8  # how many to look for
    most_read: int = 8  # how many of them, best first, the model is given at most
    chosen: Chosen | None = None  # the documents that may be used; None: all
    instruction: str = ""  # what is to be kept to beside our own instruction
    found: SearchResult | None = None  # what was found before: it is not looked for again

    def conversation(self, mode: Mode, passages: Sequence[Cited]) -> tuple[Message, ...]:
        """All that stands before a mode's answer, with these passages for the question."""
        return conversation(mode, self.turns, self.question, passages, self.instruction)


def compare(
    asked: Asked, library: Finds | None, engine: Answers
) -> Generator[ComparisonEvent, None, None]:
    """Retrieved first (where a mode reads passages), then the lanes' events as they come.

    `library` is None where there are no documents. Every mode ends with one AnswerReady. Where the
    library fails, the modes that read passages say why, and the others answer. Raises BadInput or
    QuestionTooLong before any of them, what the engine raises, and what the library raises where
    no other mode was asked. Closing the iterator stops every lane.
    """
    asked = replace(asked, question=checked(asked.question))
    why = NO_DOCUMENTS
    try:
        result = _found(asked, library)
    except IndexerError as failure:
        if all(mode.reads_passages for mode in asked.modes):
            raise
        result, why = None, str(failure)
    fitted = replace(_fit(asked, result, engine), why=why)
    if any(mode.reads_passages for mode in asked.modes):
        yield fitted.retrieved(asked.question, result)
    able = _able(asked, result)
    for mode in asked.modes:
        if mode not in able:
            yield AnswerReady(without_passages(mode, asked.sampling.seed, why))
    yield from _answers(replace(asked, modes=able, turns=fitted.turns), fitted, engine)


def read_ahead(
    asked: Asked, library: Finds | None, engine: ReadsAhead
) -> Generator[Retrieved | LaneEvent, None, None]:
    """Find what `compare` would for the question so far, and have the engine read it, so that it
    only has to read what changes until the question is asked. Raises as `compare` does."""
    asked = replace(asked, question=checked(asked.question))
    result = _found(asked, library)
    fitted = _fit(asked, result, engine)
    yield fitted.retrieved(asked.question, result)
    able = replace(asked, modes=_able(asked, result), turns=fitted.turns)
    requests = _requests(able, fitted)
    if requests:
        with closing(engine.read_ahead(requests)) as events:
            yield from events


def checked(question: str) -> str:
    """The question without the space around it. Raises BadInput where nothing, or far too much,
    is left."""
    question = question.strip()
    if not question:
        raise BadInput("The question is empty: type what you want to know.")
    if len(question) > _LONGEST_QUESTION:
        raise QuestionTooLong(
            f"The question has {len(question):,} characters, and at most {_LONGEST_QUESTION:,} "
            "are read: shorten it, or add the text as a PDF."
        )
    return question


def _found(asked: Asked, library: Finds | None) -> SearchResult | None:
    """What a search finds; None where no mode reads passages, or there are no documents."""
    if asked.found is not None:
        return asked.found
    if library is None or not any(mode.reads_passages for mode in asked.modes):
        return None
    return library.search(asked.question, asked.passages)


def _able(asked: Asked, result: SearchResult | None) -> tuple[Mode, ...]:
    """The modes that have what they answer from."""
    nothing = result is None or not result.hits
    return tuple(mode for mode in asked.modes if not (mode.reads_passages and nothing))


@dataclass(frozen=True, slots=True)
class _Fitted:
    """What of the earlier turns and of the passages goes into the window."""

    turns: tuple[Turn, ...]
    passages: tuple[Cited, ...]
    candidates: int
    dropped_turns: int
    searched: bool
    most_read: int
    why: str = NO_DOCUMENTS  # there is nothing to read

    def retrieved(self, question: str, result: SearchResult | None) -> Retrieved:
        """The first event of a comparison."""
        nothing = SearchResult(question, (), Milliseconds(0, 0, 0, 0, 0))
        notes = [self.why] if self.candidates == 0 else [unsure(result or nothing)]
        read, found = len(self.passages), self.candidates
        if read < min(found, self.most_read):
            notes.append(f"{read} of {found} passages fit.")
        elif read < found:
            notes.append(f"This model answers best from few passages: it reads {read} of {found}.")
        if self.dropped_turns:
            gone = "question" if self.dropped_turns == 1 else f"{self.dropped_turns} questions"
            notes.append(f"Left out, because it no longer fits: the conversation's oldest {gone}.")
        return Retrieved(
            question,
            result or nothing,
            self.passages,
            self.candidates,
            " ".join(filter(None, notes)),
            self.dropped_turns,
        )

    @property
    def citable(self) -> tuple[Cited, ...]:
        """Every passage that stands in the prompt, earlier turns' too, each number once."""
        above = [cited for turn in self.turns for cited in turn.passages]
        return tuple({cited.n: cited for cited in [*above, *self.passages]}.values())


def _fit(asked: Asked, result: SearchResult | None, engine: Answers) -> _Fitted:
    """Leave out the lowest ranks first; an old turn goes before too few passages would fit.

    Raises QuestionTooLong where not even the bare question fits.
    """
    hits = result.hits if result else ()
    room = _room(engine, asked.sampling)
    # Over all turns, also those that go: a number means one passage in the whole conversation.
    numbered = number_passages(asked.turns, hits[: asked.most_read])
    turns = asked.turns
    while True:
        fitting = _how_many_fit(replace(asked, turns=turns), numbered, engine, room)
        wanted = min(_WANTED_PASSAGES, len(numbered))
        if fitting is not None and (fitting >= wanted or not turns):
            break
        if not turns:
            raise _too_long(asked, engine, room)
        turns = turns[1:]
    dropped = len(asked.turns) - len(turns)
    return _Fitted(
        turns, numbered[:fitting], len(hits), dropped, result is not None, asked.most_read
    )


def _room(engine: Answers, sampling: Sampling) -> int:
    """Tokens that a prompt may have: the window, less what is kept for the answer."""
    if engine.info is None:
        raise BadInput("No model is loaded yet: wait until it is, or choose one.")
    kept = min(sampling.max_tokens, engine.info.context // 2)
    return engine.info.context - kept


def _how_many_fit(
    asked: Asked, numbered: tuple[Cited, ...], engine: Answers, room: int
) -> int | None:
    """How many passages, best first, fit for every mode; None where not even none do."""
    counts = range(len(numbered) + 1)
    fitting = len(numbered)
    for mode in asked.modes:
        cases = [
            asked.conversation(mode, numbered[:count])
            for count in (counts if mode.reads_passages else [0])
        ]
        sizes = engine.count_tokens(cases)
        most = max((n for n, size in enumerate(sizes) if size <= room), default=None)
        if most is None:
            return None
        if mode.reads_passages:
            fitting = min(fitting, most)
    return fitting


def _too_long(asked: Asked, engine: Answers, room: int) -> QuestionTooLong:
    bare = [replace(asked, turns=()).conversation(mode, ()) for mode in asked.modes]
    longest = max(engine.count_tokens(bare))
    return QuestionTooLong(
        f"The question takes {longest:,} tokens with its instruction, and the model's window has "
        f"room for {room:,} beside the answer: shorten it, or choose a model with a longer window."
    )


def _requests(asked: Asked, fitted: _Fitted) -> list[LaneRequest]:
    return [
        LaneRequest(
            lane=mode.value,
            tuned=mode.uses_adapter,
            messages=asked.conversation(mode, fitted.passages),
        )
        for mode in asked.modes
    ]


def _answers(
    asked: Asked, fitted: _Fitted, engine: Answers
) -> Generator[ComparisonEvent, None, None]:
    requests = _requests(asked, fitted)
    texts: dict[str, list[str]] = {request.lane: [] for request in requests}
    thinking = {request.lane: Thinking() for request in requests}
    if not requests:
        return
    with closing(engine.answer(requests, asked.sampling)) as events:
        for event in events:
            if isinstance(event, LaneEnded):
                yield from _parted(event.lane, *thinking[event.lane].finish())
                yield AnswerReady(
                    lane_answer(event, "".join(texts[event.lane]), fitted.citable, fitted.searched)
                )
            elif isinstance(event, Delta):
                texts[event.lane].append(event.text)
                yield from _parted(event.lane, *thinking[event.lane].add(event.text))
            else:
                yield event


def _parted(lane: str, thought: str, said: str) -> Iterator[ComparisonEvent]:
    if thought:
        yield Thought(lane, thought)
    if said:
        yield Delta(lane, said)
