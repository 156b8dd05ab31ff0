"""The library as a person sees it, over a stand-in that finds what shares words."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

import pytest

from desktop.changes import Changes
from desktop.choice import Chosen
from desktop.kept_uploads import KeptUploads
from desktop.shelf import Shelf
from desktop.shelf_notes import ShelfNotes
from indexer import Document, IndexerError, LibraryBusy, Passage, UnknownDocument
from tests.desktop.fakes import FakeLibrary
from tests.desktop.screen_bench import LOCKED, PDF, BenchLibrary, passage

STOCK = passage(1, "Inventories were $8.5 billion.")


def until(done: Callable[[], bool]) -> None:
    end = time.monotonic() + 10
    while not done():
        assert time.monotonic() < end, "it did not come about in time"
        time.sleep(0.005)


def a_shelf(library: BenchLibrary, home: Path | None = None) -> Shelf:
    """A shelf over the library; with a home, one that keeps uploads and notes there."""
    uploads = KeptUploads(home / "uploads", home / "documents") if home else None
    notes = ShelfNotes(home / "notes.sqlite") if home else None
    shelf = Shelf(Changes(), lambda: library, uploads, notes)
    shelf.show(library)
    return shelf


def names(shelf: Shelf) -> list[str]:
    return [document.name for document in shelf.documents()]


def added(shelf: Shelf, *paths: Path) -> None:
    shelf.add(paths)
    until(lambda: bool(shelf.files()) and all(step.report for step in shelf.files()))


def a_file(path: Path, content: bytes = PDF) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return path


def test_copies_are_kept_of_what_lies_elsewhere_as_long_as_they_are_wanted(tmp_path: Path) -> None:
    library, home, wanted = BenchLibrary(), tmp_path / "home", [False]
    shelf = Shelf(Changes(), lambda: library, home=home, keeps_copies=lambda: wanted[0])
    shelf.show(library)
    added(shelf, a_file(tmp_path / "before.pdf"))
    wanted[0] = True
    added(shelf, a_file(tmp_path / "elsewhere.pdf"))
    added(shelf, a_file(home / "documents" / "dropped.pdf"))
    assert library.copied == [tmp_path / "elsewhere.pdf"]
    shelf.close()


def test_a_removed_document_is_out_of_sight_and_search_until_it_is_brought_back() -> None:
    shelf = a_shelf(BenchLibrary([STOCK, passage(2, "Inventories of the other.")]))
    assert len(shelf.among(None).search("inventories").hits) == 2
    gone = shelf.remove(1)
    assert (shelf.documents(), shelf.removed()) == ((), (gone,))
    assert shelf.among(None).search("inventories").hits == ()
    with pytest.raises(UnknownDocument):
        shelf.remove(1)
    shelf.restore(1)
    assert (shelf.documents(), shelf.removed()) == ((gone,), ())
    assert len(shelf.among(None).search("inventories").hits) == 2
    shelf.close()


def test_what_was_removed_leaves_the_library_when_the_program_ends(tmp_path: Path) -> None:
    library = BenchLibrary([STOCK])
    shelf = a_shelf(library, tmp_path)
    upload = a_file(tmp_path / "uploads" / "plain.pdf")
    added(shelf, upload)
    [kept] = [document.path for document in shelf.documents() if document.name == "plain.pdf"]
    shelf.remove(2)
    assert (len(library.documents()), kept.exists()) == (2, True)
    shelf.close()
    assert [document.document_id for document in library.documents()] == [1]
    assert not kept.exists()


def test_what_was_removed_before_a_crash_leaves_the_library_at_the_next_start(
    tmp_path: Path,
) -> None:
    library = BenchLibrary([STOCK])
    a_shelf(library, tmp_path).remove(1)
    again = a_shelf(library, tmp_path)
    assert (library.documents(), again.removed()) == ((), ())
    again.close()


def test_it_can_be_removed_for_good_at_once() -> None:
    library = BenchLibrary([STOCK])
    shelf = a_shelf(library)
    shelf.remove(1)
    shelf.take_out()
    assert (library.documents(), shelf.removed()) == ((), ())
    shelf.close()


def test_what_cannot_be_removed_for_good_is_said_and_can_still_be_brought_back() -> None:
    class Busy(BenchLibrary):
        def remove(self, document_id: int) -> Document:
            raise LibraryBusy("Quire is open elsewhere. Close it there.")

    shelf = a_shelf(Busy([STOCK]))
    shelf.remove(1)
    with pytest.raises(LibraryBusy, match="open elsewhere"):
        shelf.take_out()
    assert [each.document_id for each in shelf.removed()] == [1]
    shelf.restore(1)
    assert len(shelf.documents()) == 1
    shelf.close()


def test_a_document_that_is_added_again_is_back(tmp_path: Path) -> None:
    shelf = a_shelf(BenchLibrary(), tmp_path)
    path = a_file(tmp_path / "plain.pdf")
    added(shelf, path)
    shelf.remove(1)
    added(shelf, path)
    assert (names(shelf), shelf.removed()) == (["plain.pdf"], ())
    shelf.close()


def test_an_upload_that_became_no_document_goes_when_it_is_taken_off_the_list(
    tmp_path: Path,
) -> None:
    shelf = a_shelf(BenchLibrary(), tmp_path)
    added(shelf, a_file(tmp_path / "uploads" / "locked.pdf", LOCKED))
    [step] = shelf.files()
    assert step.path.is_relative_to(tmp_path / "documents")
    shelf.dismiss(step.path)
    assert (shelf.files(), step.path.exists()) == ((), False)
    shelf.close()


def test_while_there_is_no_library_nothing_is_shown_and_removing_says_why() -> None:
    def missing() -> BenchLibrary:
        raise IndexerError("The library cannot be read.")

    shelf = Shelf(Changes(), missing)
    assert (shelf.documents(), shelf.removed()) == ((), ())
    with pytest.raises(IndexerError, match="cannot be read"):
        shelf.remove(1)
    shelf.close()


def test_only_chosen_documents_are_searched_and_never_one_that_was_removed() -> None:
    other = Passage(2, 2, "other.pdf", "", 1, "1", 1, 0, 21, "Inventories elsewhere.")
    shelf = a_shelf(BenchLibrary([STOCK, other]))

    def found(chosen: Chosen | None) -> set[int]:
        hits = shelf.among(chosen).search("inventories").hits
        return {hit.passage.document_id for hit in hits}

    assert found(None) == {1, 2}
    assert found(Chosen((2,), ("other.pdf",), 2)) == {2}
    shelf.remove(2)
    assert (found(None), found(Chosen((2,), ("other.pdf",), 2))) == ({1}, set())
    shelf.close()


def test_what_was_not_done_goes_on_at_the_next_start(tmp_path: Path) -> None:
    slow = BenchLibrary(seconds_a_page=0.02)
    shelf = a_shelf(slow, tmp_path)
    long = a_file(tmp_path / "uploads" / "long.pdf", b"%PDF 900 pages")
    short = a_file(tmp_path / "short.pdf", b"%PDF 1 pages")
    gone = a_file(tmp_path / "gone.pdf")
    shelf.add([short, long, gone])
    until(lambda: names(shelf) == ["short.pdf"])
    shelf.cancel(gone)
    shelf.close()

    again = a_shelf(BenchLibrary(), tmp_path)
    again.go_on()
    until(lambda: names(again) == ["long.pdf"])
    assert [step.path.name for step in again.files()] == ["long.pdf"]
    again.close()
    third = a_shelf(BenchLibrary(), tmp_path)
    third.go_on()
    assert third.files() == ()
    third.close()


def test_a_document_is_read_again_and_says_what_it_has_now(tmp_path: Path) -> None:
    shelf = a_shelf(BenchLibrary())
    path = a_file(tmp_path / "plain.pdf")
    added(shelf, path)
    path.write_bytes(b"%PDF 7 pages")
    shelf.read_again(1)
    until(lambda: [d.pages for d in shelf.documents()] == [7])
    with pytest.raises(UnknownDocument):
        shelf.read_again(9)
    shelf.close()


def test_what_another_embedding_model_embedded_is_embedded_anew_at_the_start() -> None:
    library = FakeLibrary("The notice period is three months.")
    library.otherwise = [1]
    shelf = Shelf(Changes(), lambda: library)
    shelf.show(library)
    shelf.remove(1)
    shelf.go_on()
    until(lambda: library.otherwise == [])
    until(lambda: not shelf.is_adding)
    assert shelf.documents() == ()
    shelf.close()


def test_what_is_embedded_or_read_again_is_not_called_new() -> None:
    library = FakeLibrary("handbook", seconds_a_file=0.2)
    library.otherwise = [1]
    shelf = Shelf(Changes(), lambda: library)
    shelf.show(library)
    shelf.go_on()
    until(lambda: shelf.still_reading(None) != "")
    said = "handbook.pdf is being embedded anew: until then it is found by its words only."
    assert shelf.still_reading(None) == said
    assert shelf.still_reading(Chosen((1,), ("handbook.pdf",), 2)) == said
    assert shelf.still_reading(Chosen((2,), ("other.pdf",), 2)) == ""
    until(lambda: not shelf.is_adding)
    shelf.read_again(1)
    said = shelf.still_reading(None)
    assert said in {"", "handbook.pdf is being read again: what was read before was searched."}
    until(lambda: not shelf.is_adding)
    assert shelf.still_reading(None) == ""
    shelf.close()
