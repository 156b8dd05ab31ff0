"""The stages of the training, each entered only when the one before is mastered.

Knows what a stage teaches and when it is mastered; nothing of tensors.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, replace

from desktop.starter.prose_scenes import Plan
from desktop.starter.questions import Ease
from desktop.starter.scenes import Scene

PLAIN, LOOSE, SPARE = Ease.PLAIN, Ease.LOOSE, Ease.SPARE


@dataclass(frozen=True, slots=True)
class Stage:
    """What is taught at once, and how well it must be known before the next."""

    name: str
    plan: Plan
    scenes: int  # in one lesson
    mastered: float  # share of answers that begin right: choosing is slower to learn than copying
    worlds: float = 0.0  # share of scenes from generated worlds
    talk: float = 0.0  # share of scenes without passages


def _retold(plan: Plan) -> Plan:
    """The plan for prose as encyclopedias tell it, and for questions by the rule of most words."""
    return replace(plan, retold=0.65, sought=0.85, headings=0.15, unanswerable=0.2, jumbled=0.06)


STAGES = (
    Stage("words at random", Plan((1, 1), (10, 30), (SPARE,), 10, jumbled=1.0, sentence=(2, 6)), 4,
          0.72),
    Stage("words and sentences", Plan((1, 1), (25, 80), (PLAIN,), 8, jumbled=0.4), 4, 0.75),
    Stage("one passage", _retold(Plan((1, 1), (70, 230), (PLAIN, LOOSE, SPARE), 8)), 3, 0.7, 0.25,
          0.03),
    Stage("two passages", _retold(Plan((1, 3), (60, 200), (LOOSE, LOOSE, SPARE), 9)), 2, 0.65,
          0.3, 0.03),
    Stage("four passages", _retold(Plan((1, 4), (60, 180), (LOOSE, SPARE), 10, follow_up=0.05)), 2,
          0.62, 0.3, 0.04),
    Stage("eight passages",
          _retold(Plan((2, 8), (30, 110), (LOOSE, SPARE, SPARE), 12, follow_up=0.05)), 1, 1.1, 0.3,
          0.04),
)  # fmt: skip

_REVISION = 0.65  # share of lessons from the later half of the stages before
_CHOICES = 3  # times as many questions where only the beginnings of answers are taught
_SLOWLY = 0.94  # of the running mean


@dataclass(slots=True)
class Progress:
    """How far the training is; saved with the weights."""

    stage: int = 0
    right: float = 0.0  # running share of answers begun right, at the present stage
    lessons: int = 0  # at the present stage


@dataclass(frozen=True, slots=True)
class Makers:
    """Where scenes come from, each given a source of randomness."""

    prose: Callable[[Plan, random.Random], Scene]
    world: Callable[[Plan, random.Random], Scene]
    talk: Callable[[random.Random], Scene]


class Curriculum:
    """Chooses what comes next, and moves on."""

    def __init__(self, makers: Makers, seed: int, progress: Progress | None = None) -> None:
        self._makers, self._seed = makers, seed
        self.progress = progress or Progress()

    def scenes(self, step: int, choosing: bool = False) -> tuple[int, list[Scene]]:
        """The stage of lesson number `step`, and its scenes; the same for the same state.

        Where only choosing is taught, many more questions on each.
        """
        pick = random.Random(f"{self._seed}/{step}")
        at = self.progress.stage
        if at and pick.random() < _REVISION:
            at = pick.randrange(at // 2, at)
        stage = STAGES[at]
        if choosing:
            many = stage.plan.questions * _CHOICES
            stage = replace(stage, plan=replace(stage.plan, questions=many, follow_up=0.0))
        return at, [self._scene(stage, pick) for _ in range(stage.scenes)]

    def _scene(self, stage: Stage, pick: random.Random) -> Scene:
        chance = pick.random()
        if chance < stage.talk:
            return self._makers.talk(pick)
        if chance < stage.talk + stage.worlds:
            return self._makers.world(stage.plan, pick)
        return self._makers.prose(stage.plan, pick)

    def learned(self, at: int, right: float) -> bool:
        """Take in the share begun right in a lesson of stage `at`; whether a stage ended."""
        progress = self.progress
        if at != progress.stage:
            return False
        progress.lessons += 1
        progress.right += (1 - _SLOWLY) * (right - progress.right)
        if progress.right < STAGES[at].mastered or at + 1 == len(STAGES):
            return False
        progress.stage, progress.right, progress.lessons = at + 1, 0.0, 0
        return True
