from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

from desktop.additions import Additions
from indexer import Phase, Status
from tests.desktop.fakes import FakeLibrary

A, B, C = Path("a.pdf"), Path("b.pdf"), Path("c.pdf")


def _until(condition: Callable[[], bool]) -> None:
    end = time.monotonic() + 5
    while not condition():
        assert time.monotonic() < end, "it did not come about in time"
        time.sleep(0.005)


def test_files_are_added_one_after_another_and_each_gets_its_report() -> None:
    library, changes = FakeLibrary(), []
    additions = Additions(lambda: library, lambda: changes.append(1))
    additions.add([A, B])
    _until(lambda: not additions.running)
    assert [(f.path, f.report and f.report.status) for f in additions.files()] == [
        (A, Status.INDEXED),
        (B, Status.INDEXED),
    ]
    assert len(changes) >= 7
    additions.close()


def test_a_file_waits_visibly_until_its_turn() -> None:
    library = FakeLibrary(seconds_a_file=0.2)
    additions = Additions(lambda: library, lambda: None)
    additions.add([A, B])
    assert {f.path: f.phase for f in additions.files()}[B] is Phase.WAITING
    additions.close()


def test_a_cancelled_file_is_left_out_and_the_others_go_on() -> None:
    library = FakeLibrary(seconds_a_file=0.1)
    additions = Additions(lambda: library, lambda: None)
    additions.add([A, B, C])
    additions.cancel(A)
    _until(lambda: not additions.running)
    assert [d.name for d in library.documents()] == ["b.pdf", "c.pdf"]
    assert [f.path for f in additions.files()] == [B, C]
    additions.close()


def test_a_cancelled_file_can_be_added_again() -> None:
    library = FakeLibrary(seconds_a_file=0.05)
    additions = Additions(lambda: library, lambda: None)
    additions.add([A, B])
    additions.cancel()
    additions.add([A])
    _until(lambda: not additions.running)
    assert [d.name for d in library.documents()] == ["a.pdf"]
    additions.close()


def test_closing_ends_in_the_middle() -> None:
    library = FakeLibrary(seconds_a_file=0.2)
    additions = Additions(lambda: library, lambda: None)
    additions.add([Path(f"{n}.pdf") for n in range(50)])
    began = time.monotonic()
    additions.close()
    assert time.monotonic() - began < 1
