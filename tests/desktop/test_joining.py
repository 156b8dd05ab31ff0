"""Neighbours among the hits as one passage, over a stand-in and over a real library."""

from __future__ import annotations

import itertools
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from desktop.cited import Cited, Part
from desktop.joining import MOST_JOINED, joined, one_by_one
from indexer import Hit, Library, LibraryError, Passage
from tests.desktop.fakes import hits
from tests.indexer.added import add
from tests.indexer.fakes import WordEncoder, pdf, read_text


def made(number: int, page: int = 1, document: int = 1) -> Passage:
    """One of the passages of a page that hold ten characters each, numbered through."""
    return Passage(
        number, document, f"{document}.pdf", "", page, str(page), page, 10 * number,
        10 * number + 9, f"text {number:>4}",
    )  # fmt: skip


def widen(passage_id: int, after: int) -> Passage:
    first, last = made(passage_id), made(passage_id + after)
    text = " ".join(made(n).text for n in range(passage_id, passage_id + after + 1))
    return Passage(
        passage_id, 1, "1.pdf", "", first.page, "1", last.last_page, first.start, last.end, text
    )


def test_neighbours_are_one_passage_in_the_place_of_the_best_of_them() -> None:
    found = hits(made(7), made(3), made(9), made(2), made(30))
    seven, both, nine, thirty = joined(found, widen)
    assert [each.hit for each in (seven, nine, thirty)] == [found[0], found[2], found[4]]
    assert (seven.joined, seven.ids, seven.best) == ((), (7,), Part(7, 1, "1", 1, 70, 79))
    assert both == Cited(
        0,
        Hit(
            2,
            Passage(3, 1, "1.pdf", "", 1, "1", 1, 20, 39, "text    2 text    3"),
            found[1].score, found[1].dense_rank, found[1].keyword_rank,
        ),
        (Part(2, 1, "1", 1, 20, 29), Part(3, 1, "1", 1, 30, 39)),
    )  # fmt: skip
    assert (both.ids, both.best) == ((2, 3), Part(3, 1, "1", 1, 30, 39))


@given(st.lists(st.integers(1, 40), unique=True, max_size=12))
def test_every_hit_is_in_one_passage_and_none_is_longer_than_three(numbers: list[int]) -> None:
    found = hits(*map(made, numbers))
    passages = joined(found, widen)
    assert sorted(itertools.chain(*(each.ids for each in passages))) == sorted(numbers)
    assert all(1 <= len(each.ids) <= MOST_JOINED for each in passages)
    assert [each.hit.rank for each in passages] == sorted(each.hit.rank for each in passages)
    assert all(each.best.passage_id == each.hit.passage.passage_id for each in passages)


def test_what_only_has_the_next_id_is_no_neighbour() -> None:
    other_document = hits(made(2), made(3, document=2))
    out_of_order = hits(made(2, page=4), made(3, page=3))
    for found in (other_document, out_of_order):
        assert joined(found, widen) == one_by_one(found)


def test_what_was_changed_meanwhile_stays_as_it_was_found() -> None:
    def gone(passage_id: int, after: int) -> Passage:
        raise LibraryError("The passage is gone.")

    found = hits(made(2), made(3))
    assert joined(found, gone) == one_by_one(found)
    assert joined(found, lambda number, _: made(number)) == one_by_one(found)


def test_a_real_librarys_passages_are_joined_as_they_stand_on_their_pages(tmp_path: Path) -> None:
    pages = ["One a a a a.\nTwo b b b b.", "Three c c c c."]
    with Library.open(tmp_path / "home", WordEncoder(max_pieces=6), read_text) as library:
        add(library, pdf(tmp_path, "a.pdf", *pages))
        one, two, three = library.passages_of(1)
        (whole,) = joined(hits(two, three, one), lambda n, after: library.widened(n, 0, after))
    assert whole.hit.passage.text == "\n".join(pages)
    assert (whole.hit.passage.passage_id, whole.ids) == (
        two.passage_id, (one.passage_id, two.passage_id, three.passage_id),
    )  # fmt: skip
    assert (whole.hit.passage.page, whole.hit.passage.last_page) == (1, 2)
