"""Files that were moved: missed, looked for and found, over a real library."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Generator, Iterator, Sequence
from pathlib import Path

import pytest

from desktop.errors import BadInput
from desktop.lost_files import LostFile, LostFiles
from indexer import Library, Looking, Moved, UnknownDocument
from tests.indexer.added import add
from tests.indexer.fakes import WordEncoder, pdf, read_text


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    with Library.open(tmp_path / "home" / "library", WordEncoder(), read_text) as library:
        yield library


@pytest.fixture(autouse=True)
def few_folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The machine's own are not looked through."""
    for name in ("downloads", "documents", "desktop"):
        where = tmp_path / "user" / name
        monkeypatch.setattr(f"desktop.likely_folders.user_{name}_path", lambda where=where: where)


class Told:
    """Counts how often there was a change."""

    def __init__(self) -> None:
        self.times = 0

    def __call__(self) -> None:
        self.times += 1


def files_of(library: Library, home: Path | None = None, told: Told | None = None) -> LostFiles:
    return LostFiles(lambda: library, lambda: None, told or Told(), home)


def until(done: Callable[[], bool]) -> None:
    end = time.monotonic() + 10
    while not done():
        assert time.monotonic() < end, "it did not come about in time"
        time.sleep(0.005)


def settled(lost: LostFiles) -> LostFile:
    until(lambda: not any(each.is_sought for each in lost.now()))
    [known] = lost.now()
    return known


def miss(lost: LostFiles, library: Library) -> None:
    with pytest.raises(Moved), lost.noticed(1):
        library.page_image(1, 1, None, 100)


def test_a_file_is_missed_then_found_in_a_folder_that_a_person_names(
    library: Library, tmp_path: Path
) -> None:
    path = pdf(tmp_path / "desk", "a.pdf", "About boats.")
    add(library, path)
    told = Told()
    lost = files_of(library, told=told)
    moved = path.rename(pdf(tmp_path / "cellar", "b.pdf", "").with_name("c.pdf"))
    assert lost.now() == ()
    miss(lost, library)
    fact = f"a.pdf is no longer where it was: {path}."
    assert (lost.now(), told.times) == ((LostFile(1, fact),), 1)
    miss(lost, library)
    assert (lost.now(), told.times) == ((LostFile(1, fact),), 1)
    lost.find(1)
    said = f"Looked in {path.parent} (0 files): it is not there. Type another folder."
    assert settled(lost) == LostFile(1, fact, said)
    lost.find(1, str(moved.parent))
    found = LostFile(1, fact, f"It was found: {moved}", found=moved)
    assert settled(lost) == found
    assert library.where(1) == moved
    with lost.noticed(1):
        assert library.where(1) == moved
    assert lost.of(1) == found
    moved.unlink()
    miss(lost, library)
    assert lost.now() == (LostFile(1, f"a.pdf is no longer where it was: {moved}."),)
    lost.close()


def test_where_the_other_documents_are_is_looked_first_and_our_own_folder_never(
    library: Library, tmp_path: Path
) -> None:
    home, fleet = tmp_path / "home", tmp_path / "fleet"
    path = pdf(tmp_path / "desk", "a.pdf", "About boats.")
    add(library, path)
    add(library, pdf(home / "documents", "upload.pdf", "About cars."))
    add(library, pdf(fleet, "ships.pdf", "About ships."))
    pdf(home / "documents", "mine.pdf", "About boats.")
    moved = path.rename(fleet / "a.pdf")
    lost = files_of(library, home)
    lost.find(1)
    assert settled(lost).found == moved
    moved.rename(home / "a.pdf")
    lost.find(1)
    assert settled(lost).found is None
    lost.close()


def test_a_folder_that_is_not_there_and_a_document_that_is_gone_are_said(
    library: Library, tmp_path: Path
) -> None:
    add(library, pdf(tmp_path, "a.pdf", "About boats."))
    lost = files_of(library)
    with pytest.raises(BadInput, match=r"There is no folder .*nowhere: check the path"):
        lost.find(1, str(tmp_path / "nowhere"))
    with pytest.raises(BadInput, match="whole path"):
        lost.find(1, "Reports")
    with pytest.raises(UnknownDocument, match="not in the library any more"):
        lost.find(2)
    assert lost.now() == ()


def test_a_file_that_comes_back_by_itself_is_known_as_soon_as_it_is_needed_or_added(
    library: Library, tmp_path: Path
) -> None:
    path = pdf(tmp_path, "a.pdf", "About boats.")
    add(library, path)
    lost = files_of(library)
    away = path.rename(tmp_path / "away")
    miss(lost, library)
    lost.look_again(1)
    assert lost.now()[0].found is None
    away.rename(path)
    with lost.noticed(1):
        assert library.where(1) == path
    assert lost.now()[0].found == path
    other = path.rename(tmp_path / "other.pdf")
    miss(lost, library)
    add(library, other)
    lost.look_again(1)
    assert lost.now()[0].found == other


class HeldLibrary:
    """A library whose search goes on only when it may, and says how far it is."""

    def __init__(self, library: Library) -> None:
        self._library = library
        self.may_end = threading.Event()
        self.begun = 0
        self.closed = 0
        self.documents = library.documents
        self.where = library.where

    def look_for(self, document_id: int, folders: Sequence[Path]) -> Generator[Looking, None, None]:
        self.begun += 1
        looked = 0
        try:
            while not self.may_end.wait(0.005):
                looked += 1
                yield Looking(folders[0], looked)
            yield from self._library.look_for(document_id, folders)
        finally:
            self.closed += 1


def test_a_search_says_how_far_it_is_is_begun_once_and_can_be_stopped(
    library: Library, tmp_path: Path
) -> None:
    path = pdf(tmp_path / "desk", "a.pdf", "About boats.")
    add(library, path)
    path.rename(tmp_path / "b.pdf")
    held = HeldLibrary(library)
    lost = LostFiles(lambda: held, lambda: None, Told())
    lost.find(1)
    until(lambda: lost.now()[0].said.startswith(f"Looking in {path.parent}: "))
    lost.find(1, str(tmp_path))
    assert (held.begun, lost.now()[0].is_sought) == (1, True)
    miss(lost, library)
    assert lost.now()[0].is_sought
    lost.stop(1)
    last = settled(lost)
    assert last.said.startswith("Stopped after ")
    assert (last.found, held.closed) == (None, 1)
    lost.find(1, str(tmp_path))
    held.may_end.set()
    assert settled(lost).found == tmp_path / "b.pdf"
    lost.stop(1)
    lost.close()


def test_closing_ends_a_search_and_leaves_the_library_alone(
    library: Library, tmp_path: Path
) -> None:
    path = pdf(tmp_path / "desk", "a.pdf", "About boats.")
    add(library, path)
    path.unlink()
    held = HeldLibrary(library)
    lost = LostFiles(lambda: held, lambda: tmp_path, Told())
    lost.find(1)
    lost.close()
    assert held.closed == held.begun
    assert not lost.now()[0].is_sought
