from __future__ import annotations

import pytest

from desktop.declining import declines


@pytest.mark.parametrize(
    "text",
    [
        "The documents do not say.",
        "I cannot know that without the documents.",
        "The passages don’t mention it.",
        "There is no information about parking.",
        "Answer: I could not find it.",
    ],
)
def test_an_answer_that_does_not_know_says_so(text: str) -> None:
    assert declines(text)


@pytest.mark.parametrize("text", ["Three months [1].", "No. Dogs stay at home.", "Not before May."])
def test_a_plain_no_is_an_answer(text: str) -> None:
    assert not declines(text)
