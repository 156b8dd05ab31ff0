"""What the answering lanes of one context say next: a row of each in a batch, or guessed ahead.

Whether it was guessed ahead changes nothing of what is said. Knows nothing of prompts being read,
or of which sequences there are.
"""

from __future__ import annotations

from collections.abc import Sequence

from desktop.engine.costs import Costs
from desktop.engine.draft import Drafter
from desktop.engine.lane import Lane
from desktop.engine.llama import Context, LlamaFailed, Model, Row, Sampler
from desktop.types import Delta, LaneEvent, Sampling, Stop

_UNDECIDED = 0.5  # in a logit; rows of one sequence and single rows differed by 0.07 at most
# The same for a single row after rows that were guessed ahead. Over 13,000 of them the lead of the
# likeliest token differed by 0.05 in one of a hundred and by 0.14 at most; 3 of 250 answers said
# another word in the end, all at leads of 0.01, and with this none did. At 0.1 so much is decoded
# again that guessing no longer pays where a question is not answered by one quotation.
_CLOSE = 0.03


class Answers:
    """How each lane's answer goes on. `said` takes what comes of it."""

    def __init__(self, model: Model, context: Context, largest_group: int) -> None:
        self._model = model
        self._context = context
        self._largest_group = largest_group
        self.costs = Costs()
        self.said: list[LaneEvent] = []
        self._samplers: dict[str, Sampler] = {}
        self._drafters: dict[str, Drafter] = {}

    def begin(self, lane: Lane, sampling: Sampling, drafts: bool) -> None:
        """What a lane draws its tokens with, and guesses them with."""
        if drafts and sampling.max_tokens:
            drafter = Drafter(lane.prompt, self.costs, self._model.piece_and_end)
            self._drafters[lane.name] = drafter
        if sampling.temperature > 0 or sampling.repeat_penalty != 1.0:
            self._samplers[lane.name] = Sampler(sampling, self._model.tokens)

    def end(self, lane: Lane) -> None:
        """The lane says no more."""
        self._drafters.pop(lane.name, None)
        sampler = self._samplers.pop(lane.name, None)
        if sampler:
            sampler.close()

    def go_on(self, lanes: list[Lane]) -> None:
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
        left = min(lane.max_tokens - len(lane.generated), lane.window - lane.length) - 1
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
                self.fail(lanes[0], error)
                return
            for lane in lanes:
                self._answer_plainly([lane])
            return
        close: list[Lane] = []
        for row, lane in enumerate(lanes):
            lane.evaluated.append(lane.generated[-1])
            best = self._context.best(row)
            if lane.is_plain:
                lane.plain += 1
            elif self._is_close(lane, row, best):
                close.append(lane)
                continue
            self.take(lane, row, best)
        for lane in close:
            self._answer_again(lane)

    def _is_close(self, lane: Lane, row: int, best: int | None) -> bool:
        greedy = lane.name not in self._samplers
        return greedy and best is not None and self._context.lead(row, best) < _CLOSE

    def _answer_again(self, lane: Lane) -> None:
        """Row by row what was guessed ahead, as it would have been without, where the choice
        between two tokens may hang on that."""
        rows = range(lane.plain, len(lane.evaluated))
        self._context.cut(lane.sequence, lane.plain)
        try:
            for place in rows:
                self._context.decode([Row(lane.evaluated[place], place, lane.sequence, True)])
        except LlamaFailed as error:
            self.fail(lane, error)
            return
        lane.plain = len(lane.evaluated)
        self.take(lane, 0, self._context.best(0))

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
            self.take(lane, row, best)
            if lane.stop or row == len(draft) or lane.generated[-1] != draft[row]:
                break
            right += 1
        self._context.cut(lane.sequence, len(lane.evaluated))
        self._drafters[lane.name].learn(right, len(draft))

    def take(self, lane: Lane, row: int, best: int | None) -> None:
        """What follows the batch's row: the likeliest token, or what is drawn."""
        if best is None:
            self.fail(lane, LlamaFailed("its figures are not numbers"))
            return
        token = best
        if lane.name in self._samplers:
            token = self._context.sample(self._samplers[lane.name], row)
        if lane.name in self._drafters:
            self._drafters[lane.name].add(token)
        self.tell(lane, lane.take(token, *self._model.piece_and_end(token)))

    def fail(self, lane: Lane, error: LlamaFailed) -> None:
        """End a lane that cannot go on; what it holds is dropped."""
        self._context.cut(lane.sequence, 0)
        lane.evaluated.clear()
        sentence = f"The model failed while it answered ({error}). Ask again, or load it again."
        self.tell(lane, lane.end(Stop.ERROR, sentence))

    def tell(self, lane: Lane, text: str) -> None:
        """What a lane says, if anything."""
        if text:
            self.said.append(Delta(lane.name, text))
