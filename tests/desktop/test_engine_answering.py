"""What is told of one order: pieces of a lane's answer joined, everything else as it came."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from desktop.engine.answering import joined
from desktop.types import Delta, LaneEnded, LaneEvent, PromptRead, Stats, Stop

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
