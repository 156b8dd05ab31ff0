"""The first minute in a real Chromium: what somebody meets who never saw the program."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, expect

from desktop.modes import Mode
from desktop.samples import EXAMPLE_QUESTIONS, SAMPLES
from desktop.ui.first_minute import first_minute
from tests.desktop.browsing import IN_BROWSER, finished, opened, stays_silent
from tests.desktop.screen_bench import Bench

pytestmark = IN_BROWSER


def test_what_is_still_loading_is_said_and_the_question_waits(
    browser: Browser, empty: Bench
) -> None:
    page = opened(browser, empty)
    expect(page.locator("#quire-foot")).to_contain_text("Offline · 0 outbound connections")
    expect(page.locator("#quire-foot")).to_contain_text("Loading m.")
    going = page.locator("#quire-foot progress")
    expect(going).to_have_attribute("value", "0.500")  # the library is there, of the model nothing
    empty.engine.loaded_share = 0.4
    expect(going).to_have_attribute("value", "0.700")
    expect(page.get_by_role("progressbar", name="70% loaded")).to_be_visible()
    expect(page.locator("#quire-question")).to_be_focused()
    page.keyboard.type("Who reads this?")
    page.keyboard.press("Control+Enter")
    expect(page.locator("#quire-lane-base .body")).to_have_text("Waiting for the model to load.")
    empty.engine.may_load.set()
    expect(page.locator("#quire-lane-base footer")).to_contain_text("first word")
    expect(page.locator("#quire-lane-rag .problem")).to_contain_text("no documents in the library")
    expect(page.locator("#quire-foot")).to_contain_text("Starter model")
    expect(going).to_have_count(0)


def test_all_that_can_be_done_first_is_seen_without_scrolling(
    browser: Browser, empty: Bench
) -> None:
    page = opened(browser, empty)  # 1280 x 800
    offered = page.locator(".suggestion")
    expect(offered).to_have_count(len(EXAMPLE_QUESTIONS))
    expect(page.get_by_role("button", name="Try the sample documents")).to_be_in_viewport(ratio=1)
    for n in range(len(EXAMPLE_QUESTIONS)):
        expect(offered.nth(n)).to_be_in_viewport(ratio=1)


@pytest.mark.parametrize("width", [1280, 1000, 400])
def test_a_question_that_is_offered_is_asked_by_a_click_and_the_note_has_room(
    browser: Browser, bench: Bench, width: int
) -> None:
    bench.library.confidence = 0.01
    page = opened(browser, bench, width)
    offered = page.locator(".suggestion").nth(1)
    words = offered.inner_text()
    offered.click()
    expect(page.locator("#quire-current .asked")).to_have_text(words)
    note = page.locator("#quire-current .head .note")
    expect(note).to_contain_text("may not answer this")
    box, asked = note.bounding_box(), page.locator("#quire-current .asked").bounding_box()
    assert box and asked
    assert box["width"] >= 230
    assert box["y"] >= asked["y"] - 1


def test_in_an_empty_library_an_offered_question_brings_the_samples_and_is_asked(
    browser: Browser, empty: Bench
) -> None:
    empty.engine.may_load.set()
    page = opened(browser, empty)
    expect(page.locator(".drop-here")).to_be_visible()
    page.get_by_role("button", name=EXAMPLE_QUESTIONS[1]).click()
    expect(page.locator("#quire-problem")).to_have_text(
        "The sample documents are read first, then this is asked."
    )
    expect(page.locator("#quire-current .asked")).to_have_text(EXAMPLE_QUESTIONS[1])
    expect(page.locator("#quire-documents .row")).to_have_count(len(SAMPLES))
    expect(page.locator("#quire-problem")).to_be_hidden()
    finished(page)
    stays_silent(page)


def test_who_types_meanwhile_is_not_interrupted(browser: Browser, empty: Bench) -> None:
    empty.engine.may_load.set()
    page = opened(browser, empty)
    page.get_by_role("button", name=EXAMPLE_QUESTIONS[0]).click()
    page.keyboard.type(" And when?")
    expect(page.locator(".suggestion[data-ready]")).to_have_count(5)
    expect(page.locator("#quire-question")).to_have_value(f"{EXAMPLE_QUESTIONS[0]} And when?")
    expect(page.locator("#quire-current .asked")).to_have_count(0)
    page.keyboard.press("Enter")
    expect(page.locator("#quire-current .asked")).to_have_text(f"{EXAMPLE_QUESTIONS[0]} And when?")
    stays_silent(page)


def test_nothing_is_offered_before_it_is_known_what_the_library_holds() -> None:
    unknown, known = str(first_minute((), is_open=False)), str(first_minute(()))
    assert "drop-here" not in unknown
    assert '<div class="try" hidden>' in unknown
    assert "drop-here" in known
    assert '<div class="try"><h2>' in known
    assert all(mode.heading in unknown and mode.explanation in known for mode in Mode)
