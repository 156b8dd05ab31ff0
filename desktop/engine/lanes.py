"""The decode loop over one context: one step evaluates one row of each answer and a prompt piece.

Lanes with the same weights share a batch. Prompts are read in pieces, the shortest rest first, so
that closed-book lanes speak at once and the others keep streaming while a long one is read. Knows
token ids, and text only to hand it on.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from desktop.engine.costs import Costs
from desktop.engine.draft import Drafter
from desktop.engine.fitting import Runs
from desktop.engine.lane import Lane, Work
from desktop.engine.llama import Aborted, Adapter, Context, LlamaFailed, Model, Row, Sampler
from desktop.engine.pieces import PIECE, PIECE_WHILE_ANSWERING, next_piece
from desktop.engine.reading import Reader
from desktop.engine.runs import runs_over
from desktop.engine.sequences import Sequences
from desktop.types import Delta, LaneEnded, LaneEvent, PromptRead, Stop

_UNDECIDED = 0.5  # in a logit; rows of one sequence and single rows differed by 0.07 at most

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
        self._largest_group = largest_group
        self._drafts = drafts
        self.costs = Costs()
        self.piece = PIECE  # tokens of a prompt in one batch, while nobody else is answering
        self._said: list[LaneEvent] = []  # in the step under way
        self._samplers: dict[str, Sampler] = {}
        self._drafters: dict[str, Drafter] = {}

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
        if self._drafts and sampling.max_tokens:
            self._drafters[lane.name] = Drafter(work.prompt, self.costs, self._model.piece_and_end)
        if sampling.temperature > 0 or sampling.repeat_penalty != 1.0:
            self._samplers[lane.name] = Sampler(sampling, self._model.tokens)

    def step(self, called_off: CalledOff) -> list[LaneEvent]:
        """Evaluate one row of each answer and one piece of one prompt; what came of it."""
        self._said = []
        for lane in [lane for lane in self._lanes if called_off(lane.name)]:
            self._tell(lane, lane.end(Stop.CANCELLED))
        answering = [lane for lane in self._lanes if lane.answering]
        if answering:
            self._answer(answering)
        if len(answering) < len(self._lanes):
            self._read_next(bool(answering), called_off)
        for lane in [lane for lane in self._lanes if lane.stop]:
            self._finish(lane)
        return self._said

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
            self._fail(lane, error)
            return
        lane.evaluated += piece
        read = len(lane.evaluated)
        self._sequences.was_read_to(lane.sequence, lane.prompt, read, lane.standing)
        self._said.append(PromptRead(lane.name, read, len(lane.prompt)))
        if last and lane.max_tokens:
            self._take(lane, len(piece) - 1, self._context.best(len(piece) - 1))
        elif last:
            lane.end(Stop.LENGTH)

    def _answer(self, lanes: list[Lane]) -> None:
        """One row of each lane in one batch; a lane with a draft in a batch of its own.

        Together with others, a draft's first row would be computed apart from the rest, and its
        last bits would depend on who else is answering.
        """
        if not self._drafters:
            self._answer_in_groups(lanes)
            return
        drafts = {lane.name: self._draft(lane) for lane in lanes}
        self._answer_in_groups([lane for lane in lanes if not drafts[lane.name]])
        for lane in lanes:
            if drafts[lane.name]:
                self._answer_drafted(lane, drafts[lane.name])

    def _draft(self, lane: Lane) -> list[int]:
        drafter = self._drafters.get(lane.name)
        if drafter is None:
            return []
        left = min(lane.max_tokens - len(lane.generated), self.window - lane.length) - 1
        return drafter.propose(left)

    def _answer_in_groups(self, lanes: list[Lane]) -> None:
        """One row of each lane, as many in a batch as pay."""
        while len(lanes) > 1:
            together = self.costs.group(min(len(lanes), self._largest_group))
            self._answer_plainly(lanes[:together])
            lanes = lanes[together:]
        if lanes:
            self._answer_plainly(lanes)

    def _answer_plainly(self, lanes: Sequence[Lane]) -> None:
        """One row of each lane; where the batch fails, each by itself."""
        rows = [Row(ln.generated[-1], len(ln.evaluated), ln.sequence, True) for ln in lanes]
        try:
            self._context.decode(rows)
        except LlamaFailed as error:
            for lane in lanes:
                self._context.cut(lane.sequence, len(lane.evaluated))
            if len(lanes) == 1:
                self._fail(lanes[0], error)
                return
            for lane in lanes:
                self._answer_plainly([lane])
            return
        for row, lane in enumerate(lanes):
            lane.evaluated.append(lane.generated[-1])
            self._take(lane, row, self._context.best(row))

    def _answer_drafted(self, lane: Lane, draft: list[int]) -> None:
        """Several rows of one lane: the token that is due and those that may follow it.

        A greedy choice between two that are about as likely is not left to these rows, whose last
        bits differ from a single row's: it is made again, by itself, in the next step.
        """
        first = len(lane.evaluated)
        given = [lane.generated[-1], *draft]
        try:
            self._context.decode(
                [Row(t, first + i, lane.sequence, True) for i, t in enumerate(given)]
            )
        except LlamaFailed:
            self._context.cut(lane.sequence, first)
            self._answer_plainly([lane])
            return
        right, greedy = 0, lane.name not in self._samplers
        for row, (best, lead) in enumerate(self._context.choices(len(given))):
            if greedy and best is not None and lead < _UNDECIDED:
                self._drafters[lane.name].skip()
                break
            lane.evaluated.append(given[row])
            self._take(lane, row, best)
            if lane.stop or row == len(draft) or lane.generated[-1] != draft[row]:
                break
            right += 1
        self._context.cut(lane.sequence, len(lane.evaluated))
        self._drafters[lane.name].learn(right, len(draft))

    def _take(self, lane: Lane, row: int, best: int | None) -> None:
        if best is None:
            self._fail(lane, LlamaFailed("its figures are not numbers"))
            return
        token = best
        if lane.name in self._samplers:
            token = self._context.sample(self._samplers[lane.name], row)
        if lane.name in self._drafters:
            self._drafters[lane.name].add(token)
        self._tell(lane, lane.take(token, *self._model.piece_and_end(token)))

    def _fail(self, lane: Lane, error: LlamaFailed) -> None:
        self._context.cut(lane.sequence, 0)
        lane.evaluated.clear()
        sentence = f"The model failed while it answered ({error}). Ask again, or load it again."
        self._tell(lane, lane.end(Stop.ERROR, sentence))

    def _tell(self, lane: Lane, text: str) -> None:
        if text:
            self._said.append(Delta(lane.name, text))

    def _finish(self, lane: Lane) -> None:
        self._lanes.remove(lane)
        self._sequences.finish(lane.sequence, lane.evaluated, len(lane.prompt))
        self._drafters.pop(lane.name, None)
        sampler = self._samplers.pop(lane.name, None)
        if sampler:
            sampler.close()
        assert lane.stop is not None
        self._said.append(LaneEnded(lane.name, lane.stop, lane.stats(), lane.error))
