from __future__ import annotations

import pytest

from indexer.quality import quality_of
from indexer.types import Quality


@pytest.mark.parametrize(
    "text",
    [
        "A plain page of words.",
        "انواع الخطوط العربية",
        "日本語の文章です。",
        "Сегодня хорошая погода.",
        "$ 51,217 | $ 46,710 | (3) %",
        "and/or 24/7 (see p. 12)",
        "∑ x² ≤ 3 ⇒ ok",
    ],
)
def test_text_in_any_script_is_fine(text: str) -> None:
    assert quality_of(text) is Quality.FINE


@pytest.mark.parametrize("text", ["", "  \n ", "-", "12", "• –"])
def test_a_page_that_says_nothing_has_no_text(text: str) -> None:
    assert quality_of(text) is Quality.NO_TEXT


@pytest.mark.parametrize(
    "text",
    [
        "\ufffd\ufffd\ufffd x",
        "\ue001\ue002\ue003\ue004 Overview",
        "/g18/g152/g135/g148/g152/g139",
        "(cid:3)(cid:18)(cid:77) (cid:2)",
        "a\x04b\x05\x06\x07",
    ],
)
def test_characters_that_stand_for_nothing_are_garbled(text: str) -> None:
    assert quality_of(text) is Quality.GARBLED


def test_what_was_left_out_as_unreadable_counts() -> None:
    assert quality_of("Overview of the model", 1) is Quality.FINE
    assert quality_of("Overview of the model", 400) is Quality.GARBLED
