"""A test that hangs fails by itself, and the run goes on: real runs over tests that hang."""

from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
HANGS = """
import threading

import pytest


@pytest.fixture
def hanging():
    yield
    threading.Event().wait()


@pytest.mark.slow
def test_that_hangs():
    threading.Thread(target=threading.Event().wait, name="another", daemon=True).start()
    threading.Event().wait()


def test_that_fails_and_hangs_in_its_fixture(hanging):
    assert False


@pytest.mark.timeout(200)
def test_that_has_more_time():
    pass
"""
HANGS_BELOW = """
import signal
import threading


def test_that_no_signal_reaches():
    signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGALRM])
    threading.Event().wait()
"""


def _run(tests: Path, *options: str) -> subprocess.CompletedProcess[str]:
    """The tests of a file under the settings of all, but for the options."""
    command = [sys.executable, "-m", "pytest", "-p", "tests.conftest", "-p", "no:cacheprovider"]
    return subprocess.run(
        [*command, "-c", str(ROOT / "pyproject.toml"), *options, str(tests)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=120,
    )


@pytest.mark.skipif(not hasattr(signal, "SIGALRM"), reason="a run ends there with the first one")
def test_what_hangs_fails_and_the_run_goes_on(tmp_path: Path) -> None:
    tests = tmp_path / "test_hanging.py"
    tests.write_text(HANGS)
    run = _run(tests, "-o", "timeout=3")
    assert "2 failed, 1 passed, 1 error" in run.stdout
    assert run.stdout.count("Failed: Timeout (>3.0s)") >= 2
    assert "Stack of another" in run.stdout + run.stderr


@pytest.mark.skipif(not hasattr(signal, "SIGALRM"), reason="no signal limits a test there")
def test_what_no_signal_reaches_ends_the_run_with_every_stack(tmp_path: Path) -> None:
    tests = tmp_path / "test_hanging.py"
    tests.write_text(HANGS_BELOW)
    run = _run(tests, "-o", "timeout=1", "-o", "faulthandler_timeout=3")
    assert run.returncode == 1
    assert "in test_that_no_signal_reaches" in run.stderr
