from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.quantities import Quantity, quantities


def only(text: str) -> Quantity:
    (quantity,) = quantities(text)
    return quantity


@pytest.mark.parametrize(
    ("said", "stated"),
    [
        ("2400", "2,400"),
        ("2,400", "2 400"),
        ("2.400", "2,400"),
        ("two", "2"),
        ("twenty-eight days", "28 days"),
        ("two hundred and ten", "210"),
        ("12 %", "12 percent"),
        ("12%", "twelve per cent"),
        ("$8.5 billion", "8,500 million dollars"),
        ("€12", "EUR 12"),
        ("2.4m people", "2.4 million people"),
        ("a 30-day notice", "thirty days"),
        ("1.9 l", "1.9 litres"),
        ("250 basis points", "2.5 percent"),
        ("the 3rd quarter", "the third quarter"),
        ("8,5", "8.5"),
        ("about 12", "11.6"),
        ("over 2,300", "2,347"),
        ("5 days", "5"),  # a cell of a table, with its unit at the head of the column
    ],
)
def test_the_same_quantity_however_it_is_written(said: str, stated: str) -> None:
    assert only(said).is_borne_out_by(only(stated))


@pytest.mark.parametrize(
    ("said", "stated"),
    [
        ("4.2 million", "2.4 million"),
        ("2.4 million", "2.4 billion"),
        ("2.4", "2.4 million"),
        ("30 days", "30 weeks"),
        ("$5", "5 euros"),
        ("12 %", "12 euros"),
        ("11.6", "12"),
        ("12", "11.6"),
        ("about 2,320", "2,300"),
        ("eighteen", "80"),
    ],
)
def test_another_number_or_another_unit_is_another_quantity(said: str, stated: str) -> None:
    assert not only(said).is_borne_out_by(only(stated))


def test_each_number_of_a_text_stands_for_itself() -> None:
    text = "Between 5 and 38 °C, for two or three hours, at 2.4 million and three million."
    assert [(sorted(each.values), each.unit) for each in quantities(text)] == [
        ([Fraction(5)], ""),
        ([Fraction(38)], "°C"),
        ([Fraction(2)], ""),
        ([Fraction(3)], "hour"),
        ([Fraction(2_400_000)], ""),
        ([Fraction(3_000_000)], ""),
    ]


def test_what_counts_nothing_need_not_stand_anywhere() -> None:
    assert [each.loose for each in quantities("One of them, at first; the second quarter.")] == [
        True, True, False,
    ]  # fmt: skip
    assert quantities("As passage 3 says, WF3 and Q3.") == ()


@given(st.integers(0, 10**9))
def test_a_whole_number_is_the_same_with_and_without_its_commas(number: int) -> None:
    assert only(f"{number:,}").values & only(f"{number}").values == {Fraction(number)}


@given(st.text())
def test_places_lie_within_any_text_and_in_order(text: str) -> None:
    found = quantities(text)
    assert all(0 <= each.start < each.end <= len(text) for each in found)
    assert [each.start for each in found] == sorted(each.start for each in found)
