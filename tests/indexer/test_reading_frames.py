from __future__ import annotations

import json
import math
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer import reading_frames
from indexer.errors import Damaged, Encrypted, ReadError, TooLarge
from indexer.types import Page, Quality
from tests.indexer.reading_children import PAGE

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=5,
)


def test_a_good_page_becomes_a_value() -> None:
    assert reading_frames.page({**PAGE, "hidden": 4}, 7) == Page(
        7, "7", "", "Some text.", Quality.FINE, 612.0, 792.0, 4
    )


@pytest.mark.parametrize(
    "wrong",
    [
        {"page": None},
        {"page": ["a"]},
        {"quality": "splendid"},
        {"quality": ["fine"]},
        {"width": "612"},
        {"width": -1.0},
        {"height": math.nan},
        {"height": math.inf},
        {"height": None},
        {"hidden": -1},
        {"hidden": 1.5},
        {"hidden": True},
    ],
)
def test_a_page_that_breaks_a_rule_is_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(Damaged):
        reading_frames.page({**PAGE, **wrong}, 1)


def test_what_no_database_can_hold_is_taken_out_of_texts() -> None:
    text = "a\x00b\ud800c\x1bd\ne\tf"
    assert reading_frames.page({**PAGE, "page": text}, 1).text == "abcd\ne\tf"


def test_an_opening_is_checked_and_a_title_cut() -> None:
    assert reading_frames.opening({"pages": 3, "title": "t" * 1_000}) == (3, "t" * 300)
    for wrong in ({}, {"pages": -1, "title": ""}, {"pages": "3", "title": ""}, {"pages": 3}):
        with pytest.raises(Damaged):
            reading_frames.opening(wrong)


def test_labels_are_one_for_each_page() -> None:
    frame = {"labels": ["i", "x" * 99], "sections": ["", "One"]}
    labels = reading_frames.labels(frame, 2)
    assert labels == reading_frames.Labels(("i", "x" * 40), ("", "One"))
    for pages in (1, 3):
        with pytest.raises(Damaged):
            reading_frames.labels(frame, pages)


@pytest.mark.parametrize(
    ("said", "kind"),
    [("encrypted", Encrypted), ("memory", TooLarge), ("damaged", Damaged), ({"x": 1}, Damaged)],
)
def test_a_failure_has_its_kind(said: object, kind: type[ReadError]) -> None:
    with pytest.raises(kind):
        reading_frames.progress({"error": said})


@given(st.dictionaries(st.sampled_from([*PAGE, "pages", "title", "labels", "error"]), JSON))
def test_whatever_a_child_says_is_a_value_or_a_read_error(frame: dict[str, Any]) -> None:
    for read in (
        reading_frames.opening,
        reading_frames.progress,
        lambda said: reading_frames.page(said, 1),
        lambda said: reading_frames.labels(said, 2),
    ):
        try:
            value = read(frame)
        except ReadError:
            continue
        if isinstance(value, Page):
            json.dumps(value.text).encode()
            value.text.encode("utf-8")
