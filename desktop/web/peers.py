"""Whose program is at the other end of a connection, where the system tells.

A browser gives a cookie of 127.0.0.1 to every port of 127.0.0.1, so that another user's server on
this machine could come to know ours. Linux tells, for the two ends of a connection, which user
holds one: only this user, and root, may speak with us. Knows nothing of what is said.
"""

from __future__ import annotations

import errno
import os
import socket
import struct
import sys

_ROOT = 0
_SOCK_DIAG, _BY_FAMILY, _REQUEST = 4, 20, 1  # linux/netlink.h, linux/sock_diag.h
_ERROR = 2
_ANY_STATE = 0xFFFFFFFF
_NO_COOKIE = b"\xff" * 8
_HEADER = struct.Struct("=IHHII")  # length, type, flags, sequence, port
_QUERY = struct.Struct("=BBBBI")  # family, protocol, extensions, padding, states
_ANSWER_TAIL = struct.Struct("=IIIII")  # expires, receive queue, send queue, user, inode
_ENDS_BYTES = 48  # of struct inet_diag_sockid
_MAPPED = b"\x00" * 10 + b"\xff\xff"  # an IPv4 address as IPv6 writes it

End = tuple[str, int]
"""An address and a port."""


class Peers:
    """Tells this user's programs from others', on connections to one port of ours."""

    def __init__(self, port: int, user: int | None = None) -> None:
        self._ours: End = ("127.0.0.1", port)
        self._welcome = {_ROOT, _own_user() if user is None else user}
        self._told = False

    def try_out(self) -> None:
        """Find out, with a connection of our own, whether the system tells. The port listens."""
        with socket.create_connection(self._ours, timeout=2) as line:
            self._told = user_of(line.getsockname(), self._ours) is not None

    def is_welcome(self, client: End | None) -> bool:
        """Whether the client's end belongs to this user or root; always, where that is not told.

        An end that has been given up belongs to nobody any more, and is not welcome.
        """
        if not self._told:
            return True
        return client is not None and user_of(client, self._ours) in self._welcome


def user_of(client: End, server: End) -> int | None:
    """The id of the user who holds the client's end of a TCP connection on this machine.

    None where nobody holds it, or where the system does not tell. Measured: 0.02 ms; reading
    /proc/net/tcp instead took 10 ms with 900 connections.
    """
    if not sys.platform.startswith("linux"):
        return None
    try:
        with socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, _SOCK_DIAG) as kernel:
            kernel.settimeout(1)
            for family, prefix in ((socket.AF_INET, b""), (socket.AF_INET6, _MAPPED)):
                kernel.send(_query(family, prefix, client, server))
                user = _read(kernel.recv(4096))
                if user is not None:
                    return user
    except OSError:
        return None
    return None


def _query(family: int, prefix: bytes, client: End, server: End) -> bytes:
    ends = struct.pack("!HH", client[1], server[1])
    for address, _ in (client, server):
        ends += (prefix + socket.inet_aton(address)).ljust(16, b"\0")
    ends += struct.pack("=I", 0) + _NO_COOKIE  # any interface
    body = _QUERY.pack(family, socket.IPPROTO_TCP, 0, 0, _ANY_STATE) + ends
    return _HEADER.pack(_HEADER.size + len(body), _BY_FAMILY, _REQUEST, 1, 0) + body


def _read(reply: bytes) -> int | None:
    _, kind, *_ = _HEADER.unpack_from(reply)
    if kind == _ERROR:
        (number,) = struct.unpack_from("=i", reply, _HEADER.size)
        if -number != errno.ENOENT:  # that only says that there is no such connection
            raise OSError(-number, "the system does not tell whose connections there are")
        return None
    *_, user, inode = _ANSWER_TAIL.unpack_from(reply, _HEADER.size + 4 + _ENDS_BYTES)
    return int(user) if inode else None


def _own_user() -> int:
    return os.geteuid() if hasattr(os, "geteuid") else _ROOT
