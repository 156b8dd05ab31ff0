from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.differences import Differences, differences
from desktop.errors import BadInput

texts = st.lists(st.sampled_from(["a", "b", "c", "Two"]), max_size=30)


def test_the_words_that_only_one_text_has_are_told_by_place() -> None:
    first = "Inventories fell by 12 percent in 2023".split()
    second = "inventories were flat in 2023".split()
    assert differences(first, second) == Differences((1, 2, 3, 4), (1, 2))
    assert differences(first, first) == Differences((), ())
    assert differences([], second) == Differences((), (0, 1, 2, 3, 4))


@given(texts, texts)
def test_what_is_left_without_them_is_the_same(first: list[str], second: list[str]) -> None:
    told = differences(first, second)
    left = [word for n, word in enumerate(first) if n not in told.first]
    assert left == [word for n, word in enumerate(second) if n not in told.second]


def test_texts_too_long_to_wait_for_are_refused() -> None:
    with pytest.raises(BadInput, match="more than 2,000 words"):
        differences(["a"] * 2001, [])
