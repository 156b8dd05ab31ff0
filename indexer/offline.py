"""A fuse against leaving the machine: refuses any socket that is not loopback.

One host and port may be let through, where the person named a server on another machine.
Every process of the program calls `stay_offline` before it imports anything large. It sees what
Python does, not what C code does; that nothing leaves is proven by a run under a network
namespace, and this makes sure that a mistake in Python is loud.
"""

from __future__ import annotations

import os
import socket
import sys
from dataclasses import dataclass
from ipaddress import ip_address


@dataclass(frozen=True, slots=True)
class Outbound:
    """What a process had to do with other machines."""

    refused: int  # connections that were tried and refused
    permitted: str = ""  # the one server that may be connected to, as host:port; "": none
    opened: int = 0  # connections to it


@dataclass(frozen=True, slots=True)
class _Permitted:
    """The one server on another machine that may be connected to."""

    host: str
    port: int
    ends: frozenset[str]  # what the host's name stood for when it was permitted


_SETTINGS = {
    "GRADIO_ANALYTICS_ENABLED": "False",
    "HF_HUB_OFFLINE": "1",
    "HF_HUB_DISABLE_TELEMETRY": "1",
    "TRANSFORMERS_OFFLINE": "1",
    "TOKENIZERS_PARALLELISM": "false",
}

_refused = 0
_watching = False
_permitted: _Permitted | None = None
_opened = 0


class OutboundRefused(OSError):
    """Something tried to open a connection to another machine."""


def stay_offline() -> None:
    """Refuse every connection to another machine, from now on and for good, in this process."""
    global _watching
    os.environ.update(_SETTINGS)
    if not _watching:
        sys.addaudithook(_refuse_outbound)
        _watching = True


def outbound() -> Outbound:
    """What this process had to do with other machines so far."""
    where = f"{_permitted.host}:{_permitted.port}" if _permitted else ""
    return Outbound(_refused, where, _opened)


def permit_outbound(host: str, port: int) -> None:
    """Let this process connect to one server that the person named, and to no other one: what was
    permitted before no longer is. Raises OSError where the name is not known."""
    global _permitted
    _permitted = _Permitted(host, port, frozenset())  # so that its name may be asked for
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except OSError:
        _permitted = None
        raise
    _permitted = _Permitted(host, port, frozenset(str(end[4][0]) for end in found))


def forbid_outbound() -> None:
    """Let this process connect to no other machine any more, whatever was permitted before."""
    global _permitted
    _permitted = None


def is_this_machine(host: str) -> bool:
    """Whether a host is this machine itself, by its name or number alone."""
    return host == "localhost" or _is_loopback(host)


def _refuse_outbound(event: str, arguments: tuple[object, ...]) -> None:
    if event in {"socket.connect", "socket.sendto", "socket.sendmsg"}:
        _check(event, arguments[1], arguments[0])
    elif event == "socket.getaddrinfo":
        _check(event, arguments[:2])
    elif event == "socket.gethostbyname":
        _check(event, arguments[:1])


def _check(event: str, address: object, line: object = None) -> None:
    global _refused, _opened
    if not isinstance(address, tuple) or not address:
        return  # a Unix socket, or a socket that is already connected
    host = address[0]
    if isinstance(host, bytes):
        host = host.decode("ascii", "replace")
    if host in {None, ""} or is_this_machine(str(host)):
        return
    if _is_permitted(event, str(host), address[1:], line):
        _opened += event == "socket.connect"
        return
    _refused += 1
    raise OutboundRefused(f"Quire stays offline: {event} to {host} was refused.")


def _is_permitted(event: str, host: str, rest: tuple[object, ...], line: object) -> bool:
    """Whether it is the name, or a TCP connection, of the one server that is permitted."""
    if _permitted is None or not rest or str(rest[0]) != str(_permitted.port):
        return False
    if event == "socket.getaddrinfo":
        return host in {_permitted.host, *_permitted.ends}
    is_tcp = isinstance(line, socket.socket) and line.type == socket.SOCK_STREAM
    return event == "socket.connect" and is_tcp and host in _permitted.ends


def _is_loopback(host: str) -> bool:
    try:
        address = ip_address(host.split("%")[0])
    except ValueError:
        return False
    return address.is_loopback or address.is_unspecified
