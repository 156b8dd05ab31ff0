"""Two Quires of one home: the second hands its files over. Real locks, real sockets, two processes
where a process matters."""

from __future__ import annotations

import contextlib
import json
import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from desktop.instance import Instance, Met, NotAnswering

ROOT = Path(__file__).parents[2]
FIRST = """
import sys, time
from pathlib import Path
from desktop.instance import Instance, Met
instance = Instance(Path(sys.argv[1]))
print(instance.meet([]), flush=True)
def take(files):
    print([path.name for path in files], flush=True)
    return Met("http://127.0.0.1:1/?t=x", True)
instance.listen(take)
print("listens", flush=True)
time.sleep(120)
"""


@pytest.fixture
def first(tmp_path: Path) -> Iterator[Callable[[], str]]:
    """A Quire in a process of its own; gives the lines that it says. Killed at the end."""
    process = subprocess.Popen(
        [sys.executable, "-c", FIRST, str(tmp_path)],
        env=os.environ | {"PYTHONPATH": str(ROOT)}, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert process.stdout is not None
    said = process.stdout
    assert (said.readline(), said.readline()) == ("None\n", "listens\n")
    yield lambda: said.readline().strip()
    process.kill()
    process.communicate()


def test_a_second_process_hands_its_files_to_the_first(
    first: Callable[[], str], tmp_path: Path
) -> None:
    with closing(Instance(tmp_path)) as second:
        met = second.meet([Path("a.pdf"), Path("b c.pdf")])
        assert met == Met("http://127.0.0.1:1/?t=x", True)
        assert first() == "['a.pdf', 'b c.pdf']"
        assert second.meet([]) == met
        assert not second.is_alone()


def test_what_a_killed_quire_leaves_behind_is_harmless(tmp_path: Path) -> None:
    process = subprocess.Popen(
        [sys.executable, "-c", FIRST, str(tmp_path)],
        env=os.environ | {"PYTHONPATH": str(ROOT)}, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert process.stdout is not None
    assert process.stdout.readline() == "None\n"
    assert process.stdout.readline() == "listens\n"
    process.kill()
    process.communicate()
    assert (tmp_path / "instance.json").exists()
    with closing(Instance(tmp_path)) as second:
        assert second.meet([Path("a.pdf")]) is None


def test_one_that_ends_while_another_begins_leaves_the_home_to_it(tmp_path: Path) -> None:
    first, second = Instance(tmp_path), Instance(tmp_path)
    assert first.meet([]) is None
    first.listen(lambda files: Met("", True))
    first.be_deaf()
    with pytest.raises(NotAnswering, match="does not answer"):
        second.meet([], patience=0.2)
    first.close()
    assert second.meet([]) is None
    second.close()
    assert not (tmp_path / "instance.json").exists()


def test_where_it_listens_is_for_its_user_alone(tmp_path: Path) -> None:
    with closing(Instance(tmp_path)) as instance:
        assert instance.is_alone()
        instance.listen(lambda files: Met("", True))
        place = tmp_path / "instance.json"
        if os.name == "posix":
            assert place.stat().st_mode & 0o077 == 0
        assert len(bytes.fromhex(json.loads(place.read_text())["secret"])) == 32


@pytest.mark.parametrize(
    "said",
    [
        b"",
        b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n" * 4,
        b"\0" * 32 + b"\0\0\0\x0d" + b'{"files": []}',
        b"\0" * 32 + b"\xff\xff\xff\xff",
    ],
    ids=["nothing", "a browser", "no secret", "too much"],
)
def test_who_does_not_know_the_secret_hands_nothing_over(tmp_path: Path, said: bytes) -> None:
    taken: list[tuple[Path, ...]] = []

    def take(files: tuple[Path, ...]) -> Met:
        taken.append(files)
        return Met("http://127.0.0.1:1/?t=secret", True)

    with closing(Instance(tmp_path)) as instance, closing(Instance(tmp_path)) as second:
        assert instance.is_alone()
        instance.listen(take)
        port = json.loads((tmp_path / "instance.json").read_text())["port"]
        with socket.create_connection(("127.0.0.1", port), 10) as line:
            heard = b""
            with contextlib.suppress(OSError):  # it may hang up before all was said
                line.sendall(said)
                line.shutdown(socket.SHUT_WR)
                while some := line.recv(1000):
                    heard += some
            assert (len(heard) <= 32, taken) == (True, [])
        assert second.meet([Path("/a.pdf")]) is not None  # others are heard all the same
        assert taken == [(Path("/a.pdf"),)]


def test_one_that_pretends_to_be_the_first_is_not_believed(tmp_path: Path) -> None:
    with (
        closing(Instance(tmp_path)) as holder,
        socket.create_server(("127.0.0.1", 0)) as pretender,
        closing(Instance(tmp_path)) as second,
    ):
        assert holder.is_alone()
        where = {"port": pretender.getsockname()[1], "secret": "ab" * 32}
        (tmp_path / "instance.json").write_text(json.dumps(where))
        pretender.settimeout(10)

        def pretend() -> None:
            line, _ = pretender.accept()
            with line:
                line.sendall(b"\0" * 32)
                line.recv(1000)
                body = b'{"address": "http://x", "shown": true}'
                line.sendall(b"\0" * 32 + len(body).to_bytes(4, "big") + body)

        threading.Thread(target=pretend, daemon=True).start()
        began = time.monotonic()
        with pytest.raises(NotAnswering):
            second.meet([], patience=0.3)
        assert time.monotonic() - began < 30
