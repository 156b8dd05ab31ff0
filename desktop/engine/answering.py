"""One order to answer: its lanes taken in, decoded, and told of, the two sets of weights at once.

The base and the tuned lanes are decoded by one thread each, with half of the processor's threads:
fewer threads wait for each other, and both pass over the same weights. Knows nothing of frames or
of what asked.
"""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from desktop.engine.frames import LanePrompt
from desktop.engine.lane import Work
from desktop.engine.lanes import CalledOff, Lanes
from desktop.engine.llama import Model
from desktop.engine.sequences import common_prefix
from desktop.types import Delta, LaneEnded, LaneEvent, Sampling, Stats, Stop

NO_TUNED = "No adapter and no merged model is loaded. Choose one, or ask the base modes only."
FORGED = "A document or the question holds control tokens that could not be made safe."

_TELL_SECONDS = 0.02  # a small model says a token each half millisecond: nobody reads so fast

Tell = Callable[[list[LaneEvent]], None]
"""Takes what was said in one step; called from several threads."""


@dataclass(frozen=True, slots=True)
class Loaded:
    """A model with the ids that may not be forged."""

    model: Model
    forgeable: frozenset[int]

    def prompt_tokens(self, text: str) -> list[int]:
        """The prompt's tokens; the one that begins a text once, if the model wants it."""
        tokens = self.model.tokenise(text, special=True)
        bos = self.model.bos
        if bos is None or not self.model.adds_bos:
            return tokens
        while tokens[:1] == [bos]:
            del tokens[0]
        return [bos, *tokens]

    def forged(self, prompt: LanePrompt) -> bool:
        """Whether content became a control token: the harmless twin has as many."""
        return self._special(prompt.text) != self._special(prompt.harmless)

    def _special(self, text: str) -> int:
        return sum(token in self.forgeable for token in self.model.tokenise(text, special=True))


@dataclass(frozen=True, slots=True)
class Order:
    """What is to be answered, and how one learns that it no longer is."""

    prompts: list[LanePrompt]
    sampling: Sampling
    called_off: CalledOff
    started: float  # time.perf_counter() when it came in


class Answering:
    """The lanes of both sets of weights, by whether they are tuned."""

    def __init__(self, models: Mapping[bool, Loaded], lanes: Mapping[bool, Lanes]) -> None:
        self._models = models
        self._lanes = lanes
        self._running: set[bool] = set()
        self.threads = self.reading_threads = 1
        # The base lanes are the caller's, which has loaded the model too, and the tuned ones have
        # a thread of their own: GNU OpenMP keeps a team of threads for each thread that calls it.
        self._tuned = ThreadPoolExecutor(1)

    def answer(self, order: Order, tell: Tell) -> None:
        """Answer every prompt; returns when all lanes have ended."""
        for prompt in order.prompts:
            if prompt.tuned not in self._lanes:
                tell([_unstarted(prompt, 0, order.sampling, Stop.ERROR, NO_TUNED)])
        asked = {prompt.tuned for prompt in order.prompts} & set(self._lanes)
        self._running.update(asked)
        job = self._tuned.submit(self._answer, True, order, tell) if True in asked else None
        try:
            if False in asked:
                self._answer(False, order, tell)
        finally:
            if job is not None:
                job.result()

    def _answer(self, tuned: bool, order: Order, tell: Tell) -> None:
        lanes = self._lanes[tuned]
        waiting = deque(prompt for prompt in order.prompts if prompt.tuned == tuned)
        events: list[LaneEvent] = []
        speaking: set[str] = set()  # the lanes whose first word was told
        told = 0.0
        try:
            while waiting or lanes.busy:
                lanes.use_threads(*self._share())
                if waiting:
                    events += self._begin(waiting, lanes, order)
                said = lanes.step(order.called_off)
                events += said
                now = time.perf_counter()
                if events and (_has_news(said, speaking) or now - told > _TELL_SECONDS):
                    tell(joined(events))
                    events, told = [], now
            if events:
                tell(joined(events))
        finally:
            self._running.discard(tuned)

    def _share(self) -> tuple[int, int]:
        """The threads of each of the sets of weights that are answering."""
        sets = len(self._running)
        return max(1, self.threads // sets), max(1, self.reading_threads // sets)

    def _begin(self, waiting: deque[LanePrompt], lanes: Lanes, order: Order) -> Iterator[LaneEvent]:
        """Take in every waiting lane that there is room for."""
        for _ in range(len(waiting)):
            prompt = waiting.popleft()
            if order.called_off(prompt.lane):
                yield _unstarted(prompt, 0, order.sampling, Stop.CANCELLED, "")
            elif lanes.has_room:
                yield from self._begin_lane(prompt, lanes, order)
            else:
                waiting.append(prompt)

    def _begin_lane(self, prompt: LanePrompt, lanes: Lanes, order: Order) -> Iterator[LaneEvent]:
        loaded = self._models[prompt.tuned]
        tokens = loaded.prompt_tokens(prompt.text)
        error = ""
        if loaded.forged(prompt):
            error = FORGED
        elif not tokens:
            error = "The prompt is empty."
        elif len(tokens) >= lanes.window:
            error = (
                f"The prompt has {len(tokens):,} tokens and the model's window {lanes.window:,}. "
                "Ask with fewer passages, or begin a new conversation."
            )
        if error:
            yield _unstarted(prompt, len(tokens), order.sampling, Stop.ERROR, error)
        else:
            stops = (*prompt.stop_strings, *order.sampling.stop)
            standing = common_prefix(tokens, loaded.prompt_tokens(prompt.text[: prompt.standing]))
            work = Work(prompt.lane, tokens, order.sampling, order.started, stops, standing)
            lanes.begin(work)


def _has_news(said: Sequence[LaneEvent], speaking: set[str]) -> bool:
    """Whether more was said than that a lane goes on; takes in whose first word it was."""
    has_news = False
    for event in said:
        if not isinstance(event, Delta):
            has_news = True
        elif event.lane not in speaking:
            speaking.add(event.lane)
            has_news = True
    return has_news


def joined(events: list[LaneEvent]) -> list[LaneEvent]:
    """The same, what a lane said in several pieces being one."""
    whole: list[LaneEvent] = []
    pieces: dict[str, list[str]] = {}
    for event in events:
        if not isinstance(event, Delta):
            whole.append(event)
        elif event.lane in pieces:
            pieces[event.lane].append(event.text)
        else:
            pieces[event.lane] = [event.text]
            whole.append(event)
    return [
        Delta(event.lane, "".join(pieces[event.lane])) if isinstance(event, Delta) else event
        for event in whole
    ]


def _unstarted(
    prompt: LanePrompt, tokens: int, sampling: Sampling, stop: Stop, error: str
) -> LaneEnded:
    return LaneEnded(prompt.lane, stop, Stats(tokens, 0, 0, 0.0, 0.0, sampling.seed), error)
