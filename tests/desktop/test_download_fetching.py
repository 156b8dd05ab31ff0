"""The program that fetches, against a hub on loopback: whole, cut, wrong, refused, stopped."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import psutil
import pytest

from desktop.download.fetching import DownloadFailed, DownloadStep, Fetching, discard
from desktop.download.offers import Offer, Shape
from tests.desktop.hub import FILE, REPOSITORY, REVISION, Hub, served

DATA = os.urandom(2_500_000)


@pytest.fixture
def hub(monkeypatch: pytest.MonkeyPatch) -> Iterator[Hub]:
    with served(Hub(DATA)) as hub:
        monkeypatch.setenv("HF_ENDPOINT", hub.address)
        monkeypatch.setenv("HF_TOKEN", "not-to-be-sent")
        yield hub


@pytest.fixture
def offer(hub: Hub) -> Offer:
    return Offer(
        "tiny", "Tiny", "Small.", REPOSITORY, REVISION, FILE, "MIT", len(DATA), hub.sha256,
        Shape(1, 1, 64, 2048),
    )  # fmt: skip


def fetched(offer: Offer, folder: Path) -> list[DownloadStep]:
    return list(Fetching(offer, folder).steps())


def files(folder: Path) -> list[str]:
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())


def test_a_file_comes_whole_with_its_progress_and_nothing_beside_it(
    hub: Hub, offer: Offer, tmp_path: Path
) -> None:
    steps = fetched(offer, tmp_path / "models")
    assert (tmp_path / "models" / FILE).read_bytes() == DATA
    assert files(tmp_path) == [f"models/{FILE}"]
    assert steps[0] == DownloadStep(0, len(DATA))
    assert steps[-1] == DownloadStep(len(DATA), len(DATA), checking=True)
    assert [step.done_bytes for step in steps] == sorted(step.done_bytes for step in steps)
    assert [request.split()[0] for request in hub.requests] == ["HEAD", "GET"]


def test_a_cut_connection_is_gone_on_with_where_it_was_cut(
    hub: Hub, offer: Offer, tmp_path: Path
) -> None:
    hub.cuts = 1
    fetched(offer, tmp_path)
    assert (tmp_path / FILE).read_bytes() == DATA
    assert [request.split()[2:] for request in hub.requests] == [[], [], ["bytes=1048576-"]]


def test_what_had_come_when_the_program_was_ended_is_not_fetched_again(
    hub: Hub, offer: Offer, tmp_path: Path
) -> None:
    hub.may_end.clear()
    with closing(Fetching(offer, tmp_path).steps()) as steps:
        came = next(step.done_bytes for step in steps if step.done_bytes > 0)
    assert not (tmp_path / FILE).exists()
    (part,) = tmp_path.glob(".*.part")
    assert came <= part.stat().st_size < len(DATA)
    assert part.read_bytes() == DATA[: part.stat().st_size]
    first = part.stat().st_size
    hub.requests.clear()
    hub.may_end.set()
    steps_again = fetched(offer, tmp_path)
    assert steps_again[0] == DownloadStep(first, len(DATA))
    assert hub.requests[-1].endswith(f"bytes={first}-")
    assert (tmp_path / FILE).read_bytes() == DATA


def test_a_wrong_file_is_deleted_and_never_gets_the_name(
    hub: Hub, offer: Offer, tmp_path: Path
) -> None:
    hub.told_sha256 = offer.sha256
    hub.data = bytes(len(DATA))
    with pytest.raises(DownloadFailed, match="its hash is another"):
        fetched(offer, tmp_path)
    assert files(tmp_path) == []


def test_a_file_that_changed_on_the_hub_is_not_even_begun(
    hub: Hub, offer: Offer, tmp_path: Path
) -> None:
    hub.data = os.urandom(1000)
    with pytest.raises(DownloadFailed, match="not the one that Quire knows"):
        fetched(offer, tmp_path)
    assert [request.split()[0] for request in hub.requests] == ["HEAD"]
    assert files(tmp_path) == []


def test_without_a_hash_of_ours_the_hubs_own_is_kept_to(
    hub: Hub, offer: Offer, tmp_path: Path
) -> None:
    fetched(replace(offer, sha256=""), tmp_path)
    assert (tmp_path / FILE).read_bytes() == DATA
    (tmp_path / FILE).unlink()
    hub.told_sha256 = "0" * 64
    with pytest.raises(DownloadFailed, match="its hash is another"):
        fetched(replace(offer, sha256=""), tmp_path)


@pytest.mark.parametrize(
    ("status", "said"),
    [(404, "has no tiny.gguf any more"), (500, r"refused \(500\)"), (403, r"refused \(403\)")],
)
def test_a_refusal_is_a_sentence(
    hub: Hub, offer: Offer, tmp_path: Path, status: int, said: str
) -> None:
    hub.refuses = status
    with pytest.raises(DownloadFailed, match=said):
        fetched(offer, tmp_path)


def test_a_hub_that_cannot_be_reached_is_a_sentence(
    offer: Offer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HF_ENDPOINT", "http://127.0.0.1:9")
    with pytest.raises(DownloadFailed, match="cannot be reached"):
        fetched(offer, tmp_path)


def test_stopping_ends_the_program_and_a_discarded_part_is_gone(
    hub: Hub, offer: Offer, tmp_path: Path
) -> None:
    hub.may_end.clear()
    fetching = Fetching(offer, tmp_path)
    steps = fetching.steps()
    next(step for step in steps if step.done_bytes > 0)
    programs = [
        child
        for child in psutil.Process().children()
        if "desktop.download.program" in child.cmdline()
    ]
    assert len(programs) == 1
    fetching.stop()
    with pytest.raises(DownloadFailed, match="ended before it was done"):
        list(steps)
    assert not programs[0].is_running()
    discard(offer, tmp_path)
    assert files(tmp_path) == []


def test_the_program_sends_no_token_and_may_leave_while_this_process_may_not(
    hub: Hub, offer: Offer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    fetched(offer, tmp_path)
    assert hub.requests
    assert "not-to-be-sent" not in json.dumps(hub.headers)
