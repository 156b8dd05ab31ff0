"""The line under the lanes: what it says, and when it says nothing."""

from __future__ import annotations

import re

from desktop.modes import Mode
from desktop.snapshot import Comparison, LaneView
from desktop.types import Answer, Citation, SentenceSupport, Stats, Stop
from desktop.ui.what_changed import what_changed

STATS = Stats(10, 0, 5, 100.0, 30.0, 0)


def lane(mode: Mode, text: str, score: float, *cites: int) -> LaneView:
    citations = tuple(Citation(n, 1, "a.pdf", n, str(n)) for n in cites)
    support = (SentenceSupport(text, 0, len(text), score, None),)
    answer = Answer(mode, text, citations, support, Stop.END, STATS)
    return LaneView(mode, text, False, 10, 10, answer)


def said(*lanes: LaneView, running: bool = False) -> str:
    html = str(what_changed(Comparison("Why?", lanes, running=running)))
    return re.sub(r"<[^>]+>", "", html)


BASE = lane(Mode.BASE, "It rose by 12 percent.", 0.1)
RAG = lane(Mode.RAG, "It fell [1].", 0.9, 1)
COMBINED = lane(Mode.COMBINED, "It fell, by a fifth [2].", 0.8, 2)


def test_passages_and_none_are_set_against_each_other() -> None:
    assert said(BASE, RAG) == (
        "Numbers only without passages: 12 percent. "
        "Found in the documents: with passages, 1 of 1 sentence; without, 0 of 1 sentence."
    )


def test_the_same_words_with_other_marks_are_the_same() -> None:
    again = lane(Mode.COMBINED, "it fell [1]", 0.9, 1)
    assert "RAG and Combined say the same." in said(RAG, again)
    assert "RAG and Combined cite the same passages." in said(RAG, again)
    tuned = lane(Mode.TUNED, "It rose, by 12 percent", 0.1)
    assert said(BASE, tuned) == "Base and Tuned say the same."


def test_different_passages_are_said_and_overlapping_ones_are_not() -> None:
    assert "RAG and Combined cite different passages." in said(RAG, COMBINED)
    both = lane(Mode.COMBINED, "It fell, by a fifth [1] [2].", 0.8, 1, 2)
    assert "passages." not in said(RAG, both)


def test_nothing_is_said_while_they_speak_or_of_one_alone() -> None:
    assert said(BASE, RAG, running=True) == ""
    assert said(RAG) == ""
    assert said(RAG, LaneView(Mode.BASE, "It", True)) == ""


def test_what_has_no_room_is_left_out_whole() -> None:
    numbers = ", ".join(f"{n},000,000,000,000,000" for n in range(10, 20))
    rag = lane(Mode.RAG, f"It fell by {numbers} [1].", 0.9, 1)
    html = said(lane(Mode.BASE, "I do not know.", 0.1), rag, COMBINED)
    assert html.startswith("Base says not to know. Numbers only with passages: ")
    assert len(html) <= 210
    assert html.endswith(("…", "."))
