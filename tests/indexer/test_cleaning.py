from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.cleaning import plain, text_of, words_known_from
from indexer.lines import Line


@pytest.mark.parametrize(
    ("odd", "expected"),
    [
        ("e\ufb03cient \ufb01gures, \ufb02ow, o\ufb00er, a\ufb04uent, \ufb06ay", None),
        ("a\u00a0b\u2009c\u3000d\te", "a b c d e"),
        ("soft\u00adhyphen zero\u200bwidth \ufeffmark", "softhyphen zerowidth mark"),
        ("bell\x07 and lone \ud800 surrogate", "bell and lone surrogate"),
        ("cafe\u0301", "caf\u00e9"),
        ("  twice  spaced  ", "twice spaced"),
        ("Business ........... 4", "Business | 4"),
        ("Business . . . . . . 4", "Business | 4"),
        ("wait... what", "wait... what"),
        ("ＡＢＣ１２", "ABC12"),
        ("x² ½ ™", "x² ½ ™"),
    ],
)
def test_odd_characters_become_plain(odd: str, expected: str | None) -> None:
    assert plain(odd) == (expected or "efficient figures, flow, offer, affluent, stay")


@given(st.text())
def test_plain_text_stays_as_it_is(text: str) -> None:
    once = plain(text)
    assert plain(once) == once
    assert once == once.strip()
    assert unicodedata.is_normalized("NFC", once)
    once.encode("utf-8")


def hyphenated(text: str) -> Line:
    return Line(text, hyphenated=True)


@pytest.mark.parametrize(
    ("before", "after", "known", "expected"),
    [
        ("the consec", "tetuer id", {}, "the consectetuer id"),
        ("a long", "term loan", {"long-term": 1}, "a long-term loan"),
        ("a long", "term loan", {"longterm": 1, "long-term": 1}, "a longterm loan"),
        ("of Regulation S", "T during", {}, "of Regulation S-T during"),
        ("Rule 12b", "2 of", {}, "Rule 12b-2 of"),
        ("South", "ern California", {"southern": 2}, "Southern California"),
    ],
)
def test_hyphens_at_line_ends_are_undone_or_kept(
    before: str, after: str, known: dict[str, int], expected: str
) -> None:
    assert text_of([hyphenated(before), Line(after)], known) == expected


def test_a_hyphen_at_the_end_of_a_page_stays() -> None:
    assert text_of([hyphenated("was begun fur")]) == "was begun fur-"


def test_wrapped_lines_make_a_paragraph_and_others_stand_alone() -> None:
    lines = [
        Line("Heading"),
        Line("A sentence that", goes_on=True),
        Line("Goes On here."),
        Line("Next. It had not"),
        Line("ended yet."),
        Line("Revenues | 12", cells=2),
        Line("below a table"),
        Line("(a) first"),
    ]
    assert text_of(lines).splitlines() == [
        "Heading",
        "A sentence that Goes On here.",
        "Next. It had not ended yet.",
        "Revenues | 12",
        "below a table",
        "(a) first",
    ]


def test_lines_of_nothing_but_odd_characters_vanish() -> None:
    assert text_of([Line("One"), Line("\u200b"), Line("Two")]) == "One\nTwo"


def test_words_are_counted_in_lower_case_with_their_hyphens() -> None:
    assert words_known_from(["A long-term Loan, a loan", "of 12 stones"]) == {
        "a": 2,
        "long-term": 1,
        "loan": 2,
        "of": 1,
        "stones": 1,
    }


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("Consolidated Statement of Incom e", "Consolidated Statement of Income"),
        ("FINANCIAL INSTRUMEN TS", "FINANCIAL INSTRUMENTS"),
        ("RESULTS OF OPERATI ONS", "RESULTS OF OPERATIONS"),
        ("Item 6. Selected Financial Dat a.", "Item 6. Selected Financial Data."),
        ("what the income is of", "what the income is of"),
        ("They walked to day", "They walked to day"),
        ("Shares of class B", "Shares of class B"),
    ],
)
def test_a_loose_last_letter_is_put_back_where_that_makes_a_known_word(
    line: str, expected: str
) -> None:
    known = {
        "income": 80,
        "incom": 1,
        "data": 11,
        "operations": 20,
        "instruments": 30,
        "class": 40,
        "classb": 1,
    }
    assert text_of([Line(line)], known) == expected
