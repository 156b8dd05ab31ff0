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
