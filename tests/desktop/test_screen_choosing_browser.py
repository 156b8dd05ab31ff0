"""Choosing the better answer in a real Chromium, with names and without, by mouse and by key."""

from __future__ import annotations

import re

from playwright.sync_api import Browser, Page, expect

from tests.desktop.browsing import IN_BROWSER, ask, finished, opened, stays_silent
from tests.desktop.screen_bench import Bench

pytestmark = IN_BROWSER


def test_answers_without_names_are_chosen_and_then_say_whose_they_are(
    browser: Browser, bench: Bench
) -> None:
    page = opened(browser, bench)
    page.locator("#quire-thread").click()
    page.keyboard.press("b")
    expect(page.get_by_role("button", name="Blind")).to_have_attribute("aria-pressed", "true")
    ask(page)
    names = page.locator(".lanes .lane header b")
    expect(names).to_have_text(["Answer A", "Answer B", "Answer C", "Answer D"])
    expect(page.locator(".quire.running")).to_have_count(0)
    expect(page.locator(".choice")).to_contain_text("Which are better?")
    assert not re.search(r"Combined|Tuned|\bRAG\b", page.locator("#quire-current").inner_html())
    page.reload()
    expect(names).to_have_text(["Answer A", "Answer B", "Answer C", "Answer D"])
    expect(page.get_by_role("button", name="Choose these")).to_have_count(0)
    page.locator(".choice").get_by_role("button", name="B", exact=True).click()
    page.locator(".choice").get_by_role("button", name="D", exact=True).click()
    page.get_by_role("button", name="Choose these").click()
    expect(page.locator(".choice")).to_contain_text(
        re.compile(r"You found \w+ and \w+ better, blind")
    )
    expect(page.locator(".lane.better")).to_have_count(2)
    assert sorted(names.all_inner_texts()) == ["Base", "Combined", "RAG", "Tuned"]
    better = page.locator(".lane.better header b").all_inner_texts()
    page.get_by_role("button", name="All your choices").click()
    rows = page.locator(".standings li")
    expect(rows).to_have_count(4)
    for row in rows.all():
        name = row.locator("b").inner_text()
        expect(row).to_contain_text("1 of 1" if name in better else "0 of 1")
    stays_silent(page)


def test_one_of_two_is_chosen_by_keyboard_and_taken_back(browser: Browser, bench: Bench) -> None:
    page = opened(browser, bench)
    for mode in ("tuned", "combined"):
        page.locator(f".mode[data-mode={mode}]").click()
    ask(page)
    finished(page, lanes=2)
    page.locator(".choice").get_by_role("button", name="RAG").focus()
    page.keyboard.press("Enter")
    expect(page.locator(".choice")).to_contain_text("You found RAG better.")
    page.get_by_role("button", name="Take it back").click()
    page.locator(".choice").get_by_role("button", name="Neither").click()
    expect(page.locator(".choice")).to_contain_text("You found none of Base and RAG good.")
    page.get_by_role("tab", name="Choices").click()
    expect(page.locator("#quire-choices")).to_contain_text("Chosen with names: 1 question")
    ask(page, "And cash?")
    expect(page.locator(".asked")).to_have_text("And cash?")
    page.locator(".earlier summary").click()
    expect(page.locator(".earlier")).to_contain_text("You found none of Base and RAG good.")
    stays_silent(page)


def test_a_lane_is_asked_again_and_then_everything(browser: Browser, bench: Bench) -> None:
    page = opened(browser, bench)
    ask(page)
    finished(page)
    base, rag = page.locator("#quire-lane-base"), page.locator("#quire-lane-rag")
    expect(rag).not_to_contain_text("seed")
    page.get_by_label("Ask RAG again").click()
    expect(rag.locator("footer")).to_contain_text("seed 1")
    expect(base.locator("footer")).not_to_contain_text("seed")
    expect(page.locator(".quire.running")).to_have_count(0)
    page.locator("#quire-thread").click(position={"x": 5, "y": 5})
    page.keyboard.press("r")
    for lane in (base, rag):
        expect(lane.locator("footer")).to_contain_text("seed 2")
    expect(page.locator("#quire-conversation .line")).to_have_count(1)
    stays_silent(page)


def test_the_words_that_only_one_of_two_answers_has_are_marked(
    browser: Browser, bench: Bench
) -> None:
    page = opened(browser, bench)
    ask(page)
    finished(page)
    choice = page.get_by_label("Mark the differences")
    choice.select_option(label="RAG and Combined")
    expect(page.locator("#quire-news")).to_have_text(
        "Marked: 0 words of the one and 3 words of the other."
    )
    marks(page, "Answer", "Confidence", "high")
    choice.select_option(label="Base and Tuned")
    marks(page, "Answer", "Confidence", "low")
    choice.select_option(label="Differences")
    marks(page)
    choice.select_option(label="Base and Tuned")
    marks(page, "Answer", "Confidence", "low")
    ask(page, "And cash?")
    expect(page.locator(".asked")).to_have_text("And cash?")
    marks(page)
    stays_silent(page)


def marks(page: Page, *words: str) -> None:
    """Wait until these words are marked, and no others."""
    page.wait_for_function(
        """(words) => JSON.stringify([...CSS.highlights.get("quire-differs")].map(String))
        === JSON.stringify(words)""",
        arg=list(words),
    )
