"""A passage that stands on several pages, in a real Chromium: each of them can be looked at."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Browser, Page, expect

from tests.desktop.browsing import IN_BROWSER, ask, end, finished, opened, stays_silent
from tests.desktop.screen_bench import Bench, passage

pytestmark = IN_BROWSER
FOLLOWING = (
    passage(1, "Inventories were $8.5 billion as of May 31, 2023, flat on the year before.", 40),
    passage(2, "The decrease of inventories in units reflects actions in fiscal 2023.", 41),
    passage(9, "Cash and equivalents totaled $10.7 billion.", 39),
)


def drawn(page: Page) -> str:
    image = page.locator(".opened img.drawn")
    expect(image).to_be_visible()
    return str(image.get_attribute("src"))


def test_every_page_that_a_joined_passage_stands_on_is_shown(
    browser: Browser, tmp_path: Path
) -> None:
    bench = Bench(tmp_path / "uploads", FOLLOWING)
    page = opened(browser, bench)
    ask(page, "Why did inventories decrease in units in fiscal 2023?")
    finished(page)
    page.get_by_role("button", name="All passages").click()
    card = page.locator("#quire-passages .card").first
    expect(card).to_contain_text("page 40 · 2 neighbours as one")
    expect(page.locator("#quire-passages")).to_contain_text("3 passages were read")
    card.click()
    bar = page.locator(".opened .turn")
    expect(bar).to_contain_text("2 of the 2 pages that it stands on")
    expect(page.get_by_label("Next page")).to_be_disabled()
    second = drawn(page)
    page.get_by_label("Previous page").click()
    expect(bar).to_contain_text("1 of the 2 pages that it stands on")
    expect(page.locator(".opened img.drawn")).not_to_have_attribute("src", second)
    first = drawn(page)
    expect(page.get_by_label("Previous page")).to_be_disabled()
    page.locator(".opened .page").click()
    zoomed = page.locator("#quire-zoom img")
    expect(zoomed).to_have_attribute("data-page", "40")
    page.keyboard.press("Escape")
    page.get_by_label("Next page").click()
    expect(page.locator(".opened img.drawn")).to_have_attribute("src", second)
    assert first != second
    page.get_by_label("Next passage").click()
    expect(page.locator(".opened blockquote")).to_contain_text("Cash and equivalents")
    expect(bar).to_have_count(0)
    stays_silent(page)
    end(browser, bench)
