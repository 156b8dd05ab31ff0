from __future__ import annotations

from pathlib import Path

from desktop.space import free_on_disk, size_of


def test_a_folder_is_as_large_as_the_files_in_it(tmp_path: Path) -> None:
    (tmp_path / "a" / "b").mkdir(parents=True)
    (tmp_path / "a" / "one").write_bytes(b"x" * 700)
    (tmp_path / "a" / "b" / "two").write_bytes(b"x" * 41)
    (tmp_path / "three").write_bytes(b"x" * 5)
    assert size_of(tmp_path) == 746
    assert size_of(tmp_path / "a", tmp_path / "three") == 746
    assert size_of(tmp_path / "gone") == 0


def test_a_link_to_elsewhere_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "large").write_bytes(b"x" * 10_000)
    (tmp_path / "home").mkdir()
    (tmp_path / "home" / "loop").symlink_to(tmp_path)
    (tmp_path / "home" / "link").symlink_to(tmp_path / "large")
    assert size_of(tmp_path / "home") < 1000


def test_room_is_told_also_for_a_folder_that_is_still_to_be_made(tmp_path: Path) -> None:
    assert free_on_disk(tmp_path / "not" / "yet") == free_on_disk(tmp_path) > 0
