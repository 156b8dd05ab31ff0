"""The page as a whole in a real Chromium, under the real guard and policy: width, colours, keys.

Each test is something that a person would notice.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.desktop.browsing import (
    IN_BROWSER,
    PASSAGES,
    QUESTION,
    ask,
    finished,
    opened,
    stays_silent,
)
from tests.desktop.screen_bench import PDF, Bench

pytestmark = IN_BROWSER


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_colours_follow_the_system_and_a_button(
    browser: Browser, bench: Bench, scheme: str
) -> None:
    page = opened(browser, bench, scheme=scheme)
    paper = {"light": "rgb(247, 245, 240)", "dark": "rgb(23, 25, 28)"}
    other = "dark" if scheme == "light" else "light"
    expect(page.locator("#quire-app")).to_have_css("background-color", paper[scheme])
    page.get_by_label("Light or dark").click()
    expect(page.locator("#quire-app")).to_have_css("background-color", paper[other])
    page.reload()
    expect(page.locator("#quire-app")).to_have_css("background-color", paper[other])


def test_narrow_the_columns_are_drawers_and_nothing_is_wider_than_the_window(
    browser: Browser, bench: Bench
) -> None:
    page = opened(browser, bench, width=400)
    expect(page.locator("#quire-library")).to_be_hidden()
    ask(page)
    finished(page)
    boxes = [page.locator(".lanes .lane").nth(n).bounding_box() for n in range(4)]
    assert len({box["x"] for box in boxes if box}) == 1
    page.locator("#quire-lane-rag .cite").first.click()
    expect(page.locator(".opened img.drawn")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator(".opened")).to_be_hidden()
    page.get_by_label("Library", exact=True).click()
    expect(page.locator("#quire-library")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") == 400


def test_the_keys_that_the_page_lists_do_what_they_say(browser: Browser, bench: Bench) -> None:
    page = opened(browser, bench)
    page.locator("#quire-thread").click()
    page.keyboard.press("?")
    expect(page.locator("#quire-keys")).to_contain_text("stop all answers")
    page.keyboard.press("Escape")
    expect(page.locator("#quire-keys")).to_be_hidden()
    page.keyboard.press("3")
    expect(page.locator(".mode[data-mode=tuned]")).to_have_attribute("aria-pressed", "false")
    page.keyboard.press("[")
    expect(page.locator("#quire-library")).not_to_be_in_viewport()
    page.reload()
    expect(page.locator("#quire-modes .mode")).to_have_count(4)
    expect(page.locator("#quire-library")).not_to_be_in_viewport()
    page.locator("#quire-thread").click()
    page.keyboard.press("[")
    expect(page.locator("#quire-library")).to_be_in_viewport()
    page.keyboard.press("/")
    page.keyboard.type("1 [why]?")
    expect(page.locator("#quire-question")).to_have_value("1 [why]?")
    stays_silent(page)


def test_a_program_that_is_gone_is_said_and_the_question_is_not_lost(
    browser: Browser, tmp_path: Path
) -> None:
    bench = Bench(tmp_path / "uploads", PASSAGES)
    page = opened(browser, bench)
    bench.close()
    ask(page)
    problem = page.locator("#quire-problem")
    expect(problem).to_have_text("Quire does not answer. If its window was closed, start it again.")
    expect(page.locator("#quire-question")).to_have_value(QUESTION)
    page.context.close()


def test_everything_can_be_done_by_keyboard_alone(browser: Browser, bench: Bench) -> None:
    page = opened(browser, bench)
    page.keyboard.type(QUESTION)
    page.keyboard.press("Enter")
    finished(page)
    for _ in range(60):
        page.keyboard.press("Shift+Tab")
        if page.evaluate("document.activeElement.matches('#quire-lane-rag .cite')"):
            break
    shown = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
    assert shown == "solid"
    page.keyboard.press("Enter")
    expect(page.locator(".opened")).to_contain_text("page 41")
    stays_silent(page)


def test_gradio_shows_nothing_of_its_own(browser: Browser, bench: Bench) -> None:
    page = opened(browser, bench)
    words = page.locator("body").inner_text()
    for word in ("Use via API", "Built with Gradio", "Share", "Error"):
        assert word not in words


def test_a_hostile_name_and_a_hostile_question_stay_words(
    browser: Browser, empty: Bench, tmp_path: Path
) -> None:
    name = "<img src=x onerror=alert(1)>.pdf"
    (tmp_path / name).write_bytes(PDF)
    page = opened(browser, empty)
    empty.engine.may_load.set()
    page.set_input_files("#quire-files", tmp_path / name)
    expect(page.locator("#quire-library")).to_contain_text("12 pages · ready")
    ask(page, "<script>alert(1)</script> ![x](https://evil.example/x.png)")
    expect(page.locator("#quire-lane-rag footer")).to_contain_text("first word")
    assert page.evaluate(
        "[...document.images].every((image) => image.closest('.opened, #quire-zoom'))"
    )
    stays_silent(page)


def test_the_page_is_written_in_its_own_font(browser: Browser, bench: Bench) -> None:
    page = opened(browser, bench)
    page.evaluate("document.fonts.ready")
    loaded = page.evaluate("[...document.fonts].map((face) => [face.family, face.status])")
    assert ["Quire Sans", "loaded"] in loaded
    question = page.locator("#quire-question")
    assert "Quire Sans" in question.evaluate("(at) => getComputedStyle(at).fontFamily")
    stays_silent(page)
