"""Guessing ahead changes nothing of what is said, also later on."""

from __future__ import annotations

import math

import pytest

from desktop.engine import answers
from desktop.engine.llama import Row
from desktop.types import Sampling
from tests.desktop.test_engine_lanes import STARTER, bench_with, quotations, text_of

pytestmark = pytest.mark.skipif(not STARTER.exists(), reason="the starter model is not there")


def single_rows(batches: list[list[Row]]) -> list[tuple[int, int]]:
    """Position and token of the batches of one row."""
    return [(rows[0].position, rows[0].token) for rows in batches if len(rows) == 1]


def test_a_close_choice_after_guesses_is_made_over_rows_computed_one_by_one(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    # Of 250 answers 3 went another way: rows of a batch differ from single ones in their last
    # bits, and a choice further on between two tokens as likely (0.01 of a logit) hung on those.
    work = quotations([Sampling(max_tokens=64)])[0]
    plain, guessing = bench_with(drafts=False), bench_with(drafts=True)
    text = text_of(plain, work)
    monkeypatch.setattr(answers, "_CLOSE", math.inf)  # all choices are
    assert text_of(guessing, work) == text
    assert max(map(len, guessing.batches[1:])) > 1
    again, once = single_rows(guessing.batches), single_rows(plain.batches)
    assert set(again) <= set(once)
    assert len(set(again)) > len(once) / 2
    plain.context.close()
    guessing.context.close()


def test_what_is_drawn_is_not_decoded_again(monkeypatch: pytest.MonkeyPatch) -> None:
    work = quotations([Sampling(1, 0.3, max_tokens=32)])[0]
    monkeypatch.setattr(answers, "_CLOSE", math.inf)
    guessing = bench_with(drafts=True)
    text_of(guessing, work)
    rows = single_rows(guessing.batches)
    assert len(rows) == len(set(rows))
    guessing.context.close()
