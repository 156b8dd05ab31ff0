from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from desktop.download.desk import DownloadDesk, OfferRow
from desktop.download.offers import Offer, Shape
from desktop.errors import BadInput
from tests.desktop.hub import FILE, REPOSITORY, REVISION, Hub, served

DATA = os.urandom(2_000_000)


class Told:
    """What the desk told: that something changed, and that something arrived."""

    def __init__(self) -> None:
        self.changed = threading.Condition()
        self.arrived = 0

    def change(self) -> None:
        with self.changed:
            self.changed.notify_all()

    def arrive(self) -> None:
        self.arrived += 1
        self.change()


@pytest.fixture
def hub(monkeypatch: pytest.MonkeyPatch) -> Iterator[Hub]:
    with served(Hub(DATA)) as hub:
        monkeypatch.setenv("HF_ENDPOINT", hub.address)
        yield hub


@pytest.fixture
def told() -> Told:
    return Told()


@pytest.fixture
def desk(hub: Hub, told: Told, tmp_path: Path) -> Iterator[DownloadDesk]:
    offer = Offer(
        "tiny", "Tiny", "Small.", REPOSITORY, REVISION, FILE, "MIT", len(DATA), hub.sha256,
        Shape(1, 1, 64, 2048),
    )  # fmt: skip
    made = DownloadDesk(tmp_path, told.change, told.arrive, (offer,))
    yield made
    made.close()


def row(desk: DownloadDesk) -> OfferRow:
    return desk.rows()[0]


def until_idle(desk: DownloadDesk, told: Told) -> None:
    with told.changed:
        assert told.changed.wait_for(lambda: not desk.going, 30)


def until_some_came(desk: DownloadDesk, told: Told) -> None:
    def some() -> bool:
        step = row(desk).step
        return step is not None and step.done_bytes > 0

    with told.changed:
        assert told.changed.wait_for(some, 30)


def test_nothing_leaves_the_machine_unless_the_person_agreed(desk: DownloadDesk, hub: Hub) -> None:
    with pytest.raises(BadInput, match="asked for each time"):
        desk.begin("tiny", agreed=False)
    assert (hub.requests, desk.going, row(desk).is_here) == ([], "", False)


def test_a_download_arrives_once(desk: DownloadDesk, told: Told, tmp_path: Path) -> None:
    desk.begin("tiny", agreed=True)
    assert desk.going == "Tiny"
    with told.changed:
        assert told.changed.wait_for(lambda: told.arrived == 1, 30)
    assert (row(desk).is_here, row(desk).problem, desk.going) == (True, "", "")
    assert (tmp_path / FILE).read_bytes() == DATA
    with pytest.raises(BadInput, match="on this machine already"):
        desk.begin("tiny", agreed=True)


def test_a_cancelled_download_leaves_nothing(
    desk: DownloadDesk, hub: Hub, told: Told, tmp_path: Path
) -> None:
    hub.may_end.clear()
    desk.begin("tiny", agreed=True)
    with pytest.raises(BadInput, match="wait, or cancel"):
        desk.begin("tiny", agreed=True)
    until_some_came(desk, told)
    desk.cancel()
    assert (desk.going, row(desk).part_bytes, row(desk).problem) == ("", 0, "")
    assert list(tmp_path.iterdir()) == []
    assert told.arrived == 0


def test_a_closed_desk_keeps_the_part_and_another_goes_on(
    desk: DownloadDesk, hub: Hub, told: Told
) -> None:
    hub.may_end.clear()
    desk.begin("tiny", agreed=True)
    until_some_came(desk, told)
    desk.close()
    part = row(desk).part_bytes
    assert 0 < part < len(DATA)
    hub.may_end.set()
    hub.requests.clear()
    desk.begin("tiny", agreed=True)
    until_idle(desk, told)
    assert row(desk).is_here
    assert hub.requests[-1].endswith(f"bytes={part}-")


def test_a_failure_is_said_and_its_part_can_be_dropped(
    desk: DownloadDesk, hub: Hub, told: Told, tmp_path: Path
) -> None:
    hub.refuses = 500
    desk.begin("tiny", agreed=True)
    until_idle(desk, told)
    assert row(desk).problem == "The hub refused (500). Try again later."
    (tmp_path / f".{FILE}.{hub.sha256[:16]}.part").write_bytes(b"some")
    assert row(desk).part_bytes == 4
    desk.discard("tiny")
    assert (row(desk).part_bytes, row(desk).problem) == (0, "")
