"""An engine's lanes under names of their own, so that one who asks stops no lane of another's."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from contextlib import closing
from dataclasses import replace

from desktop.engines import Answers
from desktop.types import LaneEvent, LaneRequest, Message, ModelInfo, Sampling

_MARK = "apart-"


def apart_name(lane: str) -> str:
    """What the engine calls such a lane."""
    return f"{_MARK}{lane}"


class Apart:
    """An engine as another program sees it."""

    def __init__(self, engine: Answers) -> None:
        self._engine = engine

    @property
    def info(self) -> ModelInfo | None:
        """The loaded model."""
        return self._engine.info

    def count_tokens(self, conversations: Sequence[tuple[Message, ...]]) -> tuple[int, ...]:
        """The prompt tokens of each conversation."""
        return self._engine.count_tokens(conversations)

    def answer(
        self, lanes: Sequence[LaneRequest], sampling: Sampling
    ) -> Generator[LaneEvent, None, None]:
        """All lanes at once."""
        marked = [replace(lane, lane=apart_name(lane.lane)) for lane in lanes]
        with closing(self._engine.answer(marked, sampling)) as events:
            for event in events:
                yield replace(event, lane=event.lane.removeprefix(_MARK))
