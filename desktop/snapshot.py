"""One question and its lanes as they stand: what the screen draws and the disk keeps."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from string import ascii_uppercase

from desktop.asked_with import AskedWith
from desktop.choice import Chosen
from desktop.choices import Choice
from desktop.modes import Mode
from desktop.types import (
    Answer,
    AnswerReady,
    ComparisonEvent,
    Delta,
    ModelInfo,
    PromptRead,
    Retrieved,
    Thought,
    Turn,
)


@dataclass(frozen=True, slots=True)
class LaneView:
    """One lane as it stands."""

    mode: Mode
    text: str = ""
    running: bool = True
    prompt_done: int = 0
    prompt_tokens: int = 0  # 0 while not yet known
    answer: Answer | None = None
    thought: str = ""
    unwanted: bool = False  # to end before it has begun


@dataclass(frozen=True, slots=True)
class Comparison:
    """One question and its lanes as they stand."""

    question: str
    lanes: tuple[LaneView, ...]
    retrieved: Retrieved | None = None
    running: bool = True
    note: str = ""  # what it is waiting for
    error: str = ""  # why it ended without answers
    seed: int = 0
    question_id: int | None = None  # where it is kept
    chosen: Chosen | None = None  # the documents that it may use; None: all
    unnamed: bool = False  # asked blind: the lanes stand in an order drawn by lot
    choice: Choice | None = None  # which answers a person found better
    asked_with: AskedWith | None = None  # None: kept before that was

    @property
    def hides_names(self) -> bool:
        """Whether nobody is to see yet which lane is which mode's."""
        return self.unnamed and self.choice is None

    @property
    def in_order(self) -> tuple[LaneView, ...]:
        """The lanes in the order of the 2 x 2, however they stand."""
        return tuple(sorted(self.lanes, key=lambda lane: list(Mode).index(lane.mode)))

    def letter(self, lane: LaneView) -> str:
        """ "A" to "D" while names are hidden, else ""."""
        return ascii_uppercase[self.lanes.index(lane)] if self.hides_names else ""

    def key(self, lane: LaneView) -> str:
        """What the lane is called between the page and the program."""
        return self.letter(lane).lower() or lane.mode.value

    def mode(self, key: str) -> Mode | None:
        """The mode of the lane with that key."""
        return next((lane.mode for lane in self.lanes if self.key(lane) == key), None)

    def with_event(self, event: ComparisonEvent) -> Comparison:
        """The comparison after one more event."""
        if isinstance(event, Retrieved):
            return replace(self, retrieved=self.retrieved or event, note="")
        name = event.answer.mode.value if isinstance(event, AnswerReady) else event.lane
        lanes = (_moved(lane, event) if lane.mode == name else lane for lane in self.lanes)
        return replace(self, lanes=tuple(lanes), note="")

    def without(self, mode: Mode) -> Comparison:
        """The comparison when nothing more is wanted of one lane."""
        lanes = (
            replace(lane, unwanted=lane.running) if lane.mode == mode else lane
            for lane in self.lanes
        )
        return replace(self, lanes=tuple(lanes))

    def again(self, modes: Collection[Mode]) -> Comparison:
        """The comparison when these modes are asked again, and nothing is chosen or kept of it."""
        lanes = (LaneView(each.mode) if each.mode in modes else each for each in self.lanes)
        return replace(
            self, lanes=tuple(lanes), running=True, error="", question_id=None, choice=None
        )

    def ended(self, error: str = "") -> Comparison:
        """The comparison when nothing more will come."""
        lanes = tuple(replace(lane, running=False) for lane in self.lanes)
        return replace(self, lanes=lanes, running=False, note="", error=error)

    def answered_by(self, model: ModelInfo | None) -> Comparison:
        """The comparison when it is known which model answered."""
        if self.asked_with is None or model is None:
            return self
        return replace(self, asked_with=self.asked_with.by(model))

    def turn(self) -> Turn:
        """The comparison as a turn of the conversation."""
        passages = self.retrieved.passages if self.retrieved else ()
        answers = {lane.mode: lane.answer for lane in self.lanes if lane.answer is not None}
        return Turn(self.question, passages, answers)


def _moved(lane: LaneView, event: PromptRead | Thought | Delta | AnswerReady) -> LaneView:
    match event:
        case PromptRead():
            return replace(lane, prompt_done=event.tokens_done, prompt_tokens=event.tokens)
        case Thought():
            return replace(lane, thought=lane.thought + event.text)
        case Delta():
            return replace(lane, text=lane.text + event.text)
        case AnswerReady():
            answer = event.answer
            return replace(
                lane, text=answer.text, thought=answer.thought, answer=answer, running=False
            )
