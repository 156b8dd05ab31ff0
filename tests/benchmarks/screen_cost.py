"""What four streaming lanes cost: `python -m tests.benchmarks.screen_cost`.

The page over stand-ins, each lane a word 60 times a second, in a process of its own whose processor
time is read; a real Chromium shows it, and says how long its longest frame took. The stand-ins'
own work is counted in, so the true figure is lower.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from pathlib import Path

import psutil
from playwright.sync_api import Page, sync_playwright

from tests.desktop.screen_bench import Bench, passage

CHROMIUM = "/usr/bin/chromium"
WORDS_A_SECOND = 60
MOST_OF_A_CORE = 0.1
MOST_UPDATES_A_SECOND = 20
SECONDS = 6.0

_FRAMES = """() => { let last = performance.now(); window.longest = 0;
  const frame = (now) => { window.longest = Math.max(window.longest, now - last); last = now;
    requestAnimationFrame(frame); };
  requestAnimationFrame(frame); }"""


def serve(folder: Path) -> None:
    """The page, until standard input ends."""
    sentence = "Inventories were $8.5 billion as of May 31, 2023, flat on the year before. "
    bench = Bench(folder, [passage(n, sentence * 20, n) for n in (1, 2)])
    bench.engine.seconds = 1 / WORDS_A_SECOND
    bench.engine.says = lambda lane: sentence * 40 + "[1]"  # enough for every lane, to the end
    sys.stdout.write(f"{bench.address}\n")
    sys.stdout.flush()
    sys.stdin.read()
    bench.close()


def main() -> None:
    """Measure, and print each figure beside its limit."""
    with tempfile.TemporaryDirectory() as folder:
        server = subprocess.Popen(
            [sys.executable, "-m", "tests.benchmarks.screen_cost", str(Path(folder) / "uploads")],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert server.stdout is not None
        address = server.stdout.readline().strip()
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
            page = browser.new_page(viewport={"width": 1280, "height": 800})
            page.goto(address)
            page.wait_for_selector("#quire-modes .mode")
            measure(page, psutil.Process(server.pid))
            browser.close()
        server.communicate()


def measure(page: Page, process: psutil.Process) -> None:
    """Ask, and watch for some seconds."""
    looks: list[str] = []
    page.on("request", lambda request: looks.append(request.url))
    time.sleep(2)
    idle = _share(process, page, 3.0)
    page.fill("#quire-question", "Why did inventories fall in fiscal 2023?")
    page.keyboard.press("Enter")
    page.wait_for_selector("#quire-lane-rag .body p")
    page.evaluate(_FRAMES)
    looks.clear()
    share = _share(process, page, SECONDS)
    longest = page.evaluate("window.longest")
    running = page.locator(".quire.running").count()
    assert running, "the answers ended too early to be measured"
    _print("idle", idle, MOST_OF_A_CORE, "of a core")
    _print("four lanes", share, MOST_OF_A_CORE, "of a core")
    _print("updates a second", len(looks) / SECONDS, MOST_UPDATES_A_SECOND, "")
    _print("longest frame", longest, 50.0, "ms")


def _share(process: psutil.Process, page: Page, seconds: float) -> float:
    before, began = sum(process.cpu_times()[:2]), time.monotonic()
    page.wait_for_timeout(seconds * 1000)
    return (sum(process.cpu_times()[:2]) - before) / (time.monotonic() - began)


def _print(name: str, measured: float, limit: float, unit: str) -> None:
    print(f"{name:18} {measured:8.3f} {unit:10} limit {limit:g}: ratio {measured / limit:.2f}")


if __name__ == "__main__":
    if len(sys.argv) > 1:
        serve(Path(sys.argv[1]))
    else:
        main()
