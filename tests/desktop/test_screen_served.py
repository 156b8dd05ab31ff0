"""The page where a server answers, in a real Chromium: who answers, and what becomes of it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from desktop.served import ServedEngine
from desktop.types import Served
from desktop.ui.first_minute import first_minute
from desktop.ui.mount import mount_page, prepare_gradio
from desktop.ui.question_box import Connections, foot
from desktop.web import PageServer
from desktop.workbench import Parts, Workbench
from indexer import Outbound
from tests.desktop.mock_server import MockServer
from tests.desktop.screen_bench import BenchLibrary, passage

CHROMIUM = Path("/usr/bin/chromium")
needs_chromium = pytest.mark.skipif(
    not CHROMIUM.exists(), reason="Debian's chromium is not installed"
)


@pytest.fixture
def server() -> Iterator[MockServer]:
    made = MockServer()
    made.behaviour.models = {"data": [{"id": "big", "max_model_len": 8192}, {"id": "tuned"}]}
    yield made
    made.close()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture
def page(browser: Browser, server: MockServer, tmp_path: Path) -> Iterator[Page]:
    """The page, whose console must stay silent."""
    served = Served(server.url, "big", "tuned")
    library = BenchLibrary([passage(1, "The notice period is three months.", 4)])
    bench = Workbench(Parts(lambda: library, lambda: None, ServedEngine(served), served))
    prepare_gradio(tmp_path / "uploads")
    from desktop.ui.page import build_page, page_theme

    bench.start()
    serving = PageServer(mount_page(build_page(bench), page_theme()), tmp_path / "uploads")
    context = browser.new_context()
    page = context.new_page()
    complaints: list[str] = []
    page.on("console", lambda m: complaints.append(m.text) if m.type == "error" else None)
    page.goto(serving.start())
    yield page
    context.close()
    bench.cancel_adding()  # a change: every look that is left comes to its end
    serving.stop()
    bench.close()
    assert complaints == []


def test_the_foot_says_where_to_and_how_often() -> None:
    def said(outbound: Outbound) -> str:
        return foot(Connections(outbound), None, (), True).striptags()

    assert said(Outbound(0)).startswith("Offline · 0 outbound connections")
    assert said(Outbound(1)).startswith("Offline · 1 outbound connection")
    assert said(Outbound(0, "gpu.example:8000", 3)).startswith(
        "Connects to gpu.example:8000 alone · 3 outbound connections"
    )
    assert "· 1 outbound connection, 2 refused" in said(Outbound(2, "gpu.example:8000", 1))


def test_what_is_answered_elsewhere_is_not_said_to_be_all_here() -> None:
    assert "All on this machine." in first_minute(())
    told = first_minute((), elsewhere="gpu.example:8000")
    assert "The server at gpu.example:8000 answers." in told
    assert "All on this machine." not in told


@pytest.mark.screen
@needs_chromium
def test_a_server_answers_in_all_lanes_and_is_named(page: Page, server: MockServer) -> None:
    expect(page.locator(".foot")).to_contain_text(f"big + tuned, the server at {server.url}")
    expect(page.locator(".foot")).to_contain_text("Offline · 0 outbound connections")
    page.locator("#quire-question").fill("How long is the notice period?")
    page.keyboard.press("Enter")
    expect(page.locator(".lane")).to_have_count(4)
    for words, lanes in (("How long is the notice", 2), ("HOW LONG IS THE NOTICE", 2)):
        expect(page.locator(".lane").filter(has_text=re.compile(words))).to_have_count(lanes)


@pytest.mark.screen
@needs_chromium
def test_the_models_panel_says_which_server_and_offers_no_files(
    page: Page, server: MockServer
) -> None:
    expect(page.locator(".foot")).to_contain_text("the server at")
    page.get_by_role("button", name="Models", exact=True).click()
    sheet = page.locator("#quire-models")
    expect(sheet).to_contain_text(f"The server at {server.url} answers, with big and tuned.")
    expect(sheet.get_by_text("Add a model")).to_be_hidden()
    expect(sheet.locator("#quire-models-problem")).to_have_text("")


@pytest.mark.screen
@needs_chromium
def test_a_server_that_dies_is_a_sentence_in_the_lane(page: Page, server: MockServer) -> None:
    expect(page.locator(".foot")).to_contain_text("the server at")
    server.behaviour.says = lambda body: iter([b"data: {no JSON\n\n"])
    page.locator("#quire-question").fill("How long is the notice period?")
    page.keyboard.press("Enter")
    expect(page.get_by_text("is not OpenAI's protocol")).to_have_count(4)
