"""What children do in the tests of `Child`."""

from __future__ import annotations

import os
import socket
import sys
import time

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


def works_for_ever(channel: Channel) -> None:
    channel.send({})
    while True:
        pass


def starts_one_and_is_killed(channel: Channel) -> None:
    time.sleep(600)
