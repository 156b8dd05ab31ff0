from __future__ import annotations

from pathlib import Path

import pytest

from desktop.kept_uploads import KeptUploads


@pytest.fixture
def folders(tmp_path: Path) -> tuple[Path, Path]:
    uploads, documents = tmp_path / "uploads", tmp_path / "documents"
    (uploads / "a").mkdir(parents=True)
    (uploads / "b").mkdir()
    documents.mkdir()
    return uploads, documents


def test_an_upload_is_moved_and_keeps_its_name(folders: tuple[Path, Path]) -> None:
    uploads, documents = folders
    upload = uploads / "a" / "Report 2023.pdf"
    upload.write_bytes(b"%PDF-1.7 one")
    kept = KeptUploads(uploads, documents).keep(upload)
    assert (kept.name, kept.read_bytes(), upload.exists()) == (
        "Report 2023.pdf",
        b"%PDF-1.7 one",
        False,
    )
    assert kept.is_relative_to(documents)


def test_two_uploads_of_one_name_do_not_meet(folders: tuple[Path, Path]) -> None:
    uploads, documents = folders
    keep = KeptUploads(uploads, documents).keep
    (uploads / "a" / "x.pdf").write_bytes(b"one")
    (uploads / "b" / "x.pdf").write_bytes(b"two")
    kept = [keep(uploads / folder / "x.pdf") for folder in ("a", "b")]
    assert [path.read_bytes() for path in kept] == [b"one", b"two"]


def test_a_file_from_elsewhere_stays_where_it_is(
    folders: tuple[Path, Path], tmp_path: Path
) -> None:
    own = tmp_path / "own.pdf"
    own.write_bytes(b"mine")
    assert KeptUploads(*folders).keep(own) == own
    assert own.exists()


def test_a_discarded_upload_is_gone_and_a_persons_own_file_is_not(
    folders: tuple[Path, Path], tmp_path: Path
) -> None:
    uploads, documents = folders
    own = tmp_path / "own.pdf"
    own.write_bytes(b"mine")
    (uploads / "a" / "x.pdf").write_bytes(b"one")
    kept = KeptUploads(uploads, documents)
    for path in (kept.keep(uploads / "a" / "x.pdf"), own):
        kept.discard(path)
    assert own.exists()
    assert list(documents.iterdir()) == []
