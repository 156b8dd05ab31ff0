"""Settings on the screen, in a real Chromium: changed, refused, reset, kept, and things cleared."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, Route, expect

from desktop.settings import Settings
from tests.desktop.browsing import IN_BROWSER
from tests.desktop.model_bench import ModelBench

pytestmark = IN_BROWSER


@pytest.fixture
def bench(browser: Browser, tmp_path: Path) -> Iterator[ModelBench]:
    bench = ModelBench(tmp_path)
    yield bench
    for context in browser.contexts:
        context.close()
    bench.workbench.cancel_adding()  # a change: every look that is left comes to its end
    bench.close()


@pytest.fixture
def page(browser: Browser, bench: ModelBench) -> Iterator[Page]:
    """The page, whose console must stay silent."""
    page = browser.new_context(viewport={"width": 1280, "height": 800}).new_page()
    complaints: list[str] = []
    page.on("console", lambda m: complaints.append(m.text) if m.type == "error" else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.goto(bench.address)
    expect(page.locator(".foot [data-do=models]")).to_contain_text("own")
    yield page
    assert complaints == []


def settings(page: Page) -> Locator:
    page.get_by_role("button", name="Settings", exact=True).click()
    sheet = page.locator("#quire-settings")
    expect(sheet.locator("[data-setting]").first).to_be_visible()
    expect(sheet.locator(".rooms li")).to_have_count(4)
    return sheet


def test_what_was_set_last_stays_though_the_first_is_heard_late(
    page: Page, bench: ModelBench
) -> None:
    held: list[Route] = []

    def hold_the_first(route: Route) -> None:
        if '"set"' in (route.request.post_data or "") and not held:
            held.append(route)
        else:
            route.continue_()

    settings(page)
    page.route(re.compile("component_server"), hold_the_first)
    temperature = page.get_by_label("Temperature")
    temperature.focus()
    for value in ("0.05", "0.1", "0.15"):
        page.keyboard.press("ArrowRight")
        expect(temperature).to_have_value(value)
    page.wait_for_timeout(300)  # time enough for the others to overtake it, if they did not wait
    held[0].continue_()
    expect(temperature).to_have_attribute("data-value", "0.15")
    assert bench.settings.now.temperature == 0.15


def test_what_is_set_is_there_after_a_reload(page: Page, bench: ModelBench) -> None:
    settings(page)
    page.get_by_label("Your instruction").fill("Answer in French.")
    temperature = page.get_by_label("Temperature")
    temperature.focus()
    for _ in range(3):
        page.keyboard.press("ArrowRight")
    page.get_by_label("Longest answer").fill("64")
    page.keyboard.press("Tab")
    expect(page.get_by_label("Longest answer")).to_have_attribute("data-value", "64")
    expect(temperature).to_have_attribute("data-value", "0.15")
    page.reload()
    settings(page)
    expect(page.get_by_label("Your instruction")).to_have_value("Answer in French.")
    expect(temperature).to_have_value("0.15")
    assert bench.settings.now == Settings("Answer in French.", 0.15, max_tokens=64)


def test_a_value_out_of_range_is_refused_where_it_was_typed(page: Page, bench: ModelBench) -> None:
    sheet = settings(page)
    page.get_by_label("Longest answer").fill("9999999")
    page.keyboard.press("Tab")
    expect(sheet.get_by_role("alert").first).to_have_text(
        "Longest answer is a whole number from 16 to 8,192."
    )
    expect(page.get_by_label("Longest answer")).to_have_value("256")
    assert bench.settings.now == Settings()


def test_a_window_is_loaded_or_said_not_to_fit(page: Page, bench: ModelBench) -> None:
    sheet = settings(page)
    window = page.get_by_label("Window")
    window.fill("1024")
    page.keyboard.press("Tab")
    expect(window).to_have_attribute("data-value", "1024")
    expect(page.locator(".foot [data-do=models]")).to_have_attribute(
        "title", re.compile("of 1,024 tokens")
    )
    window.fill("120000")
    page.keyboard.press("Tab")
    expect(sheet.get_by_role("alert").filter(has_text="needs about 30.0 GB")).to_be_visible()
    expect(window).to_have_value("1024")
    assert bench.settings.now.context == 1024


def test_what_was_read_can_be_kept_in_half_the_memory(page: Page, bench: ModelBench) -> None:
    settings(page)
    kept = page.get_by_label("What was read is kept")
    kept.select_option("in half the memory (q8_0)")
    expect(kept).to_have_attribute("data-value", "q8_0")
    expect(kept).to_have_value("q8_0")
    assert bench.settings.now == Settings(kv_cache="q8_0")


def test_copies_of_pdfs_are_kept_once_that_is_set_and_their_cost_is_said(
    page: Page, bench: ModelBench
) -> None:
    page.locator("[data-do=settings]").click()
    switch = page.get_by_label("Keep a copy of each")
    expect(switch).not_to_be_checked()
    expect(page.locator("#quire-tip-keeps_copies")).to_contain_text("Copies take 0 KB")
    switch.check()
    expect(page.locator("[data-setting=keeps_copies][data-value=true]")).to_be_attached()
    assert bench.settings.now.keeps_copies
    page.reload()
    page.locator("[data-do=settings]").click()
    expect(switch).to_be_checked()


def test_a_reset_puts_everything_back(page: Page, bench: ModelBench) -> None:
    settings(page)
    page.get_by_label("Seed").fill("7")
    page.get_by_label("Your instruction").fill("Be brief.")
    page.keyboard.press("Tab")
    expect(page.get_by_label("Your instruction")).to_have_attribute("data-value", "Be brief.")
    page.get_by_role("button", name="Reset all settings").click()
    expect(page.get_by_label("Seed")).to_have_value("0")
    expect(page.get_by_label("Your instruction")).to_have_value("")
    assert bench.settings.now == Settings()


def test_clearing_asks_first_and_says_what_is_left(page: Page) -> None:
    page.fill("#quire-question", "What is the notice period?")
    page.keyboard.press("Enter")
    expect(page.locator("#quire-conversation .line")).to_have_count(1)
    expect(page.locator(".quire.running")).to_have_count(0)
    sheet = settings(page)
    talks = sheet.locator(".rooms li").filter(has_text="Conversations")
    expect(talks).to_contain_text("1 conversation,")
    clear = sheet.get_by_role("button", name="Clear Conversations")
    clear.click()
    expect(talks).to_contain_text("1 conversation,")
    clear.click()
    expect(talks).to_contain_text("0 conversations,")
    expect(clear).to_be_disabled()
    expect(page.locator("#quire-conversation .line")).to_have_count(0)
    everything = sheet.get_by_role("button", name="Clear all")
    everything.click()
    everything.click()
    expect(sheet.locator(".rooms li").filter(has_text="Library")).to_contain_text("0 documents")
    expect(sheet.locator("#quire-settings-said")).to_contain_text("is deleted")


@pytest.mark.parametrize("name", ["Models", "Settings"])
def test_a_sheet_fits_a_narrow_window(browser: Browser, bench: ModelBench, name: str) -> None:
    page = browser.new_context(viewport={"width": 400, "height": 800}).new_page()
    page.goto(bench.address)
    page.get_by_label("Library", exact=True).click()
    page.get_by_role("button", name=name, exact=True).click()
    sheet = page.locator(f"#quire-{name.lower()}")
    expect(sheet.locator("h3").first).to_be_visible()
    wide, seen = sheet.evaluate("sheet => [sheet.scrollWidth, sheet.clientWidth]")
    assert (wide, seen) == (seen, 400)
    for button in sheet.get_by_role("button").all():
        if box := button.bounding_box():
            assert box["x"] >= 0 and box["x"] + box["width"] <= 400


def test_another_embedding_model_is_tried_and_waits_for_the_next_start(
    page: Page, bench: ModelBench, tmp_path: Path
) -> None:
    sheet = settings(page)
    folder = page.get_by_label("Embedding model")
    said = sheet.get_by_role("alert").first
    expect(folder).to_have_attribute("placeholder", re.compile("all-MiniLM-L6-v2"))
    for typed, why in (("models", "Type the whole path"), (str(tmp_path), "holds no sentence-")):
        folder.fill(typed)
        page.keyboard.press("Tab")
        expect(said).to_contain_text(why)
        expect(folder).to_have_value("")
    assert bench.settings.now == Settings()
    (tmp_path / "modules.json").write_text("[]")
    folder.fill(str(tmp_path))
    page.keyboard.press("Tab")
    expect(sheet).to_contain_text("It is used when Quire is started the next time.")
    expect(sheet).to_contain_text("All passages are then embedded anew")
    assert bench.settings.now == Settings(encoder=str(tmp_path))
    page.get_by_role("button", name="Reset all settings").click()
    expect(folder).to_have_value("")
    expect(sheet).not_to_contain_text("started the next time")
