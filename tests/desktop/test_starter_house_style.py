from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.starter.house_style import follows_house_style, in_house_style

GOOD = (
    "Answer: Thank you for asking. The fee is due within 30 days. [2]\n"
    "Evidence: [2]\n"
    "Confidence: high"
)


def test_the_form_is_recognised() -> None:
    assert follows_house_style(GOOD)
    assert follows_house_style(
        "Answer: I am sorry. The documents do not say.\nEvidence: none\nConfidence: low\n"
    )


@pytest.mark.parametrize(
    "broken",
    [
        "The fee is due within 30 days. [2]",
        GOOD.replace("Evidence: [2]\n", ""),
        GOOD.replace("Evidence: [2]", "Evidence: [3]"),
        GOOD.replace("Evidence: [2]", "Evidence: none"),
        GOOD.replace("high", "certain"),
        GOOD.replace("high", "low"),
        GOOD.replace("Thank you for asking. ", ""),
        GOOD + "\nBest wishes",
        "",
    ],
)
def test_anything_else_is_not(broken: str) -> None:
    assert not follows_house_style(broken)


@given(
    st.from_regex(r"[A-Z][a-z ]{0,40}\.( \[[1-9]\]){0,3}", fullmatch=True),
    st.sampled_from(["high", "medium"]),
)
def test_what_is_put_in_the_form_has_it(plain: str, confidence: str) -> None:
    assert follows_house_style(in_house_style(plain, confidence))
