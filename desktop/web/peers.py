"""Whose program is at the other end of a connection, where the system tells.

A browser gives a cookie of 127.0.0.1 to every port of 127.0.0.1, so that another user's server on
this machine could come to know ours. On Linux the table of connections names the user of each end:
only this user, and root, may speak with us. Knows nothing of what is said.
"""

from __future__ import annotations

import os
import socket
import struct
from pathlib import Path

_TABLES = (Path("/proc/net/tcp"), Path("/proc/net/tcp6"))
_MAPPED = "0000000000000000FFFF0000"  # an IPv4 address in the table of IPv6
_ROOT = 0


class Peers:
    """Tells this user's programs from others', on connections to one port of ours."""

    def __init__(
        self, port: int, user: int | None = None, tables: tuple[Path, ...] = _TABLES
    ) -> None:
        self._ours = ("127.0.0.1", port)
        self._tables = tables
        self._welcome = {_ROOT, _own_user() if user is None else user}
        self._told = False

    def try_out(self) -> None:
        """Find out, with a connection of our own, whether the system tells. The port listens."""
        with socket.create_connection(self._ours, timeout=2) as line:
            self._told = self._user_of(line.getsockname()) is not None

    def is_welcome(self, client: tuple[str, int] | None) -> bool:
        """Whether the client's end belongs to this user or root; always, where that is not told.

        An end that has been given up belongs to nobody any more, and is not welcome.
        """
        if not self._told:
            return True
        return client is not None and self._user_of(client) in self._welcome

    def _user_of(self, client: tuple[str, int]) -> int | None:
        """The user id of the process that holds that end; None where it is not in the tables."""
        ends = f"{_written(client)} {_written(self._ours)}"
        mapped = f"{_MAPPED}{_written(client)} {_MAPPED}{_written(self._ours)}"
        for table in self._tables:
            for row in _rows(table):
                if f" {ends} " in row or f" {mapped} " in row:
                    fields = row.split()
                    user, inode = int(fields[7]), int(fields[9])
                    return user if inode else None
        return None


def _rows(table: Path) -> list[str]:
    try:
        return table.read_text(encoding="ascii").splitlines()[1:]
    except OSError:
        return []


def _written(end: tuple[str, int]) -> str:
    """An address as the kernel writes it: the four bytes as one number of this machine's order."""
    (number,) = struct.unpack("=I", socket.inet_aton(end[0]))
    return f"{number:08X}:{end[1]:04X}"


def _own_user() -> int:
    return os.geteuid() if hasattr(os, "geteuid") else _ROOT
