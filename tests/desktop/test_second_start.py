"""Quire is started twice with one home: real programs, and a real window under an X server."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.desktop.displaying import needs_xdotool

ROOT = Path(__file__).parents[2]
PATIENCE_SECONDS = 120

pytestmark = [
    pytest.mark.screen,
    pytest.mark.skipif(not sys.platform.startswith("linux"), reason="Xvfb is for Linux"),
]


def quire(home: Path, *words: str | Path) -> subprocess.Popen[str]:
    """The program, started."""
    return subprocess.Popen(
        [sys.executable, "app.py", "--home", str(home), *map(str, words)],
        cwd=ROOT, env=os.environ, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip


@contextmanager
def running(home: Path, *words: str | Path) -> Iterator[subprocess.Popen[str]]:
    """The program, ended at the end."""
    process = quire(home, *words)
    try:
        yield process
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.communicate(timeout=30)
        finally:
            process.kill()


def windows() -> list[str]:
    """The ids of Quire's visible windows."""
    found = subprocess.run(
        ["xdotool", "search", "--onlyvisible", "--name", "^Quire$"],
        capture_output=True, text=True, check=False, timeout=20,
    )  # fmt: skip
    return found.stdout.split()


def until(done: Callable[[], bool]) -> None:
    end = time.monotonic() + PATIENCE_SECONDS
    while not done():
        assert time.monotonic() < end, "it did not come about in time"
        time.sleep(0.1)


def held(home: Path) -> list[str]:
    """The names of the documents, as another process reads them."""
    ran = quire(home, "documents", "--json")
    listed, errors = ran.communicate(timeout=PATIENCE_SECONDS)
    assert (ran.returncode, errors) == (0, ""), listed
    return [each["document"] for each in json.loads(listed)["documents"]]


@needs_xdotool
def test_a_second_start_hands_its_files_to_the_window_that_is_there(
    on_display: str, handbook: Path, tmp_path: Path
) -> None:
    home = tmp_path / "home"
    with running(home):
        until(lambda: len(windows()) == 1)
        second = quire(home, handbook)
        out, errors = second.communicate(timeout=PATIENCE_SECONDS)
        assert (second.returncode, out, errors) == (0, "", "")
        until(lambda: held(home) == ["handbook.pdf"])
        assert len(windows()) == 1


@needs_xdotool
def test_where_the_first_has_no_window_the_second_opens_one_on_its_page(
    on_display: str, handbook: Path, tmp_path: Path
) -> None:
    home = tmp_path / "home"
    with running(home, "serve") as first:
        assert first.stdout is not None
        assert first.stdout.readline().startswith("http://127.0.0.1:")
        with running(home, handbook):
            until(lambda: len(windows()) == 1)
            until(lambda: held(home) == ["handbook.pdf"])


def test_without_a_display_the_second_tells_where_the_first_is(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.delenv("DISPLAY", raising=False)
    monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)
    home = tmp_path / "home"
    with running(home, "serve") as first:
        assert first.stdout is not None
        address = first.stdout.readline()
        second = quire(home)
        out, errors = second.communicate(timeout=PATIENCE_SECONDS)
        assert (second.returncode, out) == (0, address)
        assert "There is no display. Open this address in a browser:" in errors


def test_a_file_that_is_not_there_is_a_sentence(tmp_path: Path) -> None:
    ran = quire(tmp_path, "no/such.pdf")
    out, errors = ran.communicate(timeout=PATIENCE_SECONDS)
    assert (ran.returncode, out) == (2, "")
    assert errors == "There is no file or folder no/such.pdf: check the path.\n"
