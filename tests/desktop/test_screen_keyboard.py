"""By keyboard alone, in a real Chromium: where it goes on when a button is gone, and the keys."""

from __future__ import annotations

from playwright.sync_api import Browser, Page, expect

from tests.desktop.browsing import IN_BROWSER, QUESTION, ask, finished, opened, stays_silent
from tests.desktop.screen_bench import Bench

pytestmark = IN_BROWSER


def press(page: Page, label: str) -> None:
    """Press Enter on the button of that name, as somebody does who tabbed there."""
    page.get_by_label(label, exact=True).focus()
    page.keyboard.press("Enter")


def test_after_a_deletion_its_undo_is_next_and_then_what_came_back(
    browser: Browser, bench: Bench
) -> None:
    page = opened(browser, bench)
    ask(page)
    finished(page)
    line = page.locator("#quire-conversation .line")
    press(page, f"Delete {QUESTION}")
    undo = page.locator("#quire-undo button")
    expect(undo).to_be_focused()
    expect(line).to_have_count(0)
    expect(undo).to_be_focused()
    page.keyboard.press("Enter")
    expect(line).to_be_focused()
    expect(page.locator(".asked")).to_have_text(QUESTION)
    press(page, f"Rename {QUESTION}")
    page.keyboard.type("Stock")
    page.keyboard.press("Enter")
    expect(line).to_have_text("Stock")
    expect(line).to_be_focused()
    stays_silent(page)


def test_after_a_removal_its_undo_is_next_and_then_the_document(
    browser: Browser, bench: Bench
) -> None:
    page = opened(browser, bench)
    press(page, "Remove Annual report.pdf")
    expect(page.locator("#quire-removed [data-do=restore]").first).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#quire-documents .row")).to_have_count(1)
    expect(page.locator("#quire-documents [data-document]").first).to_be_focused()
    stays_silent(page)


def test_arrows_go_from_tab_to_tab(browser: Browser, bench: Bench) -> None:
    page = opened(browser, bench)
    page.get_by_role("tab", name="Evidence").focus()
    for key, name in (
        ("ArrowRight", "What the model saw"),
        ("ArrowRight", "Choices"),
        ("ArrowRight", "Evidence"),
        ("ArrowLeft", "Choices"),
    ):
        page.keyboard.press(key)
        tab = page.get_by_role("tab", name=name)
        expect(tab).to_be_focused()
        expect(tab).to_have_attribute("aria-selected", "true")
    expect(page.locator("#quire-choices")).to_be_visible()
    stays_silent(page)


def test_escape_leaves_the_question_box_and_the_keys_are_free(
    browser: Browser, bench: Bench
) -> None:
    page = opened(browser, bench)
    expect(page.locator("#quire-question")).to_be_focused()
    page.keyboard.press("b")
    expect(page.locator("#quire-question")).to_have_value("b")
    page.keyboard.press("Escape")
    expect(page.locator("#quire-question")).not_to_be_focused()
    page.keyboard.press("b")
    expect(page.locator("[data-do=toggle-blind]")).to_have_attribute("aria-pressed", "true")
    page.keyboard.press("/")
    expect(page.locator("#quire-question")).to_be_focused()
    expect(page.locator("#quire-question")).to_have_value("b")
    stays_silent(page)
