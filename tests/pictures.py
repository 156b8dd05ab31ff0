"""Takes the pictures of the screen: `python -m tests.pictures FOLDER [PDF ...] [--question TEXT]`.

`--only screen-light screen-dark` keeps those two, which the README shows.

Starts the real program in a home of its own, adds the PDFs (a made handbook where none is given),
asks, and photographs each state, width and colour in Debian's chromium. For the README, and for
looking at: what is ugly, cramped or confusing shows here first.
"""

from __future__ import annotations

import argparse
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from tests.conftest import HANDBOOK, write_pdf

ROOT = Path(__file__).parents[1]
CHROMIUM = "/usr/bin/chromium"
QUESTION = "What is the notice period?"
PATIENCE_MS = 300_000


def main(arguments: Sequence[str]) -> None:
    """Take every picture."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path, help="where the pictures go")
    parser.add_argument("pdf", type=Path, nargs="*", help="what is added to the library")
    parser.add_argument("--question", default=QUESTION)
    parser.add_argument("--only", nargs="*", help="keep these pictures alone")
    given = parser.parse_args(arguments)
    given.folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as temporary:
        home = Path(temporary)
        shots = home / "pictures"
        shots.mkdir()
        pdfs = given.pdf or [write_pdf(home / "Staff handbook.pdf", HANDBOOK)]
        with served(home) as address, sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
            photograph(browser, address, shots, pdfs, given.question)
            browser.close()
        for shot in shots.iterdir():
            if not given.only or shot.stem in given.only:
                shutil.copy(shot, given.folder)


@contextmanager
def served(home: Path) -> Iterator[str]:
    """The program over an empty home; gives the address of its page."""
    process = subprocess.Popen(
        [sys.executable, "app.py", "--home", str(home / "home"), "serve"],
        cwd=ROOT,
        env=os.environ,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        assert process.stdout is not None
        yield process.stdout.readline().strip()
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(30)


def photograph(
    browser: Browser, address: str, folder: Path, pdfs: Sequence[Path], question: str
) -> None:
    """Every state once, then the answered question in each width and colour."""
    page = opened(browser, address, 1280, 800)
    page.screenshot(path=folder / "first-minute.png")
    page.set_input_files("#quire-files", list(pdfs))
    page.wait_for_selector(".mark.going")
    page.wait_for_timeout(1500)
    page.screenshot(path=folder / "reading.png")
    page.wait_for_selector(".mark.going", state="detached", timeout=PATIENCE_MS)
    page.screenshot(path=folder / "library.png")
    page.fill("#quire-question", question)
    page.keyboard.press("Enter")
    page.wait_for_selector(".quire.running")
    page.wait_for_timeout(700)
    page.screenshot(path=folder / "answering.png")
    page.wait_for_selector(".quire:not(.running)", timeout=PATIENCE_MS)
    page.get_by_role("tab", name="What the model saw").click()
    page.wait_for_timeout(500)
    page.screenshot(path=folder / "saw.png")
    page.close()
    for name, width, height, scheme in (
        ("screen-light", 1440, 900, "light"),
        ("screen-dark", 1440, 900, "dark"),
        ("small", 1280, 800, "light"),
        ("wide", 1920, 1080, "light"),
        ("narrow", 400, 860, "light"),
        ("narrow-dark", 400, 860, "dark"),
    ):
        page = opened(browser, address, width, height, scheme)
        if width > 1100:
            open_evidence(page)
        page.screenshot(path=folder / f"{name}.png")
        page.close()


def opened(browser: Browser, address: str, width: int, height: int, scheme: str = "light") -> Page:
    """The page in a window of that size, as far as it goes by itself."""
    page = browser.new_page(
        viewport={"width": width, "height": height},
        color_scheme="dark" if scheme == "dark" else "light",
    )
    page.goto(address)
    page.wait_for_selector("#quire-modes .mode")
    page.wait_for_timeout(500)
    return page


def open_evidence(page: Page) -> None:
    """The first citation on its page, or, where an answer has none, the first passage."""
    tile = page.locator("#quire-current .cite")
    (tile if tile.count() else page.locator(".card")).first.click()
    page.wait_for_selector(".opened img.drawn")
    page.mouse.move(0, 0)
    page.wait_for_timeout(400)


if __name__ == "__main__":
    main(sys.argv[1:])
