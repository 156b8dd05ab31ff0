"""The page as a person uses it: the real program, a real browser, real weights, a real PDF."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import psutil
import pytest
from playwright.sync_api import Page, expect, sync_playwright
from playwright.sync_api import TimeoutError as PlaywrightTimeout

ROOT = Path(__file__).parents[1]
CHROMIUM = Path("/usr/bin/chromium")
USABLE_SECONDS = 4.0
ANSWER_MS = 120_000

pytestmark = [
    pytest.mark.screen,
    pytest.mark.skipif(not CHROMIUM.exists(), reason="Debian's chromium is not installed"),
]


@dataclass(frozen=True, slots=True)
class Served:
    """A running program and the address of its page."""

    process: subprocess.Popen[str]
    address: str
    began: float


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Served]:
    """The program, serving its page to this machine."""
    began = time.monotonic()
    process = subprocess.Popen(
        [sys.executable, "app.py", "serve"],
        cwd=ROOT,
        env={**os.environ, "QUIRE_HOME": str(tmp_path / "home")},
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        assert process.stdout is not None
        yield Served(process, process.stdout.readline().strip(), began)
    finally:
        process.send_signal(signal.SIGTERM)
        process.communicate(timeout=20)


@pytest.fixture
def page(served: Served) -> Iterator[Page]:
    """The page in a real browser, with every request that it makes to another host kept."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=CHROMIUM,
            args=["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
        )
        page = browser.new_page(viewport={"width": 1280, "height": 800})
        host = re.match(r"http://[^/]+", served.address)
        assert host
        elsewhere: list[str] = []
        page.on(
            "request",
            lambda request: (
                None
                if request.url.startswith((host[0], "data:", "blob:"))
                else elsewhere.append(request.url)
            ),
        )
        page.goto(served.address)
        yield page
        browser.close()
    assert elsewhere == []


def test_a_pdf_is_dropped_a_question_asked_and_four_answers_stream(
    page: Page, handbook: Path, served: Served
) -> None:
    expect(page.locator("#quire-question")).to_be_visible()
    page.set_input_files("#quire-files", handbook)
    expect(page.locator("#quire-library")).to_contain_text("3 pages · ready", timeout=ANSWER_MS)

    page.locator("#quire-question").fill("What is the notice period?")
    page.keyboard.press("Enter")
    lanes = page.locator("section.lane")
    expect(lanes).to_have_count(4)
    for n in range(4):
        expect(lanes.nth(n).locator("footer")).to_contain_text("first word", timeout=ANSWER_MS)
        expect(lanes.nth(n).locator("footer")).to_contain_text("/s", timeout=ANSWER_MS)

    with suppress(PlaywrightTimeout):  # a citation opens by itself, and takes the list away
        page.locator("#quire-passages button").first.click(timeout=3_000)
    picture = page.locator("#quire-opened img")
    expect(picture).to_have_attribute("src", re.compile("^data:image/png"), timeout=20_000)
    assert picture.evaluate("async image => { await image.decode(); return image.naturalWidth }")
    expect(page.locator("body")).to_contain_text("0 outbound connections")

    page.reload()
    expect(page.locator("section.lane")).to_have_count(4)

    page.locator("#quire-question").fill("How many days of holiday are there?")
    page.keyboard.press("Enter")
    expect(page.locator("body")).to_contain_text("What is the notice period?")
    page.keyboard.press("Escape")


def test_bad_files_are_named_with_what_to_do_and_cost_no_other(
    page: Page, handbook: Path, tmp_path: Path
) -> None:
    letter = tmp_path / "letter.pdf"
    letter.write_text("Not a PDF at all.")
    page.set_input_files("#quire-files", [letter, handbook])
    library = page.locator("#quire-library")
    expect(library).to_contain_text("letter.pdf", timeout=ANSWER_MS)
    expect(library.locator(".bad").first).to_be_visible(timeout=ANSWER_MS)
    expect(library).to_contain_text("3 pages · ready", timeout=ANSWER_MS)


def test_nothing_listens_beyond_this_machine_and_ending_ends_every_child(
    page: Page, served: Served
) -> None:
    expect(page.locator("body")).to_contain_text("Quire starter", timeout=ANSWER_MS)
    program = psutil.Process(served.process.pid)
    family = [program, *program.children(recursive=True)]
    addresses = {
        connection.laddr.ip
        for process in family
        for connection in process.net_connections("inet")
        if connection.status == psutil.CONN_LISTEN
    }
    assert addresses == {"127.0.0.1"}
    assert len(family) > 2
    served.process.send_signal(signal.SIGTERM)
    served.process.wait(20)
    _, alive = psutil.wait_procs(family, timeout=5)
    assert alive == []
