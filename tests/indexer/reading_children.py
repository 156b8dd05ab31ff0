"""Children that misbehave, each in one way, where a reading child would read."""

from __future__ import annotations

import os
import signal
import struct
import time
from typing import Any

from indexer.child import Channel

PAGE: dict[str, Any] = {
    "page": "Some text.",
    "label": "",
    "quality": "fine",
    "width": 612.0,
    "height": 792.0,
    "hidden": 0,
}


def reads_two_pages(channel: Channel, *_: object) -> None:
    channel.send({"pages": 2, "title": "Two"})
    channel.send({"done": 1})
    channel.send({**PAGE, "page": "First page."})
    channel.send({**PAGE, "page": "Second page.", "hidden": 3})


def labels_two_pages(channel: Channel, *_: object) -> None:
    channel.send({"labels": ["iv", "1"], "sections": ["", "Building"]})


def labels_too_many_pages(channel: Channel, *_: object) -> None:
    channel.send({"labels": ["iv"] * 3, "sections": [""] * 3})


def finds_nothing(channel: Channel, *_: object) -> None:
    channel.send({"pages": 1, "title": ""})
    channel.send({**PAGE, "page": "", "quality": "no_text"})


def finds_it_garbled(channel: Channel, *_: object) -> None:
    channel.send({"pages": 1, "title": ""})
    channel.send({**PAGE, "page": "% | & !", "quality": "garbled"})


def dies_at_once(channel: Channel, *_: object) -> None:
    os.kill(os.getpid(), signal.SIGSEGV)


def dies_between_pages(channel: Channel, *_: object) -> None:
    channel.send({"pages": 2, "title": ""})
    channel.send(PAGE)
    os.kill(os.getpid(), signal.SIGABRT)


def leaves_early(channel: Channel, *_: object) -> None:
    channel.send({"pages": 2, "title": ""})
    channel.send(PAGE)


def hangs_at_once(channel: Channel, *_: object) -> None:
    time.sleep(600)


def hangs_between_pages(channel: Channel, *_: object) -> None:
    channel.send({"pages": 2, "title": ""})
    channel.send(PAGE)
    time.sleep(600)


def hangs_in_mid_frame(channel: Channel, *_: object) -> None:
    os.write(channel._connection.fileno(), struct.pack("!i", 1_000) + b"{")
    time.sleep(600)


def ignores_being_asked_to_end(channel: Channel, *_: object) -> None:
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    hangs_between_pages(channel)


def floods_with_text(channel: Channel, *_: object) -> None:
    channel.send({"pages": 39, "title": ""})
    while True:
        channel.send({**PAGE, "page": "x" * 100_000})


def floods_with_progress(channel: Channel, *_: object) -> None:
    channel.send({"pages": 2, "title": ""})
    while True:
        channel.send({"done": 1})


def claims_a_huge_frame(channel: Channel, *_: object) -> None:
    os.write(channel._connection.fileno(), struct.pack("!i", 2**31 - 1) + b"{")
    time.sleep(600)


def takes_all_memory(channel: Channel, *_: object) -> None:
    hoard = []
    while True:
        hoard.append(bytearray(os.urandom(1024)) * 8_000)


def has_no_pages(channel: Channel, *_: object) -> None:
    channel.send({"pages": 0, "title": ""})


def claims_too_many_pages(channel: Channel, *_: object) -> None:
    channel.send({"pages": 10**12, "title": ""})


def wants_a_password(channel: Channel, *_: object) -> None:
    channel.send({"error": "encrypted"})


def speaks_no_json(channel: Channel, *_: object) -> None:
    channel.send_bytes(b"\xff\xfe not json")


def nests_json_deeply(channel: Channel, *_: object) -> None:
    channel.send_bytes(b"[" * 200_000)


def sends_a_list(channel: Channel, *_: object) -> None:
    channel.send_bytes(b"[1, 2]")


def lies_about_its_text(channel: Channel, *_: object) -> None:
    channel.send({"pages": 1, "title": ""})
    channel.send({**PAGE, "page": 12})


def draws_no_picture(channel: Channel, *_: object) -> None:
    channel.send({})
    channel.send_bytes(b"<svg/>")
