from __future__ import annotations

import pytest

from desktop.number_words import word_numbers


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("zero", [0]),
        ("twenty-eight", [28]),
        ("two hundred and ten", [210]),
        ("three million four hundred thousand and five", [3_400_005]),
        ("a dozen, two dozen", [12, 24]),
        ("two, three and four", [2, 3, 4]),
        ("twenty thirty", [20, 30]),
        ("two three", [2, 3]),
        ("the thirty-first of the twelfth", [31, 12]),
        ("someone often weighs freight", []),
    ],
)
def test_numbers_in_words(text: str, values: list[int]) -> None:
    found = list(word_numbers(text))
    assert [each.value for each in found] == values
    assert all(text[each.start : each.end].strip() for each in found)
