"""A fuse against leaving the machine: refuses any socket that is not loopback.

Every process of the program calls `stay_offline` before it imports anything large. It sees what
Python does, not what C code does; that nothing leaves is proven by a run under a network
namespace, and this makes sure that a mistake in Python is loud.
"""

from __future__ import annotations

import os
import sys
from ipaddress import ip_address

_SETTINGS = {
    "GRADIO_ANALYTICS_ENABLED": "False",
    "HF_HUB_OFFLINE": "1",
    "HF_HUB_DISABLE_TELEMETRY": "1",
    "TRANSFORMERS_OFFLINE": "1",
    "TOKENIZERS_PARALLELISM": "false",
}

_refused = 0
_watching = False


class OutboundRefused(OSError):
    """Something tried to open a connection to another machine."""


def stay_offline() -> None:
    """Refuse every connection to another machine, from now on and for good, in this process."""
    global _watching
    os.environ.update(_SETTINGS)
    if not _watching:
        sys.addaudithook(_refuse_outbound)
        _watching = True


def outbound_attempts() -> int:
    """How many connections to other machines this process has refused so far."""
    return _refused


def _refuse_outbound(event: str, arguments: tuple[object, ...]) -> None:
    if event in {"socket.connect", "socket.sendto", "socket.sendmsg"}:
        _check(event, arguments[1])
    elif event in {"socket.getaddrinfo", "socket.gethostbyname"}:
        _check(event, (arguments[0],))


def _check(event: str, address: object) -> None:
    global _refused
    if not isinstance(address, tuple) or not address:
        return  # a Unix socket, or a socket that is already connected
    host = address[0]
    if isinstance(host, bytes):
        host = host.decode("ascii", "replace")
    if host in {None, "", "localhost"} or _is_loopback(str(host)):
        return
    _refused += 1
    raise OutboundRefused(f"Quire stays offline: {event} to {host} was refused.")


def _is_loopback(host: str) -> bool:
    try:
        address = ip_address(host.split("%")[0])
    except ValueError:
        return False
    return address.is_loopback or address.is_unspecified
