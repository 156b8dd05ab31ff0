"""The page where a server answers, in a real Chromium: chosen, shown, and what becomes of it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from desktop.types import Served
from tests.desktop.browsing import IN_BROWSER
from tests.desktop.mock_server import MockServer
from tests.desktop.model_bench import ModelBench

pytestmark = IN_BROWSER
QUESTION = "How long is the notice period?"


@pytest.fixture
def server() -> Iterator[MockServer]:
    made = MockServer()
    made.behaviour.models = {"data": [{"id": "big", "max_model_len": 8192}, {"id": "tuned"}]}
    yield made
    made.close()


@pytest.fixture
def bench(browser: Browser, tmp_path: Path) -> Iterator[ModelBench]:
    """A page where a file answers."""
    bench = ModelBench(tmp_path)
    yield bench
    _end(browser, bench)


@pytest.fixture
def page(browser: Browser, bench: ModelBench) -> Iterator[Page]:
    yield from _opened(browser, bench)


@pytest.fixture
def served(browser: Browser, server: MockServer, tmp_path: Path) -> Iterator[Page]:
    """A page where a server answers from the start."""
    bench = ModelBench(tmp_path, answers=Served(server.url, "big", "tuned"))
    yield from _opened(browser, bench)
    _end(browser, bench)


def _opened(browser: Browser, bench: ModelBench) -> Iterator[Page]:
    """The page, whose console must stay silent."""
    page = browser.new_context(viewport={"width": 1280, "height": 800}).new_page()
    complaints: list[str] = []
    page.on("console", lambda m: complaints.append(m.text) if m.type == "error" else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.goto(bench.address)
    expect(page.locator(".foot [data-do=models]")).to_be_visible()
    yield page
    assert complaints == []


def _end(browser: Browser, bench: ModelBench) -> None:
    for context in browser.contexts:
        context.close()
    bench.workbench.cancel_adding()  # a change: every look that is left comes to its end
    bench.close()


def models(page: Page) -> Locator:
    page.get_by_role("button", name="Models", exact=True).click()
    sheet = page.locator("#quire-models")
    expect(sheet.locator("#quire-server form")).to_be_visible()
    return sheet


def use(page: Page, address: str, key: str = "") -> Locator:
    """Fill the form in and send it; the line that says what came of it."""
    page.get_by_label("Address of the server").fill(address)
    page.get_by_label("Key of the server").fill(key)
    page.get_by_role("button", name="Use this server").click()
    return page.locator("#quire-server-said")


def ask(page: Page) -> None:
    page.locator("#quire-question").fill(QUESTION)
    page.keyboard.press("Enter")


def test_a_server_is_chosen_by_its_address_named_everywhere_and_left_again(
    page: Page, bench: ModelBench, server: MockServer
) -> None:
    server.behaviour.key = "secret"
    sheet = models(page)
    expect(use(page, server.url)).to_contain_text("asks for a key: type the right one beside")
    said = use(page, server.url, "secret")
    expect(said).to_have_text("It is there, and has 2 models: choose one.")
    expect(page.get_by_label("Key of the server")).to_have_value("")
    sheet.get_by_role("button", name="Use big as base").click()
    goes = f"Questions and passages go to {server.url}"
    expect(sheet.locator(".goes-there")).to_contain_text(goes)
    sheet.get_by_role("button", name="Use tuned as tuned").click()
    expect(sheet.locator(".chosen")).to_contain_text("Do without")
    expect(sheet.locator(".model .role")).to_have_text(["base", "tuned"])
    expect(sheet.locator(".going")).to_have_count(0)
    assert (kept := bench.server_file.now) == Served(server.url, "big", "tuned", "secret")
    assert bench.kept.now.served
    assert "secret" not in page.content()
    page.reload()
    expect(page.locator(".foot")).to_contain_text(
        f"Questions and passages go to {server.url} · big + tuned"
    )
    sheet = models(page)
    expect(page.get_by_label("Address of the server")).to_have_value(server.url)
    sheet.get_by_role("button", name="on this machine instead").click()
    expect(sheet.locator(".goes-there")).to_have_count(0)
    expect(page.locator(".foot [data-do=models]")).to_have_text("own + style")
    assert (bench.kept.now.served, bench.server_file.now) == (False, kept)
    sheet.get_by_role("button", name="Forget").click()
    expect(page.get_by_label("Address of the server")).to_have_value("")
    expect(sheet.get_by_role("button", name="Forget")).to_have_count(0)
    assert bench.server_file.now is None


def test_a_servers_only_model_is_used_at_once(page: Page, server: MockServer) -> None:
    server.behaviour.models = {"data": [{"id": "only"}]}
    models(page)
    expect(use(page, server.url)).to_have_text("It is there, with only.")
    expect(page.locator(".foot")).to_contain_text(f"{server.url} · only")
    page.keyboard.press("Escape")
    expect(page.locator(".mode[data-mode=tuned]")).to_be_disabled()
    ask(page)
    expect(page.locator(".lane").filter(has_text=QUESTION)).to_have_count(2)
    page.locator(".lane").first.get_by_text("first word").wait_for()
    expect(page.locator("body")).to_contain_text("Offline · 0 outbound connections")


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("http://127.0.0.1:9/v1", "No server answers at http://127.0.0.1:9/v1"),
        ("notes", "is no address of a server"),
        ("http://nobody.invalid/v1", "The name nobody.invalid is not known here"),
    ],
)
def test_where_no_server_answers_it_is_said_where_it_was_typed(
    page: Page, address: str, said: str
) -> None:
    sheet = models(page)
    expect(use(page, address)).to_contain_text(said)
    expect(page.get_by_label("Address of the server")).to_have_value(address)
    expect(sheet.locator(".goes-there")).to_have_count(0)
    expect(page.locator(".foot [data-do=models]")).to_have_text("own + style")


def test_a_server_answers_in_all_lanes_from_the_start(served: Page, server: MockServer) -> None:
    expect(served.locator(".foot")).to_contain_text(f"{server.url} · big + tuned")
    expect(served.locator(".foot")).to_contain_text("Offline · 0 outbound connections")
    ask(served)
    expect(served.locator(".lane")).to_have_count(4)
    for words, lanes in (("How long is the notice", 2), ("HOW LONG IS THE NOTICE", 2)):
        expect(served.locator(".lane").filter(has_text=re.compile(words))).to_have_count(lanes)


def test_where_a_server_answers_a_file_takes_its_place_by_a_click(
    served: Page, server: MockServer
) -> None:
    sheet = models(served)
    expect(sheet.locator(".chosen")).to_contain_text(f"big at {server.url}")
    served.get_by_role("button", name="Use Tiny as base").click()
    expect(served.locator(".foot [data-do=models]")).to_have_text("own + style")
    ask_there = len(server.asked)
    served.keyboard.press("Escape")
    ask(served)
    expect(served.locator(".lanes footer").filter(has_text="first word")).to_have_count(4)
    assert len(server.asked) == ask_there


def test_a_server_that_dies_is_a_sentence_in_the_lane(served: Page, server: MockServer) -> None:
    expect(served.locator(".foot")).to_contain_text(f"go to {server.url}")
    server.behaviour.says = lambda body: iter([b"data: {no JSON\n\n"])
    ask(served)
    expect(served.get_by_text("is not OpenAI's protocol")).to_have_count(4)
