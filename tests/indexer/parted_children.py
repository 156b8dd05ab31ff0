"""Children that read a file of 80 pages in two parts, the second of which misbehaves in one way."""

from __future__ import annotations

import os
import signal
import time
from typing import Any

from indexer.child import Channel
from tests.indexer.reading_children import PAGE

PAGES = 80
_LONG = 4_000_000  # bytes; far more than a line holds that nobody reads


def _begins(channel: Channel, part: int, gist: str = "[]") -> bool:
    """Open and give the gist; whether it is the second part."""
    channel.send({"pages": PAGES, "title": ""})
    channel.send({"gist": gist})
    return part == 1


def _goes_on(channel: Channel, part: int) -> None:
    """Hear the other's gist, and send the pages, each with what was heard."""
    heard = channel.receive_bytes().decode()
    for number in range(part + 1, PAGES + 1, 2):
        channel.send({**PAGE, "page": f"Page {number}, {heard}."})


def tell_each_other(channel: Channel, *rest: Any) -> None:
    _begins(channel, rest[2], f"said by {rest[2]}")
    _goes_on(channel, rest[2])


def dies_before_its_gist(channel: Channel, *rest: Any) -> None:
    if rest[2]:
        channel.send({"pages": PAGES, "title": ""})
        os.kill(os.getpid(), signal.SIGSEGV)
    _begins(channel, 0)
    _goes_on(channel, 0)


def dies_after_its_gist(channel: Channel, *rest: Any) -> None:
    if _begins(channel, rest[2]):
        os.kill(os.getpid(), signal.SIGSEGV)
    _goes_on(channel, rest[2])


def hangs_before_its_gist(channel: Channel, *rest: Any) -> None:
    if rest[2]:
        channel.send({"pages": PAGES, "title": ""})
        time.sleep(600)
    _begins(channel, 0)
    _goes_on(channel, 0)


def does_not_listen(channel: Channel, *rest: Any) -> None:
    if _begins(channel, rest[2], "x" * _LONG):
        time.sleep(600)
    _goes_on(channel, rest[2])


def counts_other_pages(channel: Channel, *rest: Any) -> None:
    channel.send({"pages": PAGES + rest[2], "title": ""})


def sends_pages_too_soon(channel: Channel, *rest: Any) -> None:
    channel.send({"pages": PAGES, "title": ""})
    channel.send(PAGE)


def lies_about_its_gist(channel: Channel, *rest: Any) -> None:
    channel.send({"pages": PAGES, "title": ""})
    channel.send({"gist": [1]})


def repeats_its_gist(channel: Channel, *rest: Any) -> None:
    channel.send({"pages": PAGES, "title": ""})
    while True:
        channel.send({"gist": "x" * 600_000})


def floods_after_its_gist(channel: Channel, *rest: Any) -> None:
    _begins(channel, rest[2], "x" * 600_000)
    while True:
        channel.send({**PAGE, "page": "x" * 100_000})


def tells_much(channel: Channel, *rest: Any) -> None:
    _begins(channel, rest[2], "x" * 600_000)
    for _ in range(PAGES // 2):
        channel.send({**PAGE, "page": "x" * 15_000})
