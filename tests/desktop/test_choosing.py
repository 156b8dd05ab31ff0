"""Choosing the better answer through the workbench: what is shown, kept, counted, taken back."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from desktop.choices import Choice
from desktop.conversation_schema import MIGRATIONS
from desktop.conversation_store import ConversationStore
from desktop.errors import BadInput
from desktop.modes import Mode
from desktop.snapshot import Comparison
from desktop.types import Weights
from desktop.workbench import Parts, Workbench
from tests.desktop.fakes import FakeEngine, FakeLibrary

MODES = tuple(Mode)


def made(path: Path) -> Workbench:
    library = FakeLibrary("The notice period is three months.")
    weights = Weights(Path("model.gguf"), adapter=Path("adapter.gguf"))
    kept = ConversationStore(path)
    bench = Workbench(
        Parts(lambda: library, lambda: None, FakeEngine(), weights, conversations=kept)
    )
    bench.start()
    return bench


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "conversations.sqlite"


@pytest.fixture
def bench(path: Path) -> Iterator[Workbench]:
    bench = made(path)
    yield bench
    bench.close()


def answered(bench: Workbench, unnamed: bool, modes: tuple[Mode, ...] = MODES) -> Comparison:
    bench.ask("How long is notice?", modes, unnamed=unnamed)
    end = time.monotonic() + 10
    while (now := bench.comparison()) is None or now.running:
        assert time.monotonic() < end
        time.sleep(0.005)
    return now


def test_a_blind_choice_names_the_lanes_and_lasts(path: Path) -> None:
    bench = made(path)
    blind = answered(bench, unnamed=True)
    assert blind.hides_names
    assert [blind.key(lane) for lane in blind.lanes] == ["a", "b", "c", "d"]
    assert {blind.mode(key) for key in "abcd"} == set(MODES)
    bench.choosing.choose([Mode.COMBINED, Mode.RAG])
    chosen = Choice(MODES, (Mode.RAG, Mode.COMBINED), blind=True)
    named = bench.comparison()
    assert named is not None
    assert (named.choice, named.hides_names) == (chosen, False)
    assert [lane.mode for lane in named.lanes] == [lane.mode for lane in blind.lanes]
    bench.close()
    again = made(path)
    again.open_conversation(again.conversations()[0].conversation_id)
    assert again.comparison() == named
    assert again.choosing.all() == (chosen,)
    again.close()


def test_lanes_without_names_stand_in_an_order_drawn_by_lot(bench: Workbench) -> None:
    orders = set()
    for _ in range(20):
        orders.add(tuple(lane.mode for lane in answered(bench, unnamed=True).lanes))
        bench.new_conversation()
    assert len(orders) > 1  # all twenty alike by chance: once in 10^26
    assert tuple(lane.mode for lane in answered(bench, unnamed=False).lanes) == MODES


def test_a_choice_can_be_changed_and_taken_back_but_names_stay_seen(bench: Workbench) -> None:
    answered(bench, unnamed=True, modes=(Mode.BASE, Mode.RAG))
    bench.choosing.choose([])
    bench.choosing.show_names()
    assert bench.choosing.all() == ()
    bench.choosing.choose([Mode.RAG])
    bench.choosing.choose([Mode.RAG, Mode.BASE])
    pair = (Mode.BASE, Mode.RAG)
    assert bench.choosing.all() == (Choice(pair, pair, blind=False),)


def test_names_are_shown_without_a_choice_and_then_the_choice_is_open(bench: Workbench) -> None:
    answered(bench, unnamed=True)
    bench.choosing.show_names()
    shown = bench.comparison()
    assert shown is not None
    assert not shown.hides_names
    bench.choosing.choose([Mode.RAG])
    assert [choice.blind for choice in bench.choosing.all()] == [False]


def test_a_deleted_conversation_takes_its_choices_along(bench: Workbench) -> None:
    answered(bench, unnamed=False)
    bench.choosing.choose([Mode.RAG])
    (head,) = bench.conversations()
    bench.delete_conversation(head.conversation_id)
    assert bench.choosing.all() == ()
    bench.restore_conversation(head.conversation_id)
    assert len(bench.choosing.all()) == 1


def test_there_is_nothing_to_choose_before_an_answer_or_of_one_alone(bench: Workbench) -> None:
    with pytest.raises(BadInput, match="no answer yet"):
        bench.choosing.choose([Mode.RAG])
    answered(bench, unnamed=False, modes=(Mode.RAG,))
    with pytest.raises(BadInput, match="ask in two modes"):
        bench.choosing.choose([Mode.RAG])


def test_a_file_from_before_choices_is_brought_up_to_date(path: Path) -> None:
    with sqlite3.connect(path) as old:
        old.executescript(f"{MIGRATIONS[0]} PRAGMA user_version = 1;")
    old.close()
    bench = made(path)
    answered(bench, unnamed=False)
    bench.choosing.choose([Mode.RAG])
    assert len(bench.choosing.all()) == 1
    bench.close()
