import os
from pathlib import Path

import pytest

from indexer.files import named_files, sha256_of


def test_folders_are_walked_for_pdfs_and_named_files_are_kept(tmp_path: Path) -> None:
    for name in ("b.pdf", "A.PDF", "notes.txt", ".hidden.pdf", "sub/c.pdf", ".git/d.pdf"):
        path = tmp_path / "folder" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(name)
    named = tmp_path / "folder" / "notes.txt"
    folder = tmp_path / "folder"
    assert named_files([named, folder, folder / "b.pdf", tmp_path / "missing.pdf"]) == [
        named, folder / "A.PDF", folder / "b.pdf", folder / "sub/c.pdf", tmp_path / "missing.pdf",
    ]  # fmt: skip


def test_paths_become_absolute_and_a_link_keeps_its_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "real.pdf").write_text("x")
    (tmp_path / "link.pdf").symlink_to(tmp_path / "real.pdf")
    monkeypatch.chdir(tmp_path)
    assert named_files([Path("link.pdf"), Path("./x/../real.pdf")]) == [
        tmp_path / "link.pdf", tmp_path / "real.pdf",
    ]  # fmt: skip


def test_the_hash_is_of_the_bytes(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"abc")
    assert sha256_of(tmp_path / "a").startswith("ba7816bf8f01cfea")
    with pytest.raises(OSError, match=os.strerror(2)):
        sha256_of(tmp_path / "b")
