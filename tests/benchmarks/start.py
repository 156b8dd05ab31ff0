"""How long from the command until the page can be used: `python -m tests.benchmarks.start`.

Three runs in a new home, in a real Chromium. The baseline, in the same runs, is what everybody
writes: a process that imports gradio, torch and llama.cpp before it shows anything.
"""

from __future__ import annotations

import os
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

ROOT = Path(__file__).parents[2]
RUNS = 3
LIMIT_SECONDS = 4.0
_EVERYTHING_FIRST = (
    "import gradio, torch, sentence_transformers, hnswlib, llama_cpp;"
    "gradio.Blocks().__enter__(); gradio.Textbox()"
)


def seconds_until(browser: Browser) -> tuple[float, float, float]:
    """From the command to its address, to a usable page, and to a loaded model and encoder."""
    with tempfile.TemporaryDirectory() as home:
        began = time.monotonic()
        program = subprocess.Popen(
            [sys.executable, "app.py", "serve"],
            cwd=ROOT,
            env={**os.environ, "QUIRE_HOME": home},
            stdout=subprocess.PIPE,
            text=True,
        )
        assert program.stdout is not None
        address = program.stdout.readline().strip()
        told = time.monotonic() - began
        page = browser.new_page()
        page.goto(address)
        page.locator("#quire-question").wait_for(state="visible")
        usable = time.monotonic() - began
        page.get_by_text("Quire starter").first.wait_for(state="visible", timeout=60_000)
        loaded = time.monotonic() - began
        page.close()
        program.send_signal(signal.SIGTERM)
        program.communicate(timeout=20)
    return told, usable, loaded


def seconds_everything_first() -> float:
    """What a process takes that imports everything before it begins."""
    began = time.monotonic()
    subprocess.run([sys.executable, "-c", _EVERYTHING_FIRST], check=True, capture_output=True)
    return time.monotonic() - began


def main() -> None:
    """Print the medians, and the ratio to the baseline."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path="/usr/bin/chromium", args=["--no-sandbox", "--disable-gpu"]
        )
        runs = [(*seconds_until(browser), seconds_everything_first()) for _ in range(RUNS)]
        browser.close()
    told, usable, loaded, baseline = (
        statistics.median(column) for column in zip(*runs, strict=True)
    )
    print(f"address printed           {told:5.2f} s")
    print(f"page usable               {usable:5.2f} s   at most {LIMIT_SECONDS:.1f}")
    print(f"model loaded              {loaded:5.2f} s")
    print(
        f"importing everything first{baseline:5.2f} s   page usable / this: {usable / baseline:.2f}"
    )


if __name__ == "__main__":
    main()
