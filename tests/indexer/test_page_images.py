from collections.abc import Iterator
from pathlib import Path

import pytest

from indexer import Library, Moved, PasswordNeeded, Status
from tests.indexer import made_pdfs
from tests.indexer.added import add
from tests.indexer.fakes import WordEncoder
from tests.indexer.test_page_picture import pixels_of, yellow_in


@pytest.fixture
def real(tmp_path: Path) -> Iterator[Library]:
    """A library that reads real PDFs."""
    with Library.open(tmp_path / "home", WordEncoder()) as opened:
        yield opened


def test_a_page_comes_from_the_copy_where_the_original_is_gone(
    real: Library, tmp_path: Path
) -> None:
    path = made_pdfs.lines(tmp_path / "a.pdf", [["The harbour is open."]])
    add(real, path)
    passage = real.passages_of(1)[0].passage_id
    before = real.page_image(1, 1, passage, 200)
    assert yellow_in(pixels_of(before)).any()
    real.keep_copy(1)
    path.unlink()
    assert real.page_image(1, 1, passage, 200) == before
    real.drop_copy(1)
    with pytest.raises(Moved, match=r"^a\.pdf is no longer where it was.*`quire find 1 FOLDER`"):
        real.page_image(1, 1, passage, 200)


def test_pages_of_a_locked_document_are_seen_again_once_it_is_unlocked(tmp_path: Path) -> None:
    path = made_pdfs.encrypted(tmp_path / "locked.pdf", "gull")
    home = tmp_path / "home"
    with Library.open(home, WordEncoder()) as library:
        (report,) = add(library, path, password="gull")
        assert report.status is Status.INDEXED
        seen = library.page_image(1, 1, None, 100)
    with Library.open(home, WordEncoder()) as library:
        with pytest.raises(PasswordNeeded, match=r"^locked\.pdf is locked: give its password"):
            library.page_image(1, 1, None, 100)
        with pytest.raises(PasswordNeeded, match=r"does not open locked\.pdf: try another"):
            library.unlock(1, "tern")
        with pytest.raises(PasswordNeeded):
            library.page_image(1, 1, None, 100)
        library.unlock(1, "gull")
        assert library.page_image(1, 1, None, 100) == seen
        library.keep_copy(1)
        path.unlink()
        assert library.page_image(1, 1, None, 100) == seen
    written = b"".join(one.read_bytes() for one in home.rglob("*") if one.is_file())
    assert b"gull" not in written
    with (
        Library.open(home, WordEncoder()) as library,
        pytest.raises(PasswordNeeded, match="locked"),
    ):
        library.page_image(1, 1, None, 100)


def test_a_page_that_cannot_be_drawn_is_named_by_its_document(
    real: Library, tmp_path: Path
) -> None:
    path = made_pdfs.lines(tmp_path / "a.pdf", [["One."]])
    add(real, path)
    real.keep_copy(1)
    path.unlink()
    with pytest.raises(Exception, match=r"^Page 7 of a\.pdf cannot be drawn"):
        real.page_image(1, 7, None, 100)


def test_passages_that_follow_on_each_other_are_marked_as_one_on_each_of_their_pages(
    real: Library, tmp_path: Path
) -> None:
    pages = [["The harbour is open.", "Boats sail."], ["The town sleeps."], ["Nobody rows."]]
    add(real, made_pdfs.lines(tmp_path / "a.pdf", pages))
    ids = [one.passage_id for one in real.passages_of(1) if one.last_page < 3]
    for page, marked in ((1, True), (2, True), (3, False)):
        picture = pixels_of(real.page_image(1, page, tuple(reversed(ids)), 300))
        assert yellow_in(picture).any() == marked
    alone = yellow_in(pixels_of(real.page_image(1, 2, ids[-1], 300)))
    both = yellow_in(pixels_of(real.page_image(1, 2, ids, 300)))
    assert (alone == both).all()
    assert real.page_image(1, 1, (), 300) == real.page_image(1, 1, None, 300)
