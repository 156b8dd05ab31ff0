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


def ids(library: Library) -> dict[str, int]:
    return {one.name: one.document_id for one in library.documents()}


def test_documents_can_be_left_out(library: Library) -> None:
    number = ids(library)
    every = library.search("boat or red car", 10).hits
    assert {hit.passage.document for hit in every} == {"boats.pdf", "cars.pdf"}
    rest = library.search("boat or red car", 10, without=[number["cars.pdf"]]).hits
    assert {hit.passage.document for hit in rest} == {"boats.pdf"}
    assert len(rest) == 10
    assert library.search("boat", 10, [number["boats.pdf"]], without=number.values()).hits == ()


def test_the_best_passages_of_a_pinned_document_are_always_found(library: Library) -> None:
    number = ids(library)
    question = "which boat sails to harbour h42?"
    plain = library.search(question, 6).hits
    assert {hit.passage.document for hit in plain} == {"boats.pdf"}
    hits = library.search(question, 6, pinned=[number["cars.pdf"]]).hits
    assert [hit.rank for hit in hits] == list(range(1, 7))
    assert [hit.score for hit in hits] == sorted([hit.score for hit in hits], reverse=True)
    assert hits[:4] == plain[:4]
    pinned = [hit for hit in hits if hit.passage.document == "cars.pdf"]
    assert {hit.passage.text for hit in pinned} == {
        "Cars drive on roads. Cars drive on roads.", "The red car is fast.",
    }  # fmt: skip
    assert all(hit.dense_rank != 1 and hit.keyword_rank != 1 for hit in pinned)
    alone = library.search("red car", 6, [number["boats.pdf"]], pinned=[number["cars.pdf"]]).hits
    assert alone[0].passage.text == "The red car is fast."


def test_what_is_pinned_and_left_out_is_left_out(library: Library) -> None:
    cars = ids(library)["cars.pdf"]
    hits = library.search("red car", 6, pinned=[cars, 99], without=[cars]).hits
    assert {hit.passage.document for hit in hits} == {"boats.pdf"}


class ByLength:
    """The shorter a text, the better it fits."""

    def __init__(self) -> None:
        self.read: list[str] = []

    def scores(self, question: str, texts: list[str]) -> list[float]:
        self.read += texts
        return [-len(text) / len(question) for text in texts]


def test_a_reranker_has_the_last_word_on_the_order(library: Library) -> None:
    reranker = ByLength()
    question = "which boat sails to harbour h142?"
    result = library.search(question, 5, rerank=reranker, pinned=[ids(library)["cars.pdf"]])
    scores = [hit.rerank_score for hit in result.hits]
    assert None not in scores
    assert scores == sorted(scores, reverse=True)  # type: ignore[type-var]
    assert len(reranker.read) == len(set(reranker.read)) <= 32 + 2
    assert result.milliseconds.rerank > 0
    plain = library.search(question, 5)
    assert [hit.rerank_score for hit in plain.hits] == [None] * 5
    assert plain.milliseconds.rerank == 0
    assert plain.hits[0].passage.text == "Boat number 142 sails to harbour h142."
