from __future__ import annotations

import pytest

from desktop.days import Day, days


def only(text: str) -> Day:
    (day,) = days(text)
    return day


@pytest.mark.parametrize(
    "text",
    [
        "May 31, 2023", "31 May 2023", "31st of May, 2023", "2023-05-31", "31.05.2023",
        "05/31/2023", "MAY 31, 2023",
    ],
)  # fmt: skip
def test_a_date_is_the_same_however_it_is_written(text: str) -> None:
    day = only(text)
    assert (day.year, day.month, day.day) == (2023, 5, 31)
    assert text[day.start : day.end] == text


@pytest.mark.parametrize(
    ("said", "stated", "years", "borne_out"),
    [
        ("May 31, 2023", "31 May 2023", (), True),
        ("May 30, 2023", "31 May 2023", (), False),
        ("June 31", "31 May 2023", (), False),
        ("May 31, 2022", "May 31, 2023", (), False),
        ("May 31, 2022", "May 31, 2023", (2022,), True),  # "as of May 31, 2023 and 2022"
        ("31 May", "31 May 2023", (), True),
        ("May 2023", "31 May 2023", (), True),
        ("3 April 2023", "04/03/2023", (), True),
        ("4 March 2023", "04/03/2023", (), True),
    ],
)
def test_one_date_beside_another(
    said: str, stated: str, years: tuple[int, ...], borne_out: bool
) -> None:
    assert only(said).is_borne_out_by(only(stated), frozenset(years)) is borne_out


def test_what_only_looks_like_a_date_is_none() -> None:
    assert days("They may 31 times; in May; 2023-24; 45.13.2023; March on.") == ()
