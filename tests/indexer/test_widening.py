from pathlib import Path

import pytest

from indexer import Library, LibraryError
from tests.indexer.fakes import WordEncoder, pdf, read_text


def test_a_passage_is_joined_with_its_neighbours_of_the_same_document(tmp_path: Path) -> None:
    first = "One a a a a.\nTwo b b b b.\nThree c c c c."
    with Library.open(tmp_path / "home", WordEncoder(max_pieces=6), read_text) as library:
        for name, texts in (("a.pdf", [first, "Four d d d d."]), ("b.pdf", ["Other e e e e."])):
            for _ in library.add([pdf(tmp_path, name, *texts)]):
                pass
        two, four = library.passages_of(1)[1], library.passages_of(1)[3]
        assert library.widened(two.passage_id, 0, 0) == two
        assert library.widened(two.passage_id).text == first
        end = library.widened(four.passage_id, 2, 5)
        assert end.text == "Two b b b b.\nThree c c c c.\nFour d d d d."
        assert (end.page, end.start, end.last_page, end.end) == (1, 13, 2, 13)
        assert end.passage_id == four.passage_id
        with pytest.raises(LibraryError, match="gone"):
            library.widened(99)


def test_the_header_row_of_a_table_that_goes_on_stays_with_it(tmp_path: Path) -> None:
    table = "Year | Sales\n" + "\n".join(f"{year} | {year * 3}" for year in range(2001, 2013))
    with Library.open(tmp_path / "home", WordEncoder(max_pieces=12), read_text) as library:
        for _ in library.add([pdf(tmp_path, "a.pdf", table)]):
            pass
        passages = library.passages_of(1)
        second, third = passages[1], passages[2]
        assert second.text.startswith("Year | Sales\n2")
        wide = library.widened(second.passage_id, 0, 1)
    own = third.text.removeprefix("Year | Sales\n")
    assert wide.text == f"{second.text}\n{own}"
    assert (wide.start, wide.end) == (second.start, third.end)
