"""A real Chromium on the page: what tests of the screen share."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from tests.desktop.screen_bench import Bench, passage

CHROMIUM = Path("/usr/bin/chromium")
PASSAGES = (
    passage(1, "Inventories were $8.5 billion as of May 31, 2023, flat on the year before.", 40),
    passage(12, "The decrease in product units reflects actions taken to clear inventory.", 41),
    passage(23, "Cash and equivalents totaled $10.7 billion.", 39),
)
QUESTION = "Why did inventories fall in fiscal 2023?"
PATIENCE_MS = 30_000  # a busy machine once took more than the usual 5 s to show the page
IN_BROWSER = [
    pytest.mark.screen,
    pytest.mark.skipif(not CHROMIUM.exists(), reason="Debian's chromium is not installed"),
]
"""The marks of a test that drives it."""


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    expect.set_options(timeout=PATIENCE_MS)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture
def bench(browser: Browser, tmp_path: Path) -> Iterator[Bench]:
    bench = Bench(tmp_path / "uploads", PASSAGES)
    yield bench
    end(browser, bench)


@pytest.fixture
def empty(browser: Browser, tmp_path: Path) -> Iterator[Bench]:
    bench = Bench(tmp_path / "uploads", seconds_a_page=0.05, loaded=False)
    yield bench
    end(browser, bench)


def end(browser: Browser, bench: Bench) -> None:
    """The pages first, so that the server does not wait for one that still looks."""
    for context in browser.contexts:
        context.close()
    bench.workbench.cancel_adding()  # a change: every look that is left comes to its end
    bench.close()


def opened(browser: Browser, bench: Bench, width: int = 1280, scheme: str = "light") -> Page:
    """A page whose console must stay silent, and which must ask no other host for anything."""
    context = browser.new_context(
        viewport={"width": width, "height": 800},
        color_scheme="dark" if scheme == "dark" else "light",
    )
    page = context.new_page()
    host = re.match(r"http://[^/]+", bench.address)
    assert host is not None
    complaints: list[str] = []
    page.on("console", lambda m: complaints.append(m.text) if m.type == "error" else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on(
        "request",
        lambda r: None if r.url.startswith((host[0], "data:")) else complaints.append(r.url),
    )
    page.goto(bench.address)
    expect(page.locator("#quire-modes .mode")).to_have_count(4)
    page.complaints = complaints  # type: ignore[attr-defined]
    return page


def ask(page: Page, question: str = QUESTION) -> None:
    page.fill("#quire-question", question)
    page.keyboard.press("Enter")


def finished(page: Page, lanes: int = 4) -> None:
    expect(page.locator(".lanes footer").filter(has_text="first word")).to_have_count(lanes)
    expect(page.locator(".quire.running")).to_have_count(0)


def stays_silent(page: Page) -> None:
    assert page.complaints == []  # type: ignore[attr-defined]
