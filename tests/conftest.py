"""What every test may use: real PDFs where they are, made ones everywhere, and no user's files."""

from __future__ import annotations

import os
import time
from collections.abc import Generator, Iterator
from pathlib import Path

import psutil
import pytest
from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

SHARED = Path(__file__).parents[2] / "shared"

HANDBOOK = {
    1: [
        "Staff handbook of Brightwater Ltd.",
        "This handbook applies to everyone who works for Brightwater from 1 January 2024.",
        "The notice period is three months to the end of a quarter.",
        "Every member of staff has thirty days of paid holiday a year.",
    ],
    2: [
        "Expenses and travel.",
        "Travel by train is paid in second class, and in first class above four hours.",
        "The daily allowance for meals is 42 euros in the country and 61 euros abroad.",
        "Receipts are handed in within six weeks, or the claim lapses.",
    ],
    3: [
        "Safety in the workshop.",
        "The emergency exit of the workshop is behind the paint store.",
        "Machine 7 may be started only by Ms Okafor or her deputy.",
    ],
}


_LIMIT = pytest.StashKey[object]()


@pytest.hookimpl(tryfirst=True)
def pytest_timeout_set_timer(item: pytest.Item, settings: object) -> None:
    """Keep what limits the test's time."""
    item.stash[_LIMIT] = settings


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_teardown(item: pytest.Item) -> Generator[None, None, None]:
    """Limit the end of a test too: a test that failed is timed no more, and what hung in it would
    hang its fixtures, and with them the whole run."""
    limit = item.stash.get(_LIMIT, None)
    if limit is not None:
        item.ihook.pytest_timeout_cancel_timer(item=item)
        item.ihook.pytest_timeout_set_timer(item=item, settings=limit)
    return (yield)


@pytest.fixture(autouse=True, scope="session")
def _no_users_files(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Send every file that a test would write for a user to a temporary folder."""
    os.environ["QUIRE_HOME"] = str(tmp_path_factory.mktemp("home"))


@pytest.fixture(autouse=True, scope="module")
def _ends_its_processes() -> Iterator[None]:
    """Fail the file of tests that leaves a process of ours running, not one that counts them."""
    before = set(_spawned())
    yield
    deadline = time.monotonic() + 10
    while left := set(_spawned()) - before:
        if time.monotonic() > deadline:
            for process in left:
                process.kill()
            pytest.fail(f"left running: {left}")
        time.sleep(0.02)


def _spawned() -> Iterator[psutil.Process]:
    """The processes that multiprocessing began below this one, but for its own servants."""
    for process in psutil.Process().children(recursive=True):
        try:
            line = " ".join(process.cmdline())
        except psutil.Error:
            continue
        if "spawn_main" in line:
            yield process


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of real PDFs, questions and prose."""
    if not SHARED.is_dir():
        pytest.skip("the shared data (real PDFs and questions) is not beside the checkout")
    return SHARED


@pytest.fixture(scope="session")
def handbook(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A PDF of three pages whose every sentence is known."""
    return write_pdf(tmp_path_factory.mktemp("pdfs") / "handbook.pdf", HANDBOOK)


def write_pdf(path: Path, pages: dict[int, list[str]]) -> Path:
    """A PDF with so many pages, each sentence on a line of its own."""
    canvas = Canvas(str(path), pagesize=A4)
    for lines in pages.values():
        for number, line in enumerate(lines):
            canvas.drawString(72, 760 - 24 * number, line)
        canvas.showPage()
    canvas.save()
    return path
