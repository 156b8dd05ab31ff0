from __future__ import annotations

import pytest

from indexer.cleaning import text_of
from indexer.layout import lines_of
from indexer.wrapping import begins_with_marker
from tests.indexer.made_words import page_of


def test_a_wrapped_line_goes_on_and_a_paragraphs_last_does_not() -> None:
    page = page_of(
        (72, 700, "The quick brown fox jumps over the lazy dog and"),
        (72, 688, "then sleeps."),
        (72, 676, "Another paragraph begins here and is as wide as"),
        (72, 664, "that."),
    )
    assert [line.goes_on for line in lines_of(page)] == [True, False, True, False]


def test_a_label_of_two_lines_is_one_row() -> None:
    def row(y: float, label: str, *figures: str) -> list[tuple[float, float, str]]:
        return [(72, y, label), *((300.0 + 80 * n, y, text) for n, text in enumerate(figures))]

    page = page_of(
        *row(700, "Footwear", "33,135", "29,143"),
        *row(684, "Apparel", "13,843", "13,567"),
        *row(668, "SALES FROM WHOLESALE OPERATIONS TO"),
        *row(658, "DIRECT OPERATIONS", "12,730", "10,543"),
        *row(642, "Long-term debt and long-term"),
        *row(630, "capital lease obligations", "13,486", "12,156"),
        *row(614, "Deferred:"),
        *row(602, "Federal", "38", "162"),
    )
    assert text_of(lines_of(page)).splitlines() == [
        "Footwear | 33,135 | 29,143",
        "Apparel | 13,843 | 13,567",
        "SALES FROM WHOLESALE OPERATIONS TO DIRECT OPERATIONS | 12,730 | 10,543",
        "Long-term debt and long-term capital lease obligations | 13,486 | 12,156",
        "Deferred:",
        "Federal | 38 | 162",
    ]


def test_a_heading_does_not_go_on_into_its_text() -> None:
    page = page_of(
        (72, 712, "Harbours"),
        (72, 700, "The quick brown fox jumps over the lazy dog and"),
        (72, 688, "then sleeps."),
    )
    assert [line.goes_on for line in lines_of(page)] == [False, True, False]


def test_an_entry_of_a_list_begins_anew() -> None:
    page = page_of(
        (72, 700, "• The quick brown fox jumps over the lazy dog and"),
        (84, 688, "then sleeps in the shade of the old oak by the st"),
        (72, 676, "• Another entry"),
    )
    assert [line.goes_on for line in lines_of(page)] == [True, False, False]


@pytest.mark.parametrize(
    "text", ["• One", "(a) First", "3. Third", "iv) Fourth", "- dash", "[7] x"]
)
def test_markers_are_known(text: str) -> None:
    assert begins_with_marker(text)


@pytest.mark.parametrize("text", ["2018 was good.", "a dog", "(Millions) 2018", "3M Company"])
def test_words_are_no_markers(text: str) -> None:
    assert not begins_with_marker(text)
