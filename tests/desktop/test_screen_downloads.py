"""Downloads on the screen, in a real Chromium, from a hub on loopback."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from desktop.download.offers import Offer, Shape
from tests.desktop.browsing import IN_BROWSER
from tests.desktop.hub import FILE, REPOSITORY, REVISION, Hub, served
from tests.desktop.model_bench import SHAPE, ModelBench
from tests.desktop.tiny_gguf import write_model

pytestmark = IN_BROWSER


@pytest.fixture
def hub(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Hub]:
    """A hub with a model that loads."""
    model = write_model(tmp_path / "on the hub.gguf", SHAPE, seed=11).read_bytes()
    with served(Hub(model)) as hub:
        monkeypatch.setenv("HF_ENDPOINT", hub.address)
        yield hub


@pytest.fixture
def bench(browser: Browser, hub: Hub, tmp_path: Path) -> Iterator[ModelBench]:
    offer = Offer(
        "tiny", "Tiny one", "The smallest of all.", REPOSITORY, REVISION, FILE, "MIT",
        len(hub.data), hub.sha256, Shape(2, 2, 32, 2048),
    )  # fmt: skip
    bench = ModelBench(tmp_path, offers=(offer,))
    yield bench
    for context in browser.contexts:
        context.close()
    bench.workbench.cancel_adding()  # a change: every look that is left comes to its end
    bench.close()


@pytest.fixture
def page(browser: Browser, bench: ModelBench) -> Iterator[Page]:
    """The page with the models open, whose console must stay silent."""
    page = browser.new_context(viewport={"width": 1280, "height": 800}).new_page()
    complaints: list[str] = []
    page.on("console", lambda m: complaints.append(m.text) if m.type == "error" else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.goto(bench.address)
    page.get_by_role("button", name="Models", exact=True).click()
    expect(offered(page)).to_contain_text("MIT")
    yield page
    assert complaints == []


def offered(page: Page) -> Locator:
    return page.locator("#quire-offers .model")


def agree(page: Page, verb: str = "Download Tiny one") -> None:
    page.get_by_role("button", name=verb).click()
    ask = page.locator("#quire-ask-download")
    expect(ask).to_contain_text("the one moment when anything leaves this machine")
    ask.get_by_role("button", name="Download", exact=True).click()
    expect(ask).to_be_hidden()


def test_a_download_is_asked_for_arrives_and_can_be_used(
    page: Page, bench: ModelBench, hub: Hub
) -> None:
    expect(offered(page)).to_contain_text(re.compile(r"\d+ KB · MIT · Tiny/Tiny-GGUF"))
    expect(offered(page).locator(".fit")).to_contain_text(re.compile("fits needs [0-9]+ MB"))
    page.get_by_role("button", name="Download Tiny one").click()
    ask = page.locator("#quire-ask-download")
    expect(ask).to_contain_text("Download Tiny one?")
    ask.get_by_role("button", name="Not now").click()
    assert hub.requests == []
    agree(page)
    expect(offered(page)).to_contain_text("on this machine")
    row = page.locator("#quire-models-list .model").filter(has_text="tiny.gguf")
    row.get_by_role("button", name="Use Tiny as base").click()
    expect(row.locator(".role")).to_have_text("base")
    expect(page.locator(".foot")).to_contain_text("Offline · 0 outbound connections")


def test_while_it_comes_the_page_does_not_say_offline_and_it_can_be_cancelled(
    page: Page, bench: ModelBench, hub: Hub
) -> None:
    hub.may_end.clear()
    agree(page)
    expect(page.locator(".foot .offline")).to_have_text("Downloading Tiny one")
    expect(offered(page).locator("progress")).to_be_visible()
    page.get_by_role("button", name="Cancel the download of Tiny one").click()
    expect(page.get_by_role("button", name="Download Tiny one")).to_be_enabled()
    expect(page.locator(".foot .offline")).to_contain_text("Offline")
    assert list((bench.home / "models").iterdir()) == []


def test_what_went_wrong_stands_where_it_was_asked_for(page: Page, hub: Hub) -> None:
    hub.refuses = 500
    agree(page)
    expect(offered(page).get_by_role("alert")).to_have_text(
        "The hub refused (500). Try again later."
    )
    hub.refuses = 0
    agree(page)
    expect(offered(page)).to_contain_text("on this machine")
    expect(offered(page).get_by_role("alert")).to_have_count(0)


def test_a_part_that_is_here_is_gone_on_with_or_deleted(
    page: Page, bench: ModelBench, hub: Hub
) -> None:
    folder = bench.home / "models"
    folder.mkdir(exist_ok=True)
    part = folder / f".{FILE}.{hub.sha256[:16]}.part"
    part.write_bytes(hub.data[:5000])
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Models", exact=True).click()
    page.get_by_role("button", name="Delete the part of Tiny one").click()
    expect(page.get_by_role("button", name="Download Tiny one")).to_be_visible()
    assert not part.exists()
    part.write_bytes(hub.data[:5000])
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Models", exact=True).click()
    agree(page, "Go on with Tiny one")
    expect(offered(page)).to_contain_text("on this machine")
    assert hub.requests[-1].endswith("bytes=5000-")
