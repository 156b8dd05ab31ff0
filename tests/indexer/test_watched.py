from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager

import psutil
import pytest

from indexer.errors import Damaged, ReadError, ReadTimeout, TooLarge
from indexer.watched import Budget, WatchedChild


@contextmanager
def watched(
    entry: str, seconds: float = 30.0, memory: int = 2**30, output: int = 10**6
) -> Iterator[WatchedChild]:
    budget = Budget(memory, memory, output, time.monotonic() + seconds)
    child = WatchedChild(f"tests.indexer.reading_children:{entry}", "a.pdf", None, budget=budget)
    try:
        yield child
    finally:
        child.end()


def test_frames_come_in_order_and_silence_is_told_from_an_end() -> None:
    with watched("hangs_between_pages") as child:
        assert child.frame() == {"pages": 2, "title": ""}
        assert (child.frame() or {})["page"] == "Some text."
        assert child.frame(0.05) is None


@pytest.mark.parametrize(
    ("entry", "kind"),
    [
        ("dies_at_once", Damaged),
        ("speaks_no_json", Damaged),
        ("nests_json_deeply", Damaged),
        ("sends_a_list", Damaged),
        ("claims_a_huge_frame", Damaged),
        ("takes_all_memory", TooLarge),
    ],
)
def test_an_end_is_explained(entry: str, kind: type[ReadError]) -> None:
    with watched(entry, memory=500 * 1024**2) as child, pytest.raises(kind):
        child.frame()


@pytest.mark.parametrize("entry", ["hangs_at_once", "hangs_in_mid_frame"])
def test_a_child_that_hangs_is_ended_at_its_deadline(entry: str) -> None:
    started = time.monotonic()
    with watched(entry, seconds=0.5) as child, pytest.raises(ReadTimeout):
        child.frame()
    assert time.monotonic() - started < 10


def test_a_deadline_can_be_moved() -> None:
    with watched("hangs_at_once", seconds=600) as child:
        child.allow_until(time.monotonic() + 0.2)
        with pytest.raises(ReadTimeout):
            child.frame()


@pytest.mark.parametrize("entry", ["floods_with_text", "floods_with_progress"])
def test_a_flood_ends_at_its_limit(entry: str) -> None:
    received = 0
    with watched(entry, output=300_000) as child, pytest.raises(TooLarge):
        while True:
            received += len(child.raw_frame())
    assert received <= 300_000


def test_after_the_end_nothing_runs() -> None:
    before = set(psutil.Process().children(recursive=True))
    with watched("ignores_being_asked_to_end") as child:
        child.frame()
        started = set(psutil.Process().children(recursive=True)) - before
        assert started
    served = [one for one in started if one.is_running() and one.ppid() != psutil.Process().pid]
    assert not [one for one in served if one.status() != psutil.STATUS_ZOMBIE]
