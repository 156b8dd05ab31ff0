"""The fuse, in processes of its own: what has been set off in one cannot be taken back."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]

# The addresses are those that are kept for documents (RFC 5737): nobody is there.
BEGIN = """
import errno, json, socket
from indexer import OutboundRefused, outbound, permit_outbound, stay_offline
stay_offline()

def tried(address, kind=socket.SOCK_STREAM, family=socket.AF_INET):
    with socket.socket(family, kind) as line:
        line.setblocking(False)
        try:
            line.connect(address)
        except OutboundRefused:
            return "refused"
        except OSError:
            return "let through"
        return "let through"

def asked(host, port):
    try:
        socket.getaddrinfo(host, port)
    except OutboundRefused:
        return "refused"
    except OSError:
        return "let through"
    return "let through"

def told(*said):
    now = outbound()
    print(json.dumps([*said, [now.refused, now.permitted, now.opened]]))
"""


def _run(program: str) -> Any:
    ran = subprocess.run(
        [sys.executable, "-c", BEGIN + program],
        cwd=ROOT, capture_output=True, text=True, timeout=60, check=True,
    )  # fmt: skip
    return json.loads(ran.stdout)


def test_nobody_is_let_through_but_this_machine() -> None:
    assert _run("""
with socket.create_server(("127.0.0.1", 0)) as here:
    socket.create_connection(here.getsockname()).close()
told(tried(("192.0.2.1", 80)), asked("192.0.2.1", 80), asked("server.example", 80),
     asked("localhost", 80), tried(("192.0.2.1", 53), socket.SOCK_DGRAM))
""") == ["refused", "refused", "refused", "let through", "refused", [4, "", 0]]


def test_the_server_that_was_named_is_let_through_and_counted_and_nothing_beside_it() -> None:
    assert _run("""
permit_outbound("192.0.2.1", 8080)
told(tried(("192.0.2.1", 8080)), asked("192.0.2.1", 8080), tried(("192.0.2.1", 8080)),
     tried(("192.0.2.1", 80)), tried(("192.0.2.2", 8080)), asked("192.0.2.1", 80),
     asked("server.example", 8080), tried(("192.0.2.1", 8080), socket.SOCK_DGRAM))
""") == [
        "let through", "let through", "let through",
        "refused", "refused", "refused", "refused", "refused", [5, "192.0.2.1:8080", 2],
    ]  # fmt: skip


def test_only_the_last_server_that_was_named_is_let_through() -> None:
    assert _run("""
permit_outbound("192.0.2.1", 8080)
permit_outbound("192.0.2.2", 9090)
told(tried(("192.0.2.1", 8080)), tried(("192.0.2.2", 9090)))
""") == ["refused", "let through", [1, "192.0.2.2:9090", 1]]


def test_what_was_permitted_can_be_forbidden_again() -> None:
    assert _run("""
from indexer import forbid_outbound
permit_outbound("192.0.2.1", 8080)
first = tried(("192.0.2.1", 8080))
forbid_outbound()
told(first, tried(("192.0.2.1", 8080)), asked("192.0.2.1", 8080))
""") == ["let through", "refused", "refused", [2, "", 1]]


def test_a_name_that_nobody_knows_permits_nothing() -> None:
    assert _run("""
try:
    permit_outbound("nobody.invalid", 8080)
except OSError as error:
    told(type(error).__name__, asked("nobody.invalid", 8080))
""") == ["gaierror", "refused", [1, "", 0]]


def test_a_name_stands_for_what_it_stood_for_when_it_was_permitted() -> None:
    assert _run("""
real = socket.getaddrinfo
socket.getaddrinfo = lambda *a, **k: [(2, 1, 6, "", ("192.0.2.7", 8080))]
permit_outbound("server.example", 8080)
socket.getaddrinfo = real
told(asked("server.example", 8080), tried(("192.0.2.7", 8080)), tried(("192.0.2.8", 8080)),
     asked("server.example", 443), asked("other.example", 8080))
""") == [
        "let through", "let through", "refused", "refused", "refused",
        [3, "server.example:8080", 1],
    ]  # fmt: skip


def test_a_child_is_let_through_to_nobody() -> None:
    assert _run("""
from indexer import Child
permit_outbound("192.0.2.1", 80)
child = Child("tests.indexer.children:calls_out")
told(child.receive(30)["said"])
child.end()
""") == ["OutboundRefused", [0, "192.0.2.1:80", 0]]
