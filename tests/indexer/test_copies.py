import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from indexer import DiskFull, Library, LibraryError, Moved
from indexer.copies import FOLDER
from tests.indexer.added import add
from tests.indexer.fakes import WordEncoder, pdf, read_text


def copies(home: Path) -> list[bytes]:
    folder = home / FOLDER
    return sorted(path.read_bytes() for path in folder.iterdir()) if folder.exists() else []


def test_a_copy_is_kept_when_it_is_asked_for_and_says_what_it_costs(
    library: Library, tmp_path: Path
) -> None:
    path = pdf(tmp_path, "a.pdf", "About boats.")
    size = path.stat().st_size
    add(library, path)
    (document,) = library.documents()
    assert (document.file_bytes, document.copy_bytes) == (size, 0)
    assert copies(tmp_path / "home") == []
    assert library.keep_copy(1).copy_bytes == size
    assert library.documents() == (library.keep_copy(1),)  # twice is once
    assert copies(tmp_path / "home") == [path.read_bytes()]
    assert library.drop_copy(1).copy_bytes == 0
    assert copies(tmp_path / "home") == []
    assert library.drop_copy(1) == document


def test_copies_are_kept_while_files_are_added_where_that_is_the_setting(
    library: Library, tmp_path: Path
) -> None:
    files = [pdf(tmp_path, f"{n}.pdf", f"Number {n}.") for n in range(3)]
    said = [one.report for one in library.add(files, copies=True) if one.report]
    assert [report.message for report in said] == [""] * 3
    assert copies(tmp_path / "home") == sorted(path.read_bytes() for path in files)


def test_a_copy_is_named_by_its_bytes_and_for_its_owner_only(
    library: Library, tmp_path: Path
) -> None:
    path = pdf(tmp_path, "‮fdp.x CON <b>.pdf", "About boats.")
    add(library, path)
    document = library.keep_copy(1)
    (copy,) = (tmp_path / "home" / FOLDER).iterdir()
    assert copy.name == f"{document.sha256}.pdf"
    if sys.platform != "win32":
        assert (copy.stat().st_mode & 0o777, copy.parent.stat().st_mode & 0o777) == (0o600, 0o700)


def test_a_copy_goes_with_its_document(library: Library, tmp_path: Path) -> None:
    add(library, pdf(tmp_path, "a.pdf", "About boats."))
    library.keep_copy(1)
    library.remove(1)
    assert copies(tmp_path / "home") == []


def test_a_new_version_of_what_has_a_copy_has_one_too(library: Library, tmp_path: Path) -> None:
    path = pdf(tmp_path, "a.pdf", "About boats.")
    add(library, path, pdf(tmp_path, "b.pdf", "About the sea."))
    library.keep_copy(next(one.document_id for one in library.documents() if one.name == "a.pdf"))
    pdf(tmp_path, "a.pdf", "About trains.")
    pdf(tmp_path, "b.pdf", "About the sky.")
    add(library, path, tmp_path / "b.pdf")
    assert copies(tmp_path / "home") == [path.read_bytes()]
    assert {one.name: bool(one.copy_bytes) for one in library.documents()} == {
        "a.pdf": True, "b.pdf": False,
    }  # fmt: skip


def test_no_copy_is_made_of_other_bytes(library: Library, tmp_path: Path) -> None:
    path = pdf(tmp_path, "a.pdf", "About boats.")
    add(library, path)
    path.write_text("something else")
    with pytest.raises(Moved, match="has changed"):
        library.keep_copy(1)
    assert (copies(tmp_path / "home"), library.documents()[0].copy_bytes) == ([], 0)


def test_what_a_killed_writer_left_behind_goes_at_the_next_start(tmp_path: Path) -> None:
    home = tmp_path / "home"
    with Library.open(home, WordEncoder(), read_text) as library:
        add(library, pdf(tmp_path, "a.pdf", "About boats."))
        kept = library.keep_copy(1)
    (home / FOLDER / f"{'0' * 64}.pdf").write_text("renamed, and killed before its row")
    (home / FOLDER / f"{'1' * 64}.tmp").write_text("half")
    with Library.open(home, WordEncoder(), read_text) as library:
        assert [path.stem for path in (home / FOLDER).iterdir()] == [kept.sha256]
        (home / FOLDER / f"{kept.sha256}.pdf").unlink()  # somebody took it away
        assert library.keep_copy(1) == kept
        assert copies(home) == [(tmp_path / "a.pdf").read_bytes()]


@pytest.fixture
def small_folder(tmp_path: Path) -> Iterator[Path]:
    if sys.platform != "linux" or os.geteuid() != 0:
        pytest.skip("only root can mount a small disk")
    folder = tmp_path / "home" / FOLDER
    folder.mkdir(parents=True)
    mount = ["mount", "-t", "tmpfs", "-o", "size=64k", "none", str(folder)]
    if subprocess.run(mount, capture_output=True).returncode != 0:
        pytest.skip("mounting is not allowed here")
    yield folder
    subprocess.run(["umount", str(folder)], check=True)


def test_a_full_disk_costs_the_copy_and_nothing_else(small_folder: Path, tmp_path: Path) -> None:
    with Library.open(tmp_path / "home", WordEncoder(), read_text) as library:
        path = pdf(tmp_path, "a.pdf", "About boats. " * 20_000)
        (report,) = [one.report for one in library.add([path], copies=True) if one.report]
        assert report.message.startswith("There is no room for a copy of a.pdf")
        assert report.document_id == 1
        with pytest.raises(DiskFull, match="no room for a copy"):
            library.keep_copy(1)
        assert list(small_folder.iterdir()) == []
        assert library.documents()[0].copy_bytes == 0
        assert library.search("boats").hits


def test_a_folder_that_is_none_is_said(library: Library, tmp_path: Path) -> None:
    add(library, pdf(tmp_path, "a.pdf", "About boats."))
    (tmp_path / "home" / FOLDER).write_text("a file stands here")
    with pytest.raises(LibraryError, match=r"No copy of a\.pdf could be made"):
        library.keep_copy(1)
