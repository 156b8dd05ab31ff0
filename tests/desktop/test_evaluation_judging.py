from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.evaluation.judging import Verdict, holds, judge, plain_words
from desktop.evaluation.question_set import Item
from desktop.modes import Mode
from desktop.types import Answer, Citation, Cited, SentenceSupport, Stats, Stop
from indexer import Hit, Passage

STATS = Stats(10, 0, 5, 100.0, 30.0, 0)
ITEM = Item(2, "How long?", ("three months", "3 months"), "Handbook.PDF", 3, "")


def cited(n: int, document: str, page: int, last: int) -> Cited:
    passage = Passage(n, 1, document, "", page, str(page), last, 0, 4, "text")
    return Cited(n, Hit(n, passage, 1.0, n, n))


PASSAGES = (cited(1, "handbook.pdf", 2, 3), cited(2, "handbook.pdf", 4, 4), cited(3, "x.pdf", 3, 3))


def answer(text: str, mode: Mode, *cites: int, stop: Stop = Stop.END) -> Answer:
    citations = tuple(Citation(n, 1, "handbook.pdf", n, str(n)) for n in cites)
    support = (SentenceSupport(text, 0, 1, 0.9, 1), SentenceSupport(text, 1, 2, 0.5, 1))
    return Answer(mode, text, citations, support, stop, STATS)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("It is three months [1].", "Three months"),
        ("In the first, three\n months.", "three months"),
        ("They hold 9,000 litres.", "9000 litres"),
        ("It costs £0.46 per mile", "0.46"),
        ("62% of them", "62 per cent"),
        ("Die Frist beträgt DREI Monate", "drei monate"),
        ("ring the gatehouse before 9 o’clock", "ring gatehouse before 9 o'clock"),
    ],
)
def test_the_expected_words_are_found_however_they_are_set(text: str, expected: str) -> None:
    assert holds(text, expected)


@pytest.mark.parametrize(
    ("text", "expected"),
    [("It costs £130", "£30"), ("months, three", "three months"), ("0.46", "46"), ("x", "")],
)
def test_other_words_are_not_taken_for_them(text: str, expected: str) -> None:
    assert not holds(text, expected)


@given(st.text(max_size=40), st.text(max_size=40), st.text(max_size=40))
def test_a_text_holds_every_stretch_of_its_words(before: str, inside: str, after: str) -> None:
    words = plain_words(inside)
    whole = " ".join([*plain_words(before), *words, *plain_words(after)])
    assert holds(whole, " ".join(words)) is bool(words)


def test_an_open_book_answer_is_judged_by_words_pages_and_support() -> None:
    right = judge(ITEM, answer("It is 3 months [1] [2].", Mode.RAG, 1, 2), PASSAGES)
    assert right == Verdict(True, False, 2, 1, 0.5)
    other = judge(ITEM, answer("Two weeks [3].", Mode.RAG, 3), PASSAGES)
    assert other == Verdict(False, False, 1, 0, 0.5)


def test_a_closed_book_answer_has_no_pages_to_be_right_about() -> None:
    verdict = judge(ITEM, answer("I do not know.", Mode.BASE), PASSAGES)
    assert verdict == Verdict(False, True, 0, None, 0.5)


def test_where_the_documents_do_not_say_nothing_can_be_correct() -> None:
    silent = Item(3, "Who sings?", (), "", None, "unanswered")
    verdict = judge(silent, answer("The documents do not say.", Mode.RAG), PASSAGES)
    assert verdict == Verdict(None, True, 0, None, 0.5)


def test_a_lane_that_failed_is_neither_right_nor_supported() -> None:
    failed = answer("three months", Mode.RAG, stop=Stop.ERROR)
    assert judge(ITEM, failed, PASSAGES) == Verdict(False, False, 0, 0, None)
