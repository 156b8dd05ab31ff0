"""From the command to a page that can be used, in Chromium, on a new home.

The baseline is the way that Gradio's own guide shows: import everything, build the page, launch()
it, then open a browser. `python -m tests.benchmarks.start`
"""

from __future__ import annotations

import os
import re
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

ROOT = Path(__file__).parents[2]
ROUNDS = 5
OURS = [sys.executable, "app.py", "--home", "{home}", "serve", "--port", "0"]
BASELINE = """
import sys
from pathlib import Path
from indexer import stay_offline
stay_offline()
import gradio
from desktop.engine import Engine
from desktop.starter import HOUSE_STYLE, STARTER
from desktop.types import Weights
from desktop.ui.page import build_page, page_theme
from desktop.workbench import Parts, Workbench
from indexer import Library, SentenceEncoder

if __name__ == "__main__":
    encoder = SentenceEncoder()
    weights = Weights(STARTER, adapter=HOUSE_STYLE)
    library = lambda: Library.open(Path(sys.argv[1]) / "library", encoder)
    workbench = Workbench(Parts(library, encoder.start, Engine(weights), weights))
    workbench.start()
    build_page(workbench).launch(theme=page_theme(), run_history=False)
"""


def main() -> None:
    """Run both in turn, and print the medians and their ratio."""
    ours: list[float] = []
    first: list[float] = []
    usual: list[float] = []
    with sync_playwright() as playwright, tempfile.TemporaryDirectory() as folder:
        script = Path(folder) / "usual.py"
        script.write_text(BASELINE)
        browser = playwright.chromium.launch(
            executable_path="/usr/bin/chromium",
            args=["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
        )
        for number in range(ROUNDS):
            home = Path(folder) / str(number)
            home.mkdir()
            shown, usable = _timed(browser, [part.format(home=home) for part in OURS])
            first.append(shown)
            ours.append(usable)
            usual.append(_timed(browser, [sys.executable, str(script), str(home)])[1])
        browser.close()
    _print("something on the screen", first, usual)
    _print("page can be used", ours, usual)


def _timed(browser: Browser, command: list[str]) -> tuple[float, float]:
    """Seconds until the browser showed something, and until the question box was there."""
    begun = time.perf_counter()
    program = subprocess.Popen(
        command,
        cwd=ROOT,
        env=os.environ | {"PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": "1"},
        text=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )
    assert program.stdout is not None
    address = None
    while address is None:
        line = program.stdout.readline()
        assert line, "the program ended before it said its address"
        address = re.search(r"http://\S+", line)
    page = browser.new_page()
    page.goto(address[0])
    shown = time.perf_counter() - begun
    page.wait_for_selector("#quire-app textarea")
    usable = time.perf_counter() - begun
    page.close()
    program.send_signal(signal.SIGINT)
    program.wait()
    program.stdout.close()
    return shown, usable


def _print(what: str, ours: list[float], usual: list[float]) -> None:
    mine, theirs = statistics.median(ours), statistics.median(usual)
    print(f"{what:26} {mine:6.2f} s   baseline {theirs:6.2f} s   ratio {mine / theirs:.2f}")


if __name__ == "__main__":
    main()
