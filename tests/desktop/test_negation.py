from __future__ import annotations

import re

import pytest

from desktop.negation import contradict, denied, denies


@pytest.mark.parametrize(
    ("sentence", "does"),
    [
        ("The warranty does not cover seals.", True),
        ("It doesn't leak.", True),
        ("Neither was found.", True),
        ("It covers seals.", False),
        ("At most, and no more than 30 days.", False),
        ("Not later than May.", False),
        ("It is not only warm but quiet.", False),
        ("See no. 5.", False),
        ("A knot is noted.", False),
    ],
)
def test_what_says_no(sentence: str, does: bool) -> None:
    assert denies(sentence) is does


def words(sentence: str) -> list[tuple[str, int]]:
    return [(match[0], match.start()) for match in re.finditer(r"\w{4,}", sentence)]


def test_a_no_denies_what_stands_behind_it_to_the_end_of_its_clause() -> None:
    sentence = "Surfaces that water does not harm, between walls, never in freezing rain"
    assert denied(sentence, words(sentence)) == (
        frozenset({"harm"}),
        frozenset({"freezing", "rain"}),
    )


def test_one_says_no_and_the_other_does_not() -> None:
    known = "the warranty does not cover seals"
    denials = denied(known, words(known))
    stems = {"warranty", "cover", "seals"}
    assert contradict("the warranty will cover seals", known, stems, denials)
    assert not contradict("the warranty does not cover seals", known, stems, denials)
    assert not contradict("seals of the warranty", known, {"seals", "warranty"}, denials)
    assert contradict("seals do not leak", "seals leak", {"seals", "leak"}, ())
