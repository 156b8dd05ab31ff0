"""The cards of a search in the library."""

from __future__ import annotations

from desktop.ui.found import found_passages
from indexer import Milliseconds, SearchResult
from tests.desktop.fakes import hits, passage


def found(question: str, *texts: str) -> str:
    passages = [passage(n, text, page=n + 3) for n, text in enumerate(texts, 1)]
    return str(
        found_passages(SearchResult(question, hits(*passages), Milliseconds(1, 1, 1, 1, 12.3)))
    )


def test_each_passage_is_a_card_with_its_place_and_the_words_marked() -> None:
    html = found("notice Period of", "The notice period is of three months. Periods differ.")
    assert "1 passage in 12 ms" in html
    assert 'data-do="open-found" data-n="p1"' in html
    assert "<b>handbook.pdf</b>" in html
    assert "page 4" in html
    assert (
        "The <mark>notice</mark> <mark>period</mark> is of three months. <mark>Periods</mark> "
        "differ." in html
    )


def test_a_long_passage_is_shown_from_where_the_words_are() -> None:
    html = found("exit", "word " * 100 + "the emergency exit is here " + "word " * 100)
    assert "… word" in html
    assert "emergency <mark>exit</mark> is here" in html
    assert html.count("word") < 60
    assert "word …" in html


def test_text_stays_text_whatever_is_looked_for() -> None:
    html = found("<b> img .* (", "<img src=x> and .* ( too")
    assert "<img" not in html
    assert "&lt;<mark>img</mark> src=x&gt; and .* ( too" in html


def test_nothing_found_is_said() -> None:
    assert "No passage was found." in found("anything")
