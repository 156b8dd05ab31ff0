"""The page in use: `python -m tests.benchmarks.screen_use [QUESTIONS]`.

The real program over 1,000 pages, in a real Chromium. How long a click takes that the program must
answer, while the pages are read; then 200 questions in four lanes, and what the screen's process,
the engine's and the page hold after them, beside what they held after the first 20.
"""

from __future__ import annotations

import os
import re
import signal
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil
from playwright.sync_api import Page, expect, sync_playwright
from reportlab.pdfgen.canvas import Canvas

ROOT = Path(__file__).parents[2]
CHROMIUM = "/usr/bin/chromium"
FILES, PAGES, LINES = 10, 100, 40
CLICKS = 25
LIMIT_MS = 200.0
QUESTIONS = 200
WARM = 20  # questions after which everything has been used once
IN_A_CONVERSATION = 10

_CLICK = """() => new Promise((done) => {
  const tick = document.querySelector("#quire-documents .tick");
  const began = performance.now(), before = tick.getAttribute("aria-checked");
  const poll = () => {
    const now = document.querySelector("#quire-documents .tick");
    if (now && now.getAttribute("aria-checked") !== before) done(performance.now() - began);
    else requestAnimationFrame(poll);
  };
  tick.click();
  requestAnimationFrame(poll);
})"""


def main(questions: int) -> None:
    """Measure both, and print each figure beside its limit."""
    with tempfile.TemporaryDirectory() as folder, _served(Path(folder) / "home") as (program, url):
        paths = [_pdf(Path(folder) / f"Report {number}.pdf", number) for number in range(FILES)]
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
            page = browser.new_page(viewport={"width": 1280, "height": 800})
            page.goto(url)
            page.wait_for_selector("#quire-modes .mode")
            _measure_reaction(page, paths)
            _measure_memory(page, psutil.Process(program.pid), questions)
            browser.close()


def _measure_reaction(page: Page, paths: list[Path]) -> None:
    page.set_input_files("#quire-files", paths)
    page.wait_for_selector("#quire-documents .tick", timeout=120_000)
    took: list[float] = []
    for _ in range(CLICKS):
        took.append(page.evaluate(_CLICK))
        page.wait_for_timeout(150)
    assert page.locator("#quire-adding .mark.going").count(), "the files were read too early"
    _print("a click, median", statistics.median(took), LIMIT_MS, "ms")
    _print("a click, slowest", max(took), LIMIT_MS, "ms")
    expect(page.locator("#quire-adding .mark.going")).to_have_count(0, timeout=600_000)
    if page.locator("#quire-documents .tick[aria-checked=false]").count():
        page.locator("#quire-documents .tick[aria-checked=false]").first.click()


def _measure_memory(page: Page, program: psutil.Process, questions: int) -> None:
    warm: dict[str, float] = {}
    for number in range(questions):
        if number % IN_A_CONVERSATION == 0 and number:
            page.locator("[data-do=new-conversation]").click()
            expect(page.locator("#quire-current .asked")).to_have_count(0)
        question = f"What is said of item {number} of the report?"
        page.fill("#quire-question", question)
        page.keyboard.press("Enter")
        expect(page.locator("#quire-current .asked")).to_have_text(question)
        expect(page.locator(".quire.running")).to_have_count(0, timeout=60_000)
        if number + 1 == WARM:
            warm = _held(page, program)
    for name, megabytes in _held(page, program).items():
        _print(f"{name} after {questions}", megabytes, warm[name], "MB")


def _held(page: Page, program: psutil.Process) -> dict[str, float]:
    """Megabytes of the screen's process, of all its children, and of the page's objects."""
    session = page.context.new_cdp_session(page)
    session.send("HeapProfiler.collectGarbage")
    session.send("Performance.enable")
    metrics = {
        each["name"]: each["value"] for each in session.send("Performance.getMetrics")["metrics"]
    }
    session.detach()
    children = sum(child.memory_info().rss for child in program.children(recursive=True))
    return {
        "the screen's process": program.memory_info().rss / 1e6,
        "its children": children / 1e6,
        "the page": metrics["JSHeapUsedSize"] / 1e6,
    }


@contextmanager
def _served(home: Path) -> Iterator[tuple[subprocess.Popen[str], str]]:
    program = subprocess.Popen(
        [sys.executable, "app.py", "serve"],
        cwd=ROOT,
        env=os.environ | {"QUIRE_HOME": str(home)},
        text=True,
        stdout=subprocess.PIPE,
    )
    assert program.stdout is not None
    try:
        address = re.search(r"http://\S+", program.stdout.readline())
        assert address, "the program ended before it said its address"
        yield program, address[0]
    finally:
        program.send_signal(signal.SIGINT)
        program.wait()
        program.stdout.close()


def _pdf(path: Path, seed: int) -> Path:
    """Pages of sentences, no two alike."""
    canvas = Canvas(str(path))
    for page in range(PAGES):
        for line in range(LINES):
            number = (seed * PAGES + page) * LINES + line
            words = f"Item {number} of the report came to {number * 7 % 9973} units in that year."
            canvas.drawString(60, 780 - 18 * line, words)
        canvas.showPage()
    canvas.save()
    return path


def _print(name: str, measured: float, limit: float, unit: str) -> None:
    print(f"{name:34} {measured:8.1f} {unit:3} beside {limit:6.1f}: ratio {measured / limit:.2f}")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else QUESTIONS)
