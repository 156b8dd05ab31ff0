"""The bar under the lanes and the sheet of all choices, as HTML."""

from __future__ import annotations

import re
from dataclasses import replace

from desktop.choices import Choice
from desktop.modes import Mode
from desktop.snapshot import Comparison, LaneView
from desktop.ui.choice_bar import choice_bar
from desktop.ui.lanes import Seen, lane_panel, question_panel
from desktop.ui.standings import standings_panel

MODES = tuple(Mode)


def asked(*modes: Mode, unnamed: bool = False) -> Comparison:
    lanes = tuple(LaneView(mode, f"Three months, says {n}.", False) for n, mode in enumerate(modes))
    return Comparison("Why?", lanes, running=False, question_id=1, unnamed=unnamed)


def words(html: object) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", str(html)).split())


def test_two_answers_are_chosen_by_one_click() -> None:
    html = str(choice_bar(asked(Mode.BASE, Mode.RAG)))
    assert re.findall(r'data-do="choose" data-keys="([^"]*)">(\w+)', html) == [
        ("base", "Base"), ("rag", "RAG"), ("base rag", "Both"), ("", "Neither"),
    ]  # fmt: skip


def test_of_more_any_number_can_be_marked() -> None:
    html = str(choice_bar(asked(*MODES)))
    assert html.count('aria-pressed="false"') == 4
    assert words(html) == "Which are better? Base RAG Tuned Combined None Choose these"


def test_while_names_are_hidden_nothing_on_the_page_tells_them() -> None:
    blind = asked(*reversed(MODES), unnamed=True)
    panels = [lane_panel(Seen(lane, (), letter=blind.letter(lane))) for lane in blind.lanes]
    html = str(question_panel(blind, 0)) + "".join(map(str, panels))
    for mode in MODES:
        assert mode.value not in html.lower()
        assert mode.meaning not in html
    assert "Answer A" in html
    assert "Show which is which" in html


def test_what_was_chosen_is_said_and_marked_on_its_lane() -> None:
    chosen = Choice(MODES, (Mode.RAG, Mode.COMBINED), blind=True)
    html = str(question_panel(replace(asked(*MODES), choice=chosen), 0))
    assert "You found RAG and Combined better, blind." in html
    assert re.findall(r'class="lane better" id="quire-lane-(\w+)"', html) == ["rag", "combined"]
    assert (
        Choice(MODES, (), False).sentence == "You found none of Base, RAG, Tuned and Combined good."
    )
    pair = (Mode.BASE, Mode.RAG)
    assert Choice(pair, pair, False).sentence == "You found Base and RAG equally good."


def test_nothing_is_asked_while_answers_come_or_where_one_is_empty() -> None:
    assert words(choice_bar(replace(asked(*MODES), running=True))) == ""
    silent = asked(Mode.BASE, Mode.RAG)
    silent = replace(silent, lanes=(silent.lanes[0], LaneView(Mode.RAG, "", False)))
    assert words(choice_bar(silent)) == ""
    assert str(choice_bar(asked(Mode.RAG))) == ""


def test_all_choices_are_counted_blind_ones_apart() -> None:
    pair = (Mode.BASE, Mode.RAG)
    choices = [Choice(pair, (Mode.RAG,), True)] * 8 + [Choice(pair, (Mode.BASE,), False)]
    told = words(standings_panel(choices))
    assert "Chosen blind: 8 questions Base 0 of 8 RAG 8 of 8" in told
    assert "RAG 8 of 8 Base 68%–100% 0" in told
    assert "Chosen with names: 1 question" in told
    assert "68%" in str(standings_panel(choices))
    assert "Switch on “Blind”" in words(standings_panel([]))
