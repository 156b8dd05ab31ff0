"""The sheets of models and settings for those who do not see them or use no mouse."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from desktop.download.offers import OFFERS
from tests.desktop.browsing import IN_BROWSER
from tests.desktop.model_bench import ModelBench
from tests.desktop.test_screen_access import faults

pytestmark = IN_BROWSER


@pytest.fixture
def bench(browser: Browser, tmp_path: Path) -> Iterator[ModelBench]:
    bench = ModelBench(tmp_path, offers=OFFERS)
    folder = bench.home / "models"
    folder.mkdir(exist_ok=True)
    (folder / "broken.gguf").write_bytes(b"GGUF")
    (folder / f".{OFFERS[1].file}.{OFFERS[1].sha256[:16]}.part").write_bytes(b"some")
    bench.kept.add(bench.second)
    yield bench
    for context in browser.contexts:
        context.close()
    bench.workbench.cancel_adding()  # a change: every look that is left comes to its end
    bench.close()


def opened(browser: Browser, bench: ModelBench, scheme: str = "light") -> Page:
    page = browser.new_context(
        viewport={"width": 1280, "height": 800},
        color_scheme="dark" if scheme == "dark" else "light",
    ).new_page()
    page.goto(bench.address)
    expect(page.locator(".foot [data-do=models]")).to_contain_text("own")
    return page


def models(page: Page) -> None:
    page.get_by_role("button", name="Models", exact=True).click()
    expect(page.locator("#quire-offers .model")).to_have_count(4)
    expect(page.locator("#quire-models")).to_contain_text("broken.gguf is damaged")


def asked_first(page: Page) -> None:
    models(page)
    page.get_by_role("button", name="Download Qwen3 4B").click()
    expect(page.locator("#quire-ask-download")).to_be_visible()


def refused(page: Page) -> None:
    models(page)
    page.get_by_label("Path of a GGUF file").fill("/nowhere.gguf")
    page.keyboard.press("Enter")
    expect(page.locator("#quire-models-problem")).to_contain_text("There is no file")


def settings(page: Page) -> None:
    page.get_by_role("button", name="Settings", exact=True).click()
    expect(page.locator(".rooms li")).to_have_count(4)
    for fold in page.locator("#quire-settings summary").all():
        fold.click()
    expect(page.get_by_label("Penalty for repeating")).to_be_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(
    "state", [models, asked_first, refused, settings], ids=lambda state: state.__name__
)
def test_axe_finds_no_serious_fault(
    browser: Browser, bench: ModelBench, state: Callable[[Page], None], scheme: str
) -> None:
    page = opened(browser, bench, scheme)
    state(page)
    assert faults(page) == []


def test_a_model_is_chosen_by_keyboard_alone(browser: Browser, bench: ModelBench) -> None:
    page = opened(browser, bench)
    page.get_by_role("button", name="Models", exact=True).focus()
    page.keyboard.press("Enter")
    expect(page.locator("#quire-models")).to_be_visible()
    use = page.locator(".model", has_text="second.gguf").get_by_role("button", name="as base")
    for _ in range(40):
        page.keyboard.press("Tab")
        if use.evaluate("button => button === document.activeElement"):
            break
    else:
        pytest.fail("the walk does not come to the button")
    page.keyboard.press("Enter")
    expect(page.locator(".model", has_text="second.gguf").locator(".role")).to_have_text("base")
    page.keyboard.press("Escape")
    expect(page.locator("#quire-models")).to_be_hidden()
    expect(page.get_by_role("button", name="Models", exact=True)).to_be_focused()
