from __future__ import annotations

import contextlib
import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from multiprocessing import forkserver
from pathlib import Path

import psutil
import pytest

from indexer.child import Child, Limits
from indexer.errors import ChildDied, ChildSilent

READY = ("indexer.reading_child", "indexer.pdf_file", "indexer.structure")
both_ways = pytest.mark.parametrize("ready", [(), READY], ids=["spawned", "ready"])


@contextmanager
def child(
    name: str, *arguments: object, limits: Limits | None = None, ready: tuple[str, ...] = ()
) -> Iterator[Child]:
    one = Child(f"tests.indexer.children:{name}", *arguments, limits=limits, ready=ready)
    try:
        yield one
    finally:
        one.end(0.2)
        assert not one.alive


@both_ways
def test_a_child_gets_its_arguments_and_answers(ready: tuple[str, ...]) -> None:
    with child("echoes", 1, "two", None, ready=ready) as one:
        said = one.receive(30)
        assert said["arguments"] == [1, "two", None]
        assert said["pid"] == one.pid != os.getpid()
        one.send({"text": "häfen ⚓ 😀", "n": 2.5})
        assert one.receive(30) == {"text": "häfen ⚓ 😀", "n": 2.5}


def test_a_child_tells_what_it_holds_in_memory() -> None:
    with child("echoes") as one:
        one.receive(30)
        assert 2**20 < one.resident_bytes < 2**30
        one.end(0.2)
        assert one.resident_bytes == 0


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere every child is spawned")
def test_a_ready_child_has_imported_what_it_needs_and_is_not_forked_from_here() -> None:
    with child("tells_modules", *READY, "pytest", "sentence_transformers", ready=READY) as one:
        assert one.receive(30) == {"loaded": list(READY)}
    with child("echoes", ready=READY) as one:
        assert one.receive(30)["parent"] != os.getpid()


@both_ways
@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere the parent watches")
def test_memory_is_limited(ready: tuple[str, ...]) -> None:
    limits = Limits(memory_bytes=800 * 1024**2)
    with child("takes_memory", 700 * 1024**2, limits=limits, ready=ready) as one:
        assert one.receive(30) == {"taken": 0}
    with child("takes_memory", 10 * 1024**2, limits=limits, ready=ready) as one:
        assert one.receive(30) == {"taken": 10 * 1024**2}


@pytest.mark.skipif(sys.platform == "win32", reason="there is no such limit")
def test_processor_time_is_limited() -> None:
    with child("works_for_ever", limits=Limits(processor_seconds=1)) as one:
        assert one.receive(30) == {}
        with pytest.raises(ChildDied, match="signal"):
            one.receive(60)


@both_ways
def test_a_child_cannot_reach_another_machine(ready: tuple[str, ...]) -> None:
    with child("calls_out", ready=ready) as one:
        assert one.receive(30) == {"said": "OutboundRefused"}


@both_ways
def test_an_error_in_a_child_is_one_sentence_and_no_traceback(
    ready: tuple[str, ...], capfd: pytest.CaptureFixture[str]
) -> None:
    with child("raises", ready=ready) as one, pytest.raises(ChildDied, match="exit code 1"):
        one.receive(30)
    assert "what a reader must not see" not in capfd.readouterr().err


def test_silence_is_told() -> None:
    with child("starts_one_and_is_killed") as one, pytest.raises(ChildSilent, match=r"0\.1 sec"):
        one.receive(0.1)


def test_a_frame_that_is_too_long_ends_the_child() -> None:
    with child("echoes", "x" * 5_000, limits=Limits(frame_bytes=1_000)) as one:
        with pytest.raises(ChildDied):
            one.receive(30)
        assert not one.alive


@both_ways
@pytest.mark.skipif(sys.platform == "win32", reason="kills with a signal")
def test_a_child_ends_with_its_parent(tmp_path: Path, ready: tuple[str, ...]) -> None:
    script = tmp_path / "parent.py"
    script.write_text(
        "from indexer.child import Child\n"
        "if __name__ == '__main__':\n"
        f"    one = Child('tests.indexer.children:echoes', ready={ready!r})\n"
        "    print(one.receive(30)['pid'], flush=True)\n"
        "    one.receive(600)\n"
    )
    root = Path(__file__).parents[2]
    parent = subprocess.Popen(
        [sys.executable, str(script)],
        cwd=root,
        env={**os.environ, "PYTHONPATH": str(root)},
        stdout=subprocess.PIPE,
    )
    assert parent.stdout is not None
    pid = int(parent.stdout.readline())
    family = [psutil.Process(pid), *psutil.Process(parent.pid).children(recursive=True)]
    parent.kill()
    parent.communicate()
    deadline = time.monotonic() + 20
    while any(one.is_running() and one.status() != psutil.STATUS_ZOMBIE for one in family):
        assert time.monotonic() < deadline
        time.sleep(0.05)


@both_ways
def test_a_child_hears_that_the_line_is_closed_though_another_thread_waits_at_our_end(
    ready: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("indexer.child._LISTENING_SECONDS", 30)
    # Slowly, so that both threads would ask how it ended before either is told.
    told: Callable[[int], int] = forkserver.read_signed

    def read_slowly(descriptor: int) -> int:
        time.sleep(0.02)
        return told(descriptor)

    monkeypatch.setattr(forkserver, "read_signed", read_slowly)
    one = Child("tests.indexer.children:echoes", ready=ready)
    one.receive(30)

    def waits() -> None:
        with contextlib.suppress(ChildDied):
            one.receive()

    waiting = threading.Thread(target=waits)
    waiting.start()
    one.end(grace_seconds=30)
    waiting.join(30)
    assert (waiting.is_alive(), one.exit_code) == (False, 1)  # below zero: ended by force
