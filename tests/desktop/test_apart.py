from __future__ import annotations

from desktop.apart import Apart
from desktop.types import Delta, LaneEnded, LaneRequest, Message, Sampling, Stop
from tests.desktop.fakes import FakeEngine

LANES = [LaneRequest(name, False, (Message("user", f"Say {name}"),)) for name in ("rag", "base")]


def test_lanes_have_their_own_names_outside_and_others_inside() -> None:
    engine = FakeEngine()
    plain = list(FakeEngine().answer(LANES, Sampling()))
    assert list(Apart(engine).answer(LANES, Sampling())) == plain
    assert not {lane.lane for lane in engine.asked[0]} & {"rag", "base"}


def test_a_lane_that_is_stopped_by_its_name_is_another() -> None:
    engine = FakeEngine()
    events = Apart(engine).answer(LANES, Sampling())
    next(events)
    engine.stop("rag")
    assert [e.stop for e in events if isinstance(e, LaneEnded)] == [Stop.END] * 2


def test_closing_it_closes_what_it_stands_before() -> None:
    closed: list[bool] = []

    class Watching(FakeEngine):
        def answer(self, lanes, sampling):  # type: ignore[no-untyped-def]
            try:
                yield Delta(lanes[0].lane, "one")
            finally:
                closed.append(True)

    events = Apart(Watching()).answer(LANES, Sampling())
    next(events)
    events.close()
    assert closed == [True]
