"""One question in, the events of up to four answers out.

Retrieves once, fits the passages to the window, gives every lane to the engine at once, and turns
what each lane said into an answer with citations and support. Knows nothing of the screen, the
command line, llama.cpp or the index.
"""

from __future__ import annotations

from collections.abc import Generator, Iterator
from contextlib import closing
from dataclasses import replace

from desktop.asked import Asked, Finds
from desktop.engines import Answers, ReadsAhead
from desktop.errors import BadInput, QuestionTooLong
from desktop.fitting import Fitted, fit
from desktop.lane_answer import NO_DOCUMENTS, lane_answer, without_passages
from desktop.modes import Mode
from desktop.thinking import Thinking
from desktop.types import (
    AnswerReady,
    ComparisonEvent,
    Delta,
    LaneEnded,
    LaneEvent,
    LaneRequest,
    Retrieved,
    Thought,
)
from indexer import IndexerError, SearchResult

__all__ = ["Answers", "Asked", "Finds", "ReadsAhead", "checked", "compare", "read_ahead"]

_LONGEST_QUESTION = 20_000  # characters; past that it is a document, not a question


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
    fitted = replace(fit(asked, result, library, engine), why=why)
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
    fitted = fit(asked, result, library, engine)
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


def _requests(asked: Asked, fitted: Fitted) -> list[LaneRequest]:
    return [
        LaneRequest(
            lane=mode.value,
            tuned=mode.uses_adapter,
            messages=asked.conversation(mode, fitted.passages),
        )
        for mode in asked.modes
    ]


def _answers(
    asked: Asked, fitted: Fitted, engine: Answers
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
