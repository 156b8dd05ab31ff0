"""A client that says exactly what it is told to say, byte for byte, as no browser would."""

from __future__ import annotations

import contextlib
import select
import socket
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import parse_qs, urlsplit


@dataclass(frozen=True, slots=True)
class Reply:
    """A server's answer. Status 0: it hung up without one."""

    status: int
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes = b""

    def header(self, name: str) -> str:
        """The header's only value, or "" where it was not sent."""
        values = [value for key, value in self.headers if key == name.lower()]
        assert len(values) < 2, f"{name} was sent {len(values)} times"
        return values[0] if values else ""


def say(
    port: int,
    opening: str,
    headers: dict[str, str],
    body: Iterable[bytes] = (),
    seconds: float = 20,
) -> Reply:
    """Send a request and give the answer, also one that comes while the body is being sent."""
    lines = [f"{opening} HTTP/1.1", *(f"{name}: {value}" for name, value in headers.items())]
    head = "\r\n".join([*lines, "Connection: close", "", ""]).encode("latin-1")
    with socket.create_connection(("127.0.0.1", port), timeout=seconds) as line:
        line.sendall(head)
        with contextlib.suppress(BrokenPipeError, ConnectionResetError):
            for piece in body:
                if select.select([line], [], [], 0)[0]:
                    break
                line.sendall(piece)
        return _read(line)


def hang_up_after(port: int, opening: str, headers: dict[str, str], body: bytes) -> None:
    """Send a request's beginning, and go."""
    lines = [f"{opening} HTTP/1.1", *(f"{name}: {value}" for name, value in headers.items())]
    with socket.create_connection(("127.0.0.1", port), timeout=20) as line:
        line.sendall("\r\n".join([*lines, "", ""]).encode("latin-1") + body)


def let_in(address: str) -> dict[str, str]:
    """Follow the address with its token as a browser does; gives the headers of a page's own
    request from then on."""
    parts = urlsplit(address)
    assert parts.port is not None
    assert len(parse_qs(parts.query)["t"][0]) >= 43, "256 bits are 43 characters"
    reply = say(parts.port, f"GET /?{parts.query}", {"Host": parts.netloc})
    assert reply.status == 303, reply
    cookie = reply.header("set-cookie").split(";")[0]
    return {"Host": parts.netloc, "Cookie": cookie, "Sec-Fetch-Site": "same-origin"}


def chunked(pieces: Iterable[bytes]) -> Iterable[bytes]:
    """A body of unknown length, as HTTP sends it."""
    for piece in pieces:
        yield f"{len(piece):x}\r\n".encode() + piece + b"\r\n"
    yield b"0\r\n\r\n"


def _read(line: socket.socket) -> Reply:
    data = bytearray()
    with contextlib.suppress(ConnectionResetError):
        while piece := line.recv(65536):
            data += piece
    head, _, body = bytes(data).partition(b"\r\n\r\n")
    if not head:
        return Reply(0)
    first, *rest = head.decode("latin-1").split("\r\n")
    pairs = (row.split(": ", 1) for row in rest)
    headers = tuple((name.lower(), value) for name, value in pairs)
    return Reply(int(first.split()[1]), headers, body)
