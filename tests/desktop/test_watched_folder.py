"""The watched folder: real files, looked through by hand where the order counts."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from desktop.changes import Changes
from desktop.errors import BadInput
from desktop.shelf_notes import ShelfNotes
from desktop.watched_folder import Watched, WatchedFolder
from tests.desktop.hanging_disk import HangingDisk
from tests.desktop.waiting import until


class Added:
    """What was given to be added, by name."""

    def __init__(self) -> None:
        self.names: list[list[str]] = []

    def __call__(self, paths: Sequence[Path]) -> None:
        self.names.append([path.name for path in paths])


@pytest.fixture
def added() -> Added:
    return Added()


@pytest.fixture
def notes() -> ShelfNotes:
    return ShelfNotes()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "Reports"
    (folder / "2023").mkdir(parents=True)
    write(folder / "a.pdf", b"%PDF a")
    write(folder / "2023" / "b.PDF", b"%PDF b")
    write(folder / "notes.txt", b"words")
    write(folder / ".hidden.pdf", b"%PDF hidden")
    return folder


@pytest.fixture
def watched(
    notes: ShelfNotes, added: Added, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[WatchedFolder]:
    monkeypatch.setattr(WatchedFolder, "start", lambda self: None)  # looks only when told to
    watched = WatchedFolder(notes, Changes(), added)
    watched.watch(str(folder))
    yield watched
    watched.close()


def write(path: Path, content: bytes) -> Path:
    path.write_bytes(content)
    return path


def test_what_is_there_is_added_once_two_looks_found_it_the_same(
    watched: WatchedFolder, added: Added, folder: Path
) -> None:
    watched.look()
    assert added.names == []
    watched.look()
    assert added.names == [["b.PDF", "a.pdf"]]
    watched.look()
    assert len(added.names) == 1
    assert watched.now() == Watched(folder, True, 2)


def test_a_file_that_grows_is_not_read_before_it_is_whole(
    watched: WatchedFolder, added: Added, folder: Path
) -> None:
    for size in (10, 20, 30):
        write(folder / "growing.pdf", b"%" * size)
        watched.look()
    assert not [names for names in added.names if "growing.pdf" in names]
    watched.look()
    assert added.names[-1] == ["growing.pdf"]


def test_a_changed_file_is_added_again_also_after_a_restart(
    watched: WatchedFolder, added: Added, folder: Path, notes: ShelfNotes
) -> None:
    watched.look()
    watched.look()
    write(folder / "a.pdf", b"%PDF a, changed")
    again = WatchedFolder(notes, Changes(), added)
    again.look()
    again.look()
    assert added.names == [["b.PDF", "a.pdf"], ["a.pdf"]]


def test_what_vanished_is_named_and_what_came_back_is_not(
    watched: WatchedFolder, added: Added, folder: Path
) -> None:
    watched.look()
    watched.look()
    (folder / "a.pdf").rename(folder.parent / "a.pdf")
    watched.look()
    assert watched.gone() == {folder / "a.pdf"}
    (folder.parent / "a.pdf").rename(folder / "a.pdf")
    watched.look()
    watched.look()
    assert (watched.gone(), len(added.names)) == (frozenset(), 1)


def test_what_vanished_stays_named_when_nobody_watches_any_more(
    watched: WatchedFolder, folder: Path, tmp_path: Path
) -> None:
    for _ in range(2):
        watched.look()
    (folder / "a.pdf").unlink()
    watched.look()
    watched.switch(False)
    assert watched.gone() == {folder / "a.pdf"}
    watched.forget()
    watched.watch(str(tmp_path))
    assert watched.gone() == {folder / "a.pdf"}
    watched.look()
    assert watched.gone() == {folder / "a.pdf"}
    write(folder / "a.pdf", b"%PDF a")
    watched.look()
    assert watched.gone() == frozenset()


def test_a_file_of_another_name_is_no_file_that_vanished(
    watched: WatchedFolder, added: Added, folder: Path
) -> None:
    watched.look()
    watched.look()
    (folder / "a.pdf").rename(folder / "renamed.pdf")
    watched.look()
    watched.look()
    assert (watched.gone(), added.names[-1]) == (frozenset(), ["renamed.pdf"])


def test_a_folder_that_is_not_there_is_said_and_nothing_vanished(
    watched: WatchedFolder, added: Added, folder: Path
) -> None:
    watched.look()
    watched.look()
    folder.rename(folder.with_name("elsewhere"))
    watched.look()
    now = watched.now()
    assert now is not None
    assert now.problem == f"{folder} is not there: is the disk connected?"
    assert watched.gone() == frozenset()
    folder.with_name("elsewhere").rename(folder)
    watched.look()
    assert watched.now() == Watched(folder, True, 2)
    assert len(added.names) == 1


def test_switched_off_nothing_is_added_until_it_is_on_again(
    watched: WatchedFolder, added: Added, folder: Path
) -> None:
    watched.switch(False)
    watched.look()
    watched.look()
    assert (added.names, watched.now()) == ([], Watched(folder, False))
    watched.switch(True)
    watched.look()
    watched.look()
    assert len(added.names) == 1
    watched.forget()
    assert watched.now() is None


def test_the_programs_own_folder_is_left_out(
    notes: ShelfNotes, added: Added, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(WatchedFolder, "start", lambda self: None)
    watched = WatchedFolder(notes, Changes(), added, ours=folder / "2023")
    with pytest.raises(BadInput, match="its own files"):
        watched.watch(str(folder / "2023"))
    watched.watch(str(folder))
    watched.look()
    watched.look()
    assert added.names == [["a.pdf"]]


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("", "whole path"),
        ("Reports", "whole path"),
        ("/no/such/folder", "There is no folder"),
    ],
)
def test_what_is_no_folder_is_a_sentence(watched: WatchedFolder, typed: str, said: str) -> None:
    before = watched.now()
    with pytest.raises(BadInput, match=said):
        watched.watch(typed)
    assert watched.now() == before


@pytest.mark.skipif(os.geteuid() == 0, reason="for root every folder can be read")
def test_a_folder_in_it_that_cannot_be_read_costs_no_other(
    watched: WatchedFolder, added: Added, folder: Path
) -> None:
    (folder / "2023").chmod(0)
    try:
        watched.look()
        watched.look()
    finally:
        (folder / "2023").chmod(0o700)
    assert added.names == [["a.pdf"]]


@pytest.fixture
def by_itself(
    notes: ShelfNotes, added: Added, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[WatchedFolder]:
    """One that looks by itself, and has given its first files to be added."""
    monkeypatch.setattr("desktop.watched_folder._PAUSE_SECONDS", 0.02)
    watched = WatchedFolder(notes, Changes(), added)
    watched.watch(str(folder))
    until(lambda: added.names == [["b.PDF", "a.pdf"]])
    yield watched
    watched.close()


def test_it_looks_by_itself(by_itself: WatchedFolder, added: Added, folder: Path) -> None:
    write(folder / "c.pdf", b"%PDF c")
    until(lambda: added.names[-1] == ["c.pdf"])


def test_who_asks_does_not_wait_for_a_disk_that_hangs(
    by_itself: WatchedFolder, added: Added, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / "a.pdf").unlink()
    until(lambda: by_itself.gone() == {folder / "a.pdf"})
    with HangingDisk(folder, monkeypatch) as disk:
        disk.wait_until_asked()
        assert by_itself.now() == Watched(folder, True, 1)
        by_itself.switch(False)
        assert by_itself.now() == Watched(folder, False)
        by_itself.forget()
        assert by_itself.now() is None
        assert by_itself.gone() == {folder / "a.pdf"}
        write(folder / "a.pdf", b"%PDF a")
        write(folder / "c.pdf", b"%PDF c")
    until(lambda: by_itself.gone() == frozenset())
    assert (by_itself.now(), len(added.names)) == (None, 1)


def test_what_an_earlier_folder_held_is_looked_for_by_the_thread_that_watches(
    by_itself: WatchedFolder, added: Added, folder: Path, tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    (folder / "a.pdf").unlink()
    until(lambda: by_itself.gone() == {folder / "a.pdf"})
    other = tmp_path / "Other"
    other.mkdir()
    with HangingDisk(folder, monkeypatch) as disk:
        by_itself.watch(str(other))
        disk.wait_until_asked()
        write(folder / "a.pdf", b"%PDF a")
        assert by_itself.gone() == {folder / "a.pdf"}
    until(lambda: by_itself.gone() == frozenset())
    write(other / "c.pdf", b"%PDF c")
    until(lambda: added.names[-1] == ["c.pdf"])
    (folder / "a.pdf").unlink()
    until(lambda: by_itself.gone() == {folder / "a.pdf"})


def test_a_disk_that_gives_an_error_does_not_end_the_watching(
    by_itself: WatchedFolder, added: Added, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = os.stat

    def stat(path: str, **options: bool) -> os.stat_result:
        if str(path).startswith(str(folder)):
            raise OSError(errno.EHOSTDOWN, "Host is down", str(path))
        return real(path, **options)

    def problem() -> str:
        now = by_itself.now()
        return now.problem if now else ""

    with monkeypatch.context() as broken:
        broken.setattr(os, "stat", stat)
        until(lambda: problem() == f"{folder} is not there: is the disk connected?")
        assert by_itself.gone() == frozenset()
    write(folder / "c.pdf", b"%PDF c")
    until(lambda: (problem(), added.names[-1]) == ("", ["c.pdf"]))
