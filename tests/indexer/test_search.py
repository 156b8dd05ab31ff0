from collections.abc import Iterator
from pathlib import Path

import pytest

from indexer import Library
from indexer.search import MOST_PASSAGES
from tests.indexer.fakes import WordEncoder, pdf, read_text


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    with Library.open(tmp_path / "home", WordEncoder(), read_text) as opened:
        pdf(tmp_path, "boats.pdf", *(f"Boat number {n} sails to harbour h{n}." for n in range(150)))
        pdf(tmp_path, "cars.pdf", "Cars drive on roads. " * 2, "The red car is fast.")
        for _ in opened.add([tmp_path]):
            pass
        yield opened


def test_ranks_count_up_and_scores_go_down(library: Library) -> None:
    hits = library.search("which boat sails to harbour h42?", 10).hits
    assert [hit.rank for hit in hits] == list(range(1, 11))
    assert [hit.score for hit in hits] == sorted([hit.score for hit in hits], reverse=True)
    assert hits[0].passage.text == "Boat number 42 sails to harbour h42."


def test_k_is_capped_at_both_ends(library: Library) -> None:
    assert library.search("boat", 0).hits == ()
    assert library.search("boat", -3).hits == ()
    assert len(library.search("boat", 10_000).hits) == MOST_PASSAGES


def test_what_says_the_same_twice_is_found_once(library: Library, tmp_path: Path) -> None:
    copies = [pdf(tmp_path, f"copy{n}.pdf", "The green train is late.", f"x{n}") for n in range(3)]
    for _ in library.add(copies):
        pass
    texts = [hit.passage.text for hit in library.search("late green train", 5).hits]
    assert texts.count("The green train is late.") == 1


def test_it_is_surer_of_what_is_there_than_of_what_is_not(library: Library) -> None:
    there = library.search("is the red car fast?").confidence
    not_there = library.search("who painted the ceiling of the chapel?").confidence
    assert there > 0.9 > 0.1 > not_there >= 0


def test_what_only_one_of_the_searches_finds_has_no_place_in_the_other(library: Library) -> None:
    hits = library.search("roads", 60).hits
    assert (hits[0].passage.document, hits[0].dense_rank, hits[0].keyword_rank) == (
        "cars.pdf",
        1,
        1,
    )
    assert all(hit.keyword_rank is None for hit in hits[1:])
