"""One running Quire a home: a second start hands its files to the first, and ends.

The first holds a lock of the operating system, which goes with its process however that ends, and
listens on loopback. Where it listens, and the secret to speak to it, stand in a file that only its
user can read; left behind, that file is harmless. Each side proves that it knows the secret and
never sends it. Knows nothing of windows: it is told what to do with the files.
"""

from __future__ import annotations

import contextlib
import hmac
import json
import os
import secrets
import socket
import struct
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from desktop.errors import DesktopError
from indexer import WriterLock

_LOOPBACK = "127.0.0.1"
_NONCE_BYTES = _PROOF_BYTES = 32
_MOST_BYTES = 4_000_000  # of a message: the paths of a whole shelf of files
_SECONDS_A_MESSAGE = 5.0  # whoever is slower is no program of ours
_SECONDS_A_REPLY = 15.0  # the first may be busy drawing its window
_PATIENCE_SECONDS = 20.0  # in which a first that begins is there, or one that ends is gone
_PAUSE_SECONDS = 0.05


class NotAnswering(DesktopError):
    """Another Quire holds the home and says nothing."""


@dataclass(frozen=True, slots=True)
class Met:
    """What the running Quire says to a second start."""

    address: str  # of its page, with the token
    shown: bool  # whether it has a window, which is now before the others


class Instance:
    """This process as the one Quire of a home, once `meet` has found no other."""

    def __init__(self, folder: Path) -> None:
        self._lock = WriterLock(folder / "instance.lock")
        self._place = folder / "instance.json"
        self._listening: socket.socket | None = None
        self._secret = secrets.token_bytes(32)

    def meet(self, files: Sequence[Path], patience: float = _PATIENCE_SECONDS) -> Met | None:
        """What the Quire that runs already says to the files; None: this one is alone now.

        Raises NotAnswering.
        """
        deadline = time.monotonic() + patience
        while not self._lock.take():
            met = _hand_over(self._place, [str(path.absolute()) for path in files])
            if met is not None:
                return met
            if time.monotonic() > deadline:
                raise NotAnswering(
                    f"Quire already runs with its files in {self._place.parent}, and does not "
                    "answer: end it, or choose another folder with --home."
                )
            time.sleep(_PAUSE_SECONDS)
        return None

    def is_alone(self) -> bool:
        """Whether this is the one Quire of the home; asks no other."""
        return self._lock.take()

    def listen(self, take: Callable[[tuple[Path, ...]], Met]) -> None:
        """From now on give `take` the files of every later start; it is called in a thread."""
        self._listening = socket.create_server((_LOOPBACK, 0))
        port = self._listening.getsockname()[1]
        threading.Thread(
            target=self._serve, args=(self._listening, take), name="instance", daemon=True
        ).start()
        self._tell_where(port)

    def be_deaf(self) -> None:
        """Take no more files."""
        if self._listening is not None:
            with contextlib.suppress(OSError):
                self._listening.shutdown(socket.SHUT_RDWR)  # wakes the thread that waits
            self._listening.close()
            with contextlib.suppress(OSError):
                self._place.unlink(missing_ok=True)

    def close(self) -> None:
        """Take no more files, and let another be the one."""
        self.be_deaf()
        self._lock.release()

    def _tell_where(self, port: int) -> None:
        """Write the file whole or not at all: a second start may read at any moment."""
        fresh = self._place.with_suffix(".new")
        fresh.unlink(missing_ok=True)
        descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            json.dump({"port": port, "secret": self._secret.hex()}, file)
        fresh.replace(self._place)

    def _serve(self, listening: socket.socket, take: Callable[[tuple[Path, ...]], Met]) -> None:
        while True:
            try:
                line, _ = listening.accept()
            except OSError:
                return
            threading.Thread(target=self._heed, args=(line, take), daemon=True).start()

    def _heed(self, line: socket.socket, take: Callable[[tuple[Path, ...]], Met]) -> None:
        """One second start: a challenge, its files with a proof, our reply with one."""
        with line, contextlib.suppress(OSError, ValueError, KeyError, TypeError):
            line.settimeout(_SECONDS_A_MESSAGE)
            nonce = secrets.token_bytes(_NONCE_BYTES)
            line.sendall(nonce)
            asked = _receive(line, self._secret, b"files" + nonce)
            met = take(tuple(Path(name) for name in json.loads(asked)["files"]))
            _send(line, self._secret, b"reply" + nonce, asdict(met))


def _hand_over(place: Path, files: list[str]) -> Met | None:
    """The reply of the Quire that the file leads to; None where there is none."""
    try:
        where = json.loads(place.read_text(encoding="utf-8"))
        secret = bytes.fromhex(where["secret"])
        with socket.create_connection((_LOOPBACK, where["port"]), _SECONDS_A_MESSAGE) as line:
            line.settimeout(_SECONDS_A_REPLY)
            nonce = _exactly(line, _NONCE_BYTES)
            _send(line, secret, b"files" + nonce, {"files": files})
            said = json.loads(_receive(line, secret, b"reply" + nonce))
            return Met(str(said["address"]), bool(said["shown"]))
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _send(line: socket.socket, secret: bytes, about: bytes, message: dict[str, object]) -> None:
    body = json.dumps(message).encode()
    line.sendall(_proof(secret, about, body) + struct.pack("!I", len(body)) + body)


def _receive(line: socket.socket, secret: bytes, about: bytes) -> bytes:
    """The body of a message. Raises ValueError where its sender does not know the secret."""
    proof = _exactly(line, _PROOF_BYTES)
    (size,) = struct.unpack("!I", _exactly(line, 4))
    if size > _MOST_BYTES:
        raise ValueError(f"a message of {size} bytes")
    body = _exactly(line, size)
    if not hmac.compare_digest(proof, _proof(secret, about, body)):
        raise ValueError("the secret is not known there")
    return body


def _exactly(line: socket.socket, size: int) -> bytes:
    data = bytearray()
    while len(data) < size:
        some = line.recv(min(size - len(data), 65_536))
        if not some:
            raise ValueError("the line was closed")
        data += some
    return bytes(data)


def _proof(secret: bytes, about: bytes, body: bytes) -> bytes:
    return hmac.digest(secret, about + body, "sha256")
