"""Where a moved file is likely to be."""

from __future__ import annotations

from pathlib import Path

import pytest

from desktop.likely_folders import likely_folders
from indexer import Document, Status


@pytest.fixture
def user(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A person's own folders; there is no desktop."""
    home = tmp_path / "home" / "ada"
    for name in ("Downloads", "Documents"):
        (home / name).mkdir(parents=True)
    for name in ("downloads", "documents", "desktop"):
        where = home / name.title()
        monkeypatch.setattr(f"desktop.likely_folders.user_{name}_path", lambda where=where: where)
    monkeypatch.setattr(Path, "home", lambda: home)
    return home


def document(path: Path) -> Document:
    return Document(1, path.name, path, "", Status.INDEXED, 1, 0, 1, "")


def folder(path: Path) -> Path:
    path.mkdir(parents=True)
    return path


def test_where_it_was_comes_first_and_each_folder_once(user: Path, tmp_path: Path) -> None:
    desk, shelf, inbox = (folder(tmp_path / name) for name in ("desk", "shelf", "inbox"))
    others = [document(shelf / "b.pdf"), document(desk / "c.pdf"), document(tmp_path / "no" / "d")]
    assert likely_folders(document(desk / "a.pdf"), others, inbox, None) == (
        desk, shelf, inbox, user / "Downloads", user / "Documents",
    )  # fmt: skip


def test_the_programs_own_folder_is_left_out(user: Path, tmp_path: Path) -> None:
    ours = folder(tmp_path / "quire")
    kept = document(folder(ours / "documents") / "a.pdf")
    assert likely_folders(kept, [kept], ours, ours) == (user / "Downloads", user / "Documents")


def test_of_a_folder_that_is_gone_what_is_left_of_the_way_is_taken_unless_that_is_too_much(
    user: Path, tmp_path: Path
) -> None:
    papers = folder(tmp_path / "papers")
    gone = document(papers / "2023" / "spring" / "a.pdf")
    assert likely_folders(gone, [], None, None)[0] == papers
    unplugged = document(user / "stick" / "a.pdf")  # all of the home would be looked through
    assert likely_folders(unplugged, [], None, None)[0] == user / "Downloads"
    elsewhere = document(tmp_path / "home" / "bob" / "a.pdf")
    assert likely_folders(elsewhere, [], None, None)[0] == user / "Downloads"
    in_home = document(user / "a.pdf")
    assert likely_folders(in_home, [], None, None)[0] == user
