"""The watched folder on the page, over a disk that does not answer."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest

from desktop.loading import State
from desktop.types import Weights
from desktop.ui.screen import Screen
from desktop.workbench import Parts, Workbench
from tests.desktop.bench_engine import BenchEngine
from tests.desktop.hanging_disk import HangingDisk
from tests.desktop.screen_bench import PDF, BenchLibrary
from tests.desktop.waiting import until

GONE = "No longer in the watched folder."


@pytest.fixture
def workbench() -> Iterator[Workbench]:
    library = BenchLibrary()
    bench = Workbench(
        Parts(lambda: library, lambda: None, BenchEngine(), Weights(Path("m"), Path("a")))
    )
    bench.start()
    until(lambda: all(part.state is State.READY for part in bench.loading()))
    yield bench
    bench.close()


def page(screen: Screen) -> str:
    parts = asyncio.run(screen.look({"version": None, "held": {}}))["parts"]
    return str(parts["quire-documents"]["html"]) + str(parts["quire-watched"]["html"])


def test_a_page_is_made_while_the_watched_disk_hangs(
    workbench: Workbench, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("desktop.watched_folder._PAUSE_SECONDS", 0.02)
    drive = tmp_path / "Drive"
    drive.mkdir()
    report = drive / "report.pdf"
    report.write_bytes(PDF)
    screen = Screen(workbench, lambda: tmp_path)
    assert screen.act({"do": "watch", "folder": str(drive)}) == {"problem": ""}
    until(lambda: len(workbench.documents()) == 1 and not workbench.shelf.is_adding)
    report.unlink()
    until(lambda: GONE in page(screen))
    with HangingDisk(drive, monkeypatch) as disk:
        disk.wait_until_asked()
        assert GONE in page(screen)
        assert screen.act({"do": "forget-watched"}) == {"problem": ""}
        assert GONE in page(screen)
        assert "Watch a folder…" in page(screen)
        report.write_bytes(PDF)
    until(lambda: GONE not in page(screen))
