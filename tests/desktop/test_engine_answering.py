"""What is told of one order: pieces of a lane's answer joined, everything else as it came."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.engine.answering import Answering, Order, joined
from desktop.engine.check import read_files
from desktop.engine.frames import LanePrompt
from desktop.engine.lanes import CalledOff, Lanes
from desktop.engine.loading import Settings, order_for
from desktop.engine.placing import Placing
from desktop.types import Delta, LaneEnded, LaneEvent, PromptRead, Sampling, Stats, Stop, Weights
from tests.desktop.tiny_gguf import Shape, write_model

ENDED = LaneEnded("a", Stop.END, Stats(1, 0, 2, 1.0, 1.0, 0))
EVENTS = st.lists(
    st.one_of(
        st.builds(Delta, st.sampled_from("ab"), st.text(max_size=3)),
        st.builds(PromptRead, st.just("c"), st.integers(0, 9), st.just(9)),
    )
)


def test_a_lane_that_said_several_pieces_says_them_as_one_before_it_ends() -> None:
    said: list[LaneEvent] = [
        PromptRead("b", 1, 2), Delta("a", "On"), Delta("b", "Two"), Delta("a", "e"), ENDED,
    ]  # fmt: skip
    assert joined(said) == [PromptRead("b", 1, 2), Delta("a", "One"), Delta("b", "Two"), ENDED]
    assert joined([]) == []


@given(EVENTS)
def test_no_text_is_lost_or_comes_in_another_order(events: list[LaneEvent]) -> None:
    told = joined(events)
    for lane in "ab":
        pieces = [e.text for e in told if isinstance(e, Delta) and e.lane == lane]
        assert len(pieces) <= 1
        assert "".join(pieces) == "".join(
            e.text for e in events if isinstance(e, Delta) and e.lane == lane
        )
    others = [e for e in events if not isinstance(e, Delta)]
    assert [e for e in told if not isinstance(e, Delta)] == others


def test_each_lanes_first_word_is_told_in_the_step_that_it_is_said_in(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    weights = Weights(write_model(tmp_path / "base.gguf", Shape(kind="Q8_0")))
    placing = Placing()
    placing.load(order_for(read_files(weights), 1.0, Settings(512, 1)), lambda: None)
    steps, step = [0], Lanes.step
    said: dict[str, int] = {}  # the step of each lane's first word
    told: dict[str, int] = {}

    def counted(lanes: Lanes, called_off: CalledOff) -> list[LaneEvent]:
        steps[0] += 1
        events = step(lanes, called_off)
        for event in events:
            if isinstance(event, Delta):
                said.setdefault(event.lane, steps[0])
        return events

    def tell(events: list[LaneEvent]) -> None:
        for event in events:
            if isinstance(event, Delta):
                told.setdefault(event.lane, steps[0])

    monkeypatch.setattr(Lanes, "step", counted)
    prompts = [
        LanePrompt(lane, False, text, text, ())
        for lane, text in (("short", "Why?"), ("long", "And then? " * 20))
    ]
    order = Order(prompts, Sampling(max_tokens=60), lambda lane: False, time.perf_counter())
    Answering(placing.models, placing.lanes).answer(order, tell)
    assert told == said
    assert set(said) == {"short", "long"}
