"""What of a conversation and of the passages found goes into the model's window.

Counts with what the model counts with. Knows nothing of lanes or answers.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache

from desktop.asked import Asked, Finds
from desktop.engines import Answers
from desktop.errors import BadInput, QuestionTooLong
from desktop.joining import Widen
from desktop.lane_answer import NO_DOCUMENTS
from desktop.prompt import number_passages
from desktop.sureness import unsure
from desktop.types import Cited, Retrieved, Sampling, Turn
from indexer import Milliseconds, Passage, SearchResult

_WANTED_PASSAGES = 3  # an old turn goes before fewer than these would fit


@dataclass(frozen=True, slots=True)
class Fitted:
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
        bare = Retrieved(question, result or nothing, self.passages, self.candidates)
        read, found = bare.read, self.candidates
        if read < min(found, self.most_read):
            notes.append(f"{read} of {found} passages fit.")
        elif read < found:
            notes.append(f"This model answers best from few passages: it reads {read} of {found}.")
        if self.dropped_turns:
            gone = "question" if self.dropped_turns == 1 else f"{self.dropped_turns} questions"
            notes.append(f"Left out, because it no longer fits: the conversation's oldest {gone}.")
        note = " ".join(filter(None, notes))
        return replace(bare, note=note, turns_left_out=self.dropped_turns)

    @property
    def citable(self) -> tuple[Cited, ...]:
        """Every passage that stands in the prompt, earlier turns' too, each number once."""
        above = [cited for turn in self.turns for cited in turn.passages]
        return tuple({cited.n: cited for cited in [*above, *self.passages]}.values())


def fit(
    asked: Asked, result: SearchResult | None, library: Finds | None, engine: Answers
) -> Fitted:
    """Leave out the lowest ranks first; an old turn goes before too few passages would fit.

    Raises QuestionTooLong where not even the bare question fits.
    """
    room = _room(engine, asked.sampling)
    # Over all turns, also those that go: a number means one passage in the whole conversation.
    choices = _choices(asked, result, library)
    turns = asked.turns
    while True:
        fitting = _how_many_fit(replace(asked, turns=turns), choices, engine, room)
        wanted = min(_WANTED_PASSAGES, len(choices) - 1)
        if fitting is not None and (fitting >= wanted or not turns):
            break
        if not turns:
            raise _too_long(asked, engine, room)
        turns = turns[1:]
    dropped, candidates = len(asked.turns) - len(turns), len(result.hits) if result else 0
    return Fitted(turns, choices[fitting], candidates, dropped, result is not None, asked.most_read)


def _choices(
    asked: Asked, result: SearchResult | None, library: Finds | None
) -> list[tuple[Cited, ...]]:
    """What the model could be given, from nothing to all: a hit more in each."""
    if asked.read is not None:
        return [asked.read[:count] for count in range(len(asked.read) + 1)]
    hits = result.hits[: asked.most_read] if result else ()
    widen = _widen(library) if library is not None and asked.joins else None
    return [number_passages(asked.turns, hits[:n], widen) for n in range(len(hits) + 1)]


def _widen(library: Finds) -> Widen:
    """Asks the library once for each stretch."""

    @cache
    def widen(passage_id: int, after: int) -> Passage:
        return library.widened(passage_id, 0, after)

    return widen


def _room(engine: Answers, sampling: Sampling) -> int:
    """Tokens that a prompt may have: the window, less what is kept for the answer."""
    if engine.info is None:
        raise BadInput("No model is loaded yet: wait until it is, or choose one.")
    kept = min(sampling.max_tokens, engine.info.context // 2)
    return engine.info.context - kept


def _how_many_fit(
    asked: Asked, choices: Sequence[tuple[Cited, ...]], engine: Answers, room: int
) -> int | None:
    """Which of the choices is the last that fits for every mode; None where not even the first
    does."""
    fitting = len(choices) - 1
    for mode in asked.modes:
        cases = [
            asked.conversation(mode, passages)
            for passages in (choices if mode.reads_passages else [()])
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
