"""Asking again through the workbench: one lane or all, over the same passages."""

from __future__ import annotations

import time
from collections.abc import Collection, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from desktop.conversation_store import ConversationStore
from desktop.errors import BadInput
from desktop.modes import Mode
from desktop.snapshot import Comparison, LaneView
from desktop.types import Weights
from desktop.workbench import Parts, Workbench
from indexer import SearchResult
from tests.desktop.fakes import FakeEngine, FakeLibrary

MODES = tuple(Mode)


class CountingLibrary(FakeLibrary):
    """Counts how often it was searched."""

    searches = 0

    def search(
        self, question: str, k: int = 8, documents: Collection[int] | None = None
    ) -> SearchResult:
        self.searches += 1
        return super().search(question, k, documents)


@pytest.fixture
def library() -> CountingLibrary:
    return CountingLibrary("The notice period is three months.", "Dogs stay at home.")


@pytest.fixture
def engine() -> FakeEngine:
    return FakeEngine()


@pytest.fixture
def bench(tmp_path: Path, library: CountingLibrary, engine: FakeEngine) -> Iterator[Workbench]:
    weights = Weights(Path("model.gguf"), adapter=Path("adapter.gguf"), passages=1)
    kept = ConversationStore(tmp_path / "conversations.sqlite")
    bench = Workbench(Parts(lambda: library, lambda: None, engine, weights, conversations=kept))
    bench.start()
    yield bench
    bench.close()


def done(bench: Workbench) -> Comparison:
    end = time.monotonic() + 10
    while (now := bench.comparison()) is None or now.running:
        assert time.monotonic() < end
        time.sleep(0.005)
    return now


def lane(comparison: Comparison, mode: Mode) -> LaneView:
    return next(each for each in comparison.lanes if each.mode is mode)


def seed(comparison: Comparison, mode: Mode) -> int:
    answer = lane(comparison, mode).answer
    assert answer is not None
    return answer.stats.seed


def test_one_lane_is_asked_again_and_the_others_stay(
    bench: Workbench, engine: FakeEngine, library: CountingLibrary
) -> None:
    bench.ask("How long is notice?", MODES)
    first = done(bench)
    bench.choosing.choose([Mode.RAG])
    bench.again.ask(Mode.RAG)
    second = done(bench)
    assert [request.lane for request in engine.asked[-1]] == ["rag"]
    assert engine.asked[-1][0] == engine.asked[0][1]
    assert (seed(second, Mode.RAG), seed(second, Mode.BASE)) == (1, 0)
    assert [lane(second, m) for m in (Mode.BASE, Mode.TUNED, Mode.COMBINED)] == [
        lane(first, m) for m in (Mode.BASE, Mode.TUNED, Mode.COMBINED)
    ]
    assert second.retrieved == first.retrieved
    assert (second.choice, library.searches) == (None, 1)
    assert second.question_id != first.question_id
    (head,) = bench.conversations()
    assert head.questions == 2
    assert bench.kept_questions(head.conversation_id) == (second,)


def test_every_lane_gets_a_seed_that_none_had_and_is_asked_warmer(
    bench: Workbench, engine: FakeEngine
) -> None:
    heard: list[tuple[int, float]] = []
    answer = engine.answer

    def listen(lanes, sampling):  # type: ignore[no-untyped-def]
        heard.append((sampling.seed, sampling.temperature))
        return answer(lanes, sampling)

    engine.answer = listen  # type: ignore[method-assign]
    bench.ask("How long is notice?", MODES)
    done(bench)
    for mode in (Mode.BASE, None, Mode.BASE):
        bench.again.ask(mode)
        done(bench)
    assert heard == [(0, 0.0), (1, 0.7), (2, 0.7), (3, 0.7)]


def test_a_closed_book_lane_asked_again_is_still_judged_by_the_passages(bench: Workbench) -> None:
    bench.ask("How long is notice?", MODES)
    before = lane(done(bench), Mode.BASE).answer
    bench.again.ask(Mode.BASE)
    after = lane(done(bench), Mode.BASE).answer
    assert before is not None
    assert after is not None
    assert before.support
    assert after.support == before.support


def test_names_stay_hidden_while_a_lane_is_asked_again(bench: Workbench) -> None:
    bench.ask("How long is notice?", MODES, unnamed=True)
    before = done(bench)
    bench.again.ask(before.lanes[2].mode)
    after = done(bench)
    assert after.hides_names
    assert [each.mode for each in after.lanes] == [each.mode for each in before.lanes]


def test_without_a_question_or_while_one_is_answered_there_is_nothing_to_ask_again(
    bench: Workbench, engine: FakeEngine
) -> None:
    with pytest.raises(BadInput, match="no question"):
        bench.again.ask()
    engine._seconds = 0.05
    bench.ask("How long is notice?", [Mode.RAG])
    with pytest.raises(BadInput, match="still being answered"):
        bench.again.ask(Mode.RAG)
    bench.stop()


def test_a_question_of_which_nothing_was_read_is_searched_for(
    bench: Workbench, library: CountingLibrary
) -> None:
    bench.ask("How long is notice?", [Mode.BASE])
    asked = done(bench)
    assert asked.retrieved is None
    bench.again.ask()
    assert replace(done(bench), question_id=1, lanes=()) == replace(asked, question_id=1, lanes=())
    assert library.searches == 0
