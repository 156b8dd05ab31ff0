from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.support import PARTLY, SUPPORTED, support
from desktop.types import Cited
from tests.desktop.fakes import hits, passage

PASSAGES = tuple(
    Cited(n, hit)
    for n, hit in enumerate(
        hits(
            passage(1, "Inventories were $8.5 billion at May 31, 2023, flat to the prior year."),
            passage(2, "The notice period is three months to the end of a quarter."),
        ),
        1,
    )
)


def test_a_quoted_sentence_is_supported_by_its_passage() -> None:
    (only,) = support("Inventories were $8.5 billion at May 31, 2023 [1].", PASSAGES)
    assert (only.score, only.n) == (1.0, 1)


def test_a_wrong_number_takes_the_support_away() -> None:
    (only,) = support("Inventories were $9.2 billion at May 31, 2023.", PASSAGES)
    assert only.score < PARTLY


def test_an_invented_sentence_is_not_supported() -> None:
    (only,) = support("Penguins settle on warmer coasts.", PASSAGES)
    assert (only.score, only.n) == (0.0, None)


def test_each_sentence_is_judged_for_itself_and_knows_its_place() -> None:
    text = "The notice period is three months. [2] Penguins settle on coasts."
    found = support(text, PASSAGES)
    assert [text[each.start : each.end] for each in found] == [
        "The notice period is three months. [2]",
        "Penguins settle on coasts.",
    ]
    assert [each.score >= SUPPORTED for each in found] == [True, False]


def test_an_abbreviated_number_does_not_end_a_sentence() -> None:
    assert len(support("It was $8.5 billion in 2023.", PASSAGES)) == 1


def test_lines_that_tell_of_the_answer_itself_are_not_judged() -> None:
    text = "Answer: It was $8.5 billion. [1]\nEvidence: [1]\nConfidence: high"
    assert [each.sentence for each in support(text, PASSAGES)] == [
        "Answer: It was $8.5 billion. [1]"
    ]
    assert len(support("Confidence: high spirits in Paris.", PASSAGES)) == 1


def test_without_passages_nothing_is_supported() -> None:
    assert [each.score for each in support("Inventories were flat.", ())] == [0.0]


@given(st.text())
def test_places_are_in_order_and_scores_between_none_and_all(text: str) -> None:
    found = support(text, PASSAGES)
    assert all(
        0 <= each.score <= 1 and text[each.start : each.end] == each.sentence for each in found
    )
    assert all(a.end <= b.start for a, b in pairwise(found))


@pytest.mark.parametrize(
    "sentence",
    [
        "Thank you for asking.",
        "**Answer:** Thank you very much for your question!",
        "I am sorry.",
        "You’re welcome!",
        "Good question.",
        "I hope this helps.",
        "Please let me know if you need anything else.",
        "The documents do not say.",
        "I cannot know that without the documents.",
        "I don't know.",
        "I do not know; I would have to read it in a document.",
        "Without the documents I cannot say.",
    ],
)
def test_courtesy_and_not_knowing_state_nothing_and_are_not_judged(sentence: str) -> None:
    assert support(sentence, PASSAGES) == ()
    (only,) = support(f"{sentence} The notice period is three months.", PASSAGES)
    assert only.sentence == "The notice period is three months."


@pytest.mark.parametrize(
    "sentence",
    [
        "Thank you notes are sent by Mr Hale.",
        "The documents do not say that the notice period is six months.",
        "Sorry cases are settled in 12 days.",
        "The warranty does not cover seals.",
        "I cannot say that sales fell by 12 percent.",
        "Without the documents I cannot say that sales fell.",
        "I do not know, I would say 12 percent.",
        "Sure-Lock doors cost 80 euros.",
    ],
)
def test_a_statement_that_begins_like_courtesy_is_judged(sentence: str) -> None:
    assert len(support(sentence, PASSAGES)) == 1


FACTS = tuple(
    Cited(n, hit)
    for n, hit in enumerate(
        hits(
            passage(
                1,
                "The city counted 2.4 million visitors on 3 June 2024, and 2,400 of them stayed "
                "for two nights. Prices rose by 12 % within 30 days.\n"
                "The warranty does not cover seals. The hotel must be left by 11 in the morning.",
            ),
        ),
        1,
    )
)


@pytest.mark.parametrize(
    "sentence",
    [
        "The city counted 2,400,000 visitors on June 3, 2024.",
        "The city counted 2.4m visitors on 2024-06-03.",
        "2400 of them stayed for 2 nights.",
        "Prices rose by 12 percent within thirty days.",
        "Prices rose by twelve per cent within 30 days.",
        "The warranty does not cover seals.",
        "The warranty doesn't cover seals.",
    ],
)
def test_a_number_a_date_or_a_no_said_in_another_way_stays_supported(sentence: str) -> None:
    assert [each.score >= SUPPORTED for each in support(sentence, FACTS)] == [True]


@pytest.mark.parametrize(
    "sentence",
    [
        "The city counted 4.2 million visitors on 3 June 2024.",
        "The city counted 2.4 billion visitors on 3 June 2024.",
        "The city counted 2.4 million visitors on 6 June 2024.",
        "The city counted 2.4 million visitors on 3 July 2024.",
        "The city counted 2.4 million visitors on 3 June 2023.",
        "2400 of them stayed for 20 nights.",
        "Prices rose by 21 % within 30 days.",
        "Prices rose by 12 % within 30 months.",
        "Prices rose by 12 euros within 30 days.",
        "The warranty covers seals.",
        "The hotel must not be left by 11 in the morning.",
    ],
)
def test_a_misquoted_number_a_wrong_date_or_a_turned_no_is_not_found(sentence: str) -> None:
    assert [each.score < PARTLY for each in support(sentence, FACTS)] == [True]


def test_a_number_that_stands_beside_other_words_is_found_only_partly() -> None:
    far = " ".join(f"{word} lies between." for word in "sand clay chalk slate loam peat".split())
    passages = tuple(
        Cited(n, hit)
        for n, hit in enumerate(
            hits(
                passage(1, f"It is made for up to 30 cups a day. {far} It is kept at 38 degrees.")
            ),
            1,
        )
    )
    (right,) = support("It is made for up to 30 cups a day.", passages)
    (wrong,) = support("It is made for up to 38 cups a day.", passages)
    assert right.score >= SUPPORTED > wrong.score >= PARTLY


def test_the_number_of_a_step_is_no_sentence() -> None:
    found = support("1. The notice period is three months.\n2. Inventories were flat.", PASSAGES)
    assert [each.sentence for each in found] == [
        "The notice period is three months.",
        "Inventories were flat.",
    ]
    assert [each.sentence for each in support("30.", PASSAGES)] == ["30."]
