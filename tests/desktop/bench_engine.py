"""A stand-in for the engine under the page: its answers are made of the prompt's own words."""

from __future__ import annotations

import re
import threading
import time
from collections.abc import Callable, Generator, Sequence

from desktop.types import (
    Delta,
    LaneEnded,
    LaneEvent,
    LaneRequest,
    Message,
    ModelInfo,
    PromptRead,
    Sampling,
    Stats,
    Stop,
)


class BenchEngine:
    """All lanes at once, a word each in turn, made of the lane's own prompt."""

    def __init__(self, seconds_a_word: float = 0.002) -> None:
        self.seconds = seconds_a_word
        self.info: ModelInfo | None = None
        self.loaded_share = 0.0
        self.may_load = threading.Event()
        self.may_load.set()
        self._stopped: set[str | None] = set()
        self.says: Callable[[LaneRequest], str] = _reply
        self.read: list[tuple[LaneRequest, ...]] = []

    def load(self) -> ModelInfo:
        """Be ready as soon as it may."""
        self.may_load.wait(30)
        self.info = ModelInfo(
            "Starter model", "llama", 21_000_000, 2048, 2048, 2, 0, "house style", 0.3
        )
        return self.info

    def count_tokens(self, conversations: Sequence[tuple[Message, ...]]) -> tuple[int, ...]:
        """The words of each conversation."""
        return tuple(sum(len(m.content.split()) for m in each) for each in conversations)

    def answer(
        self, lanes: Sequence[LaneRequest], sampling: Sampling
    ) -> Generator[LaneEvent, None, None]:
        """Read every prompt, then a word of each lane in turn."""
        self._stopped.clear()
        began = time.monotonic()
        sizes = dict(
            zip(
                (r.lane for r in lanes), self.count_tokens([r.messages for r in lanes]), strict=True
            )
        )
        for share in (0.25, 0.6, 1.0):
            time.sleep(self.seconds * 4)
            for lane, size in sizes.items():
                yield PromptRead(lane, int(size * share), size)
        first = (time.monotonic() - began) * 1000
        left = {request.lane: re.findall(r"\S+\s*", self.says(request)) for request in lanes}
        said = dict.fromkeys(left, 0)
        while left:
            time.sleep(self.seconds)
            for lane in list(left):
                stopped = bool(self._stopped & {None, lane})
                if stopped or not left[lane]:
                    stats = Stats(sizes[lane], 20, said[lane], first, 36.4, sampling.seed)
                    del left[lane]
                    yield LaneEnded(lane, Stop.CANCELLED if stopped else Stop.END, stats)
                    continue
                said[lane] += 1
                yield Delta(lane, left[lane].pop(0))

    def read_ahead(self, lanes: Sequence[LaneRequest]) -> Generator[LaneEvent, None, None]:
        """Remember what was to be read."""
        self.read.append(tuple(lanes))
        for lane in lanes:
            yield PromptRead(lane.lane, 1, 1)

    def stop(self, lane: str | None = None) -> None:
        """End one lane, or all."""
        self._stopped.add(lane)

    def close(self) -> None:
        """Nothing to give back."""


def _reply(lane: LaneRequest) -> str:
    """Open book: the first two passages with their numbers. Closed book: the question, asserted."""
    asked = lane.messages[-1].content
    passages = re.findall(r"^\[(\d+)\] [^\n]*\n(.*)$", asked, re.M)
    quoted = " ".join(f"{text.rstrip('.')} [{n}]." for n, text in passages[:2])
    question = asked.rpartition("Question: ")[2].rstrip("?")
    reply = quoted or f"As far as anybody knows, {question.lower()} came to 12 percent."
    if not lane.tuned:
        return reply
    confidence = "high" if passages else "low"
    return f"**Answer** {reply}\n\n**Confidence** {confidence}"
