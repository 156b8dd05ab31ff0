import os
import shutil
import sys
import threading
from pathlib import Path
from typing import Any

import pytest

from indexer import Library, Looking, Moved, UnknownDocument
from tests.indexer.added import add, outcome
from tests.indexer.fakes import WordEncoder, pdf, read_text


def test_a_file_that_moved_is_found_again_by_its_bytes(library: Library, tmp_path: Path) -> None:
    path = pdf(tmp_path / "desk", "a.pdf", "About boats.")
    add(library, path)
    elsewhere = tmp_path / "cellar" / "deep" / "renamed.bak"
    elsewhere.parent.mkdir(parents=True)
    pdf(tmp_path / "cellar", "same-size.pdf", "About coats.")
    path.rename(elsewhere)
    assert library.where(1) is None
    assert library.find_again(1, [tmp_path / "desk"]) is None
    assert library.find_again(1, [tmp_path / "desk", tmp_path / "cellar"]) == elsewhere
    assert (library.where(1), library.documents()[0].path) == (elsewhere, elsewhere)
    assert library.documents()[0].name == "a.pdf"
    assert outcome(add(library, elsewhere)[0]) == ("renamed.bak", "unchanged", 1)
    with pytest.raises(UnknownDocument):
        library.find_again(9, [tmp_path])


def test_a_file_can_be_pointed_at(library: Library, tmp_path: Path) -> None:
    path = pdf(tmp_path, "a.pdf", "About boats.")
    add(library, path)
    moved = path.rename(tmp_path / "b.pdf")
    assert library.find_again(1, [moved]) == moved


def test_only_files_of_the_right_size_are_opened(
    library: Library, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = pdf(tmp_path / "desk", "a.pdf", "About boats.")
    add(library, path)
    path.unlink()
    cellar = tmp_path / "cellar"
    for n in range(20):
        pdf(cellar, f"{n}.pdf", "About boats. " * (n + 2))
    if sys.platform != "win32":
        os.mkfifo(cellar / "pipe.pdf")  # opened, it would be waited for without end
    same_size = pdf(cellar, "same-size.pdf", "About coats.")
    (cellar / "loop").symlink_to(cellar)
    (cellar / "nowhere.pdf").symlink_to(cellar / "missing")
    opened: list[Path] = []
    really_open = Path.open

    def noted(path: Path, *how: Any) -> Any:
        opened.append(path)
        return really_open(path, *how)

    monkeypatch.setattr(Path, "open", noted)
    assert library.find_again(1, [cellar]) is None
    assert opened == [same_size]


def test_the_nearest_folders_are_looked_through_first_and_none_twice(
    library: Library, tmp_path: Path
) -> None:
    path = pdf(tmp_path / "desk", "a.pdf", "About boats.")
    add(library, path)
    path.unlink()
    for n in range(150):
        pdf(tmp_path / "cellar" / "deep" / "below", f"{n}.pdf", "Other.")
    found = pdf(tmp_path / "shelf" / "top", "b.pdf", "About boats.")
    desk, cellar, shelf = (tmp_path / name for name in ("desk", "cellar", "shelf"))
    steps = list(library.look_for(1, [desk, cellar, cellar / "deep", desk, shelf]))
    deep, below, top = cellar / "deep", cellar / "deep" / "below", shelf / "top"
    assert [step.folder for step in steps if step.files == 0] == [desk, cellar, deep, shelf, below]
    assert steps[5:] == [
        Looking(below, 100),
        Looking(top, 150),
        Looking(top, 151),
        Looking(top, 151, found),
    ]
    assert list(library.look_for(1, [tmp_path / "nowhere"])) == [Looking(tmp_path / "nowhere", 0)]


def test_looking_can_be_stopped(library: Library, tmp_path: Path) -> None:
    path = pdf(tmp_path / "desk", "a.pdf", "About boats.")
    add(library, path)
    path.rename(tmp_path / "b.pdf")
    stop = threading.Event()
    stop.set()
    assert library.find_again(1, [tmp_path], stop) is None
    assert library.find_again(1, [tmp_path]) == tmp_path / "b.pdf"


def test_another_path_with_the_same_bytes_does_as_well(library: Library, tmp_path: Path) -> None:
    first = pdf(tmp_path, "a.pdf", "About boats.")
    second = Path(shutil.copy(first, tmp_path / "b.pdf"))
    add(library, first)
    add(library, second)
    first.unlink()
    assert library.where(1) == second
    second.write_text("something else")
    assert library.where(1) is None
    with pytest.raises(Moved, match="has changed since it was added"):
        library.page_image(1, 1, None, 100)


def test_a_copy_stands_in_for_an_original_that_vanished_while_it_is_whole(
    library: Library, tmp_path: Path
) -> None:
    path = pdf(tmp_path, "a.pdf", "About boats.")
    add(library, path)
    library.keep_copy(1)
    assert library.where(1) == path
    path.unlink()
    copy = library.where(1)
    assert copy is not None
    assert copy.read_text() == "%PDF\nAbout boats."
    copy.write_text("damaged")
    assert library.where(1) is None


def test_what_is_found_again_is_known_after_a_restart(tmp_path: Path) -> None:
    path = pdf(tmp_path, "a.pdf", "About boats.")
    with Library.open(tmp_path / "home", WordEncoder(), read_text) as library:
        add(library, path)
        moved = path.rename(tmp_path / "b.pdf")
        library.find_again(1, [tmp_path])
    with Library.open(tmp_path / "home", WordEncoder(), read_text) as library:
        assert library.where(1) == moved
