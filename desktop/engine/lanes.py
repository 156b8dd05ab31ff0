"""The decode loop over one context: one step evaluates one row of each answer and a prompt piece.

Lanes with the same weights share a batch. Prompts are read in pieces, the shortest rest first, so
that closed-book lanes speak at once and the others keep streaming while a long one is read. Knows
token ids, and text only to hand it on.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from desktop.engine.answers import Answers
from desktop.engine.costs import Costs
from desktop.engine.fitting import Runs
from desktop.engine.lane import Lane, Work
from desktop.engine.llama import Aborted, Adapter, Context, LlamaFailed, Model
from desktop.engine.pieces import PIECE, PIECE_WHILE_ANSWERING, next_piece
from desktop.engine.reading import Reader
from desktop.engine.runs import runs_over
from desktop.engine.sequences import Sequences
from desktop.types import LaneEnded, LaneEvent, PromptRead, Stop

CalledOff = Callable[[str], bool]
"""Whether the lane of that name is to end."""


class Lanes:
    """The lanes of one set of weights."""

    def __init__(
        self,
        model: Model,
        context: Context,
        sequences: Sequences,
        largest_group: int,
        drafts: bool = False,
    ) -> None:
        self._model = model
        self._context = context
        self._sequences = sequences
        self._reader = Reader(context)
        self._lanes: list[Lane] = []
        self._drafts = drafts
        self.piece = PIECE  # tokens of a prompt in one batch, while nobody else is answering
        self._answers = Answers(model, context, largest_group)

    @property
    def costs(self) -> Costs:
        """What batches cost."""
        return self._answers.costs

    @costs.setter
    def costs(self, costs: Costs) -> None:
        self._answers.costs = costs

    @property
    def window(self) -> int:
        """Tokens that one lane holds, prompt and answer together."""
        return self._context.per_sequence

    @property
    def has_room(self) -> bool:
        """Whether another lane can begin."""
        return self._sequences.free > 0

    @property
    def reading(self) -> bool:
        """Whether a prompt is still to be read."""
        return any(lane.reading for lane in self._lanes)

    @property
    def busy(self) -> bool:
        """Whether a step would do something."""
        return bool(self._lanes)

    @property
    def runs(self) -> Runs:
        """What can be run to measure, before the first lane begins."""
        return runs_over(self._context)

    def use_threads(self, threads: int, reading: int) -> None:
        """Compute a single row with so many threads from the next step on, and more rows with so
        many."""
        self._context.use_threads(threads, reading)

    def put_over(self, adapter: Adapter, strength: float) -> None:
        """Answer with the adapter, so strong, while no lane is busy: what was computed with another
        strength is of no use to it. Raises LlamaFailed."""
        self._context.put_over(adapter, strength)
        self._sequences.forget()

    def close(self) -> None:
        """Give the context's memory back; no lane is busy."""
        self._context.close()

    def begin(self, work: Work) -> None:
        """Take a lane in. The prompt is shorter than the window, and there is room."""
        number, reused = self._sequences.begin(work.lane, work.prompt, work.standing)
        sampling = work.sampling
        lane = Lane(
            name=work.lane,
            prompt=work.prompt,
            sequence=number,
            window=self.window,
            max_tokens=sampling.max_tokens,
            seed=sampling.seed,
            started=work.started,
            reused=reused,
            stop_strings=work.stop_strings,
            standing=work.standing,
            evaluated=work.prompt[:reused],
        )
        self._lanes.append(lane)
        self._answers.begin(lane, sampling, self._drafts)

    def step(self, called_off: CalledOff) -> list[LaneEvent]:
        """Evaluate one row of each answer and one piece of one prompt; what came of it."""
        said = self._answers.said = []
        for lane in [lane for lane in self._lanes if called_off(lane.name)]:
            self._answers.tell(lane, lane.end(Stop.CANCELLED))
        answering = [lane for lane in self._lanes if lane.answering]
        if answering:
            self._answers.go_on(answering)
        if len(answering) < len(self._lanes):
            self._read_next(bool(answering), called_off)
        for lane in [lane for lane in self._lanes if lane.stop]:
            self._finish(lane)
        return said

    def listen(self) -> None:
        """Stop the piece that is being read, if it was called off; from another thread."""
        self._reader.listen()

    def read_on(self, called_off: Callable[[], bool]) -> bool:
        """While nobody waits: read an answer that was decoded token by token, as a prompt is read.

        What a later prompt takes up from it is then what reading it would have given. Gives whether
        there was one.
        """
        found = self._sequences.unread()
        if found is None:
            return False
        number, tokens, done = found
        try:
            while done < len(tokens):
                piece = next_piece(tokens, done, PIECE_WHILE_ANSWERING)
                self._reader.read(piece, done, number, called_off)
                done += len(piece)
        except LlamaFailed:
            self._context.cut(number, done)
        finally:
            self._sequences.was_read(number, tokens[:done])
        return True

    def _read_next(self, others_wait: bool, called_off: CalledOff) -> None:
        """The next piece of the prompt of which the least is left."""
        reading = [lane for lane in self._lanes if lane.reading]
        if reading:
            self._read(min(reading, key=lambda lane: lane.unread), others_wait, called_off)

    def _read(self, lane: Lane, others_wait: bool, called_off: CalledOff) -> None:
        """Evaluate the next piece of a prompt; after the last one, take the first token."""
        done = len(lane.evaluated)
        most = PIECE_WHILE_ANSWERING if others_wait else self.piece
        stretch = self._sequences.stretch(lane.prompt, done, lane.standing)
        piece = next_piece(stretch, done, most)
        last = done + len(piece) == len(lane.prompt)
        try:
            self._reader.read(piece, done, lane.sequence, partial(called_off, lane.name))
        except Aborted:
            return
        except LlamaFailed as error:
            self._answers.fail(lane, error)
            return
        lane.evaluated += piece
        read = len(lane.evaluated)
        self._sequences.was_read_to(lane.sequence, lane.prompt, read, lane.standing)
        self._answers.said.append(PromptRead(lane.name, read, len(lane.prompt)))
        if last and lane.max_tokens:
            self._answers.take(lane, len(piece) - 1, self._context.best(len(piece) - 1))
        elif last:
            lane.end(Stop.LENGTH)

    def _finish(self, lane: Lane) -> None:
        self._lanes.remove(lane)
        self._sequences.finish(lane.sequence, lane.evaluated, len(lane.prompt))
        self._answers.end(lane)
        assert lane.stop is not None
        self._answers.said.append(LaneEnded(lane.name, lane.stop, lane.stats(), lane.error))
