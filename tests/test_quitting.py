"""The program is ended while it works: at once, with every child, and what was left goes on."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil
import pytest
from playwright.sync_api import Page, expect, sync_playwright

from tests.conftest import write_pdf

ROOT = Path(__file__).parents[1]
CHROMIUM = Path("/usr/bin/chromium")
PATIENCE_MS = 120_000
END_SECONDS = 12  # measured: half a second; a busy machine takes its time

pytestmark = [
    pytest.mark.screen,
    pytest.mark.skipif(not CHROMIUM.exists(), reason="Debian's chromium is not installed"),
]


@contextmanager
def served(home: Path) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """The program over a home, and the address of its page."""
    process = subprocess.Popen(
        [sys.executable, "app.py", "--home", str(home), "serve"],
        cwd=ROOT, env=os.environ, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    try:
        assert process.stdout is not None
        yield process, process.stdout.readline().strip()
    finally:
        process.kill()
        process.communicate(timeout=20)


@pytest.fixture
def page() -> Iterator[Page]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser.new_page()
        browser.close()


def ended(process: subprocess.Popen[str]) -> None:
    """Ask it to end, and see that it does, with all that it started and without a complaint."""
    program = psutil.Process(process.pid)
    family = [program, *program.children(recursive=True)]
    began = time.monotonic()
    process.send_signal(signal.SIGTERM)
    _, errors = process.communicate(timeout=END_SECONDS * 3)
    assert time.monotonic() - began < END_SECONDS
    assert errors == ""
    _, alive = psutil.wait_procs(family, timeout=5)
    assert alive == []


def test_files_that_were_being_read_go_on_at_the_next_start(page: Page, tmp_path: Path) -> None:
    words = [f"Sentence {n} of the handbook speaks of matters of its own." for n in range(20)]
    long = write_pdf(tmp_path / "long.pdf", dict.fromkeys(range(1, 151), words))
    short = write_pdf(tmp_path / "short.pdf", {1: words})
    library = page.locator("#quire-library")
    with served(tmp_path / "home") as (process, address):
        page.goto(address)
        page.set_input_files("#quire-files", [short, long])
        expect(library).to_contain_text("of 150", timeout=PATIENCE_MS)
        ended(process)
    page.goto("about:blank")
    with served(tmp_path / "home") as (process, address):
        page.goto(address)
        expect(library).to_contain_text("1 page · ready", timeout=PATIENCE_MS)
        expect(library).to_contain_text("150 pages · ready", timeout=PATIENCE_MS)
        ended(process)


def test_what_was_answered_is_kept(page: Page, tmp_path: Path) -> None:
    with served(tmp_path / "home") as (process, address):
        page.goto(address)
        expect(page.locator("#quire-foot")).to_contain_text("Quire starter", timeout=PATIENCE_MS)
        page.fill("#quire-question", "What is a quire?")
        page.keyboard.press("Enter")
        said = page.locator("#quire-lane-base footer")
        expect(said).to_contain_text("first word", timeout=PATIENCE_MS)
        ended(process)
    page.goto("about:blank")
    with served(tmp_path / "home") as (process, address):
        page.goto(address)
        line = page.locator("#quire-conversation .line")
        expect(line).to_have_text("What is a quire?", timeout=PATIENCE_MS)
        ended(process)


def test_a_program_that_has_hardly_begun_ends_all_the_same(tmp_path: Path) -> None:
    with served(tmp_path / "home") as (process, _):
        ended(process)
