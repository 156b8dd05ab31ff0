"""What children do in the tests of `Child`."""

from __future__ import annotations

import ctypes
import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from indexer.child import Channel


def echoes(channel: Channel, *arguments: object) -> None:
    channel.send({"arguments": list(arguments), "pid": os.getpid(), "parent": os.getppid()})
    while True:
        channel.send(channel.receive())


def tells_modules(channel: Channel, *names: str) -> None:
    channel.send({"loaded": [name for name in names if name in sys.modules]})


def takes_memory(channel: Channel, count: int) -> None:
    try:
        taken = len(bytearray(count))
    except MemoryError:
        taken = 0
    channel.send({"taken": taken})


def raises(channel: Channel) -> None:
    raise ValueError("what a reader must not see")


def calls_out(channel: Channel) -> None:
    try:
        socket.create_connection(("192.0.2.1", 80), 0.2)
        said = "connected"
    except OSError as error:
        said = type(error).__name__
    channel.send({"said": said})


def tries_what_reading_never_needs(channel: Channel, folder: str) -> None:
    path = Path(folder)
    library = ctypes.CDLL(None, use_errno=True)
    tries: dict[str, Callable[[], object]] = {
        "read": (path / "here.txt").read_text,
        "socket": lambda: library.socket(2, 1, 0) >= 0 or os.fstat(-1),
        "write": lambda: (path / "new.txt").write_text("x"),
        "append": lambda: (path / "here.txt").open("a"),
        "delete": (path / "here.txt").unlink,
        "rename": lambda: (path / "here.txt").rename(path / "there.txt"),
        "folder": (path / "new").mkdir,
        "program": lambda: subprocess.run([sys.executable, "-c", ""], check=True),
    }
    said = {}
    for name, attempt in tries.items():
        try:
            attempt()
            said[name] = "done"
        except OSError:
            said[name] = "refused"
    channel.send(said)


def works_for_ever(channel: Channel) -> None:
    channel.send({})
    while True:
        pass


def starts_one_and_is_killed(channel: Channel) -> None:
    time.sleep(600)
