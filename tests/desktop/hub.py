"""A server on loopback that speaks the hub's protocol, and can be cut, held up, or wrong."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

REPOSITORY, REVISION, FILE = "Tiny/Tiny-GGUF", "0" * 39 + "1", "tiny.gguf"


@dataclass
class Hub:
    """One file in one repository, and how the server behaves."""

    data: bytes
    told_sha256: str = ""  # "": the true one
    cuts: int = 0  # so many answers break off half-way
    may_end: threading.Event = field(default_factory=threading.Event)  # cleared: stops half-way
    refuses: int = 0  # a status for every request, if not 0
    requests: list[str] = field(default_factory=list)
    headers: list[str] = field(default_factory=list)
    address: str = ""

    @property
    def sha256(self) -> str:
        """The hash of the file."""
        return hashlib.sha256(self.data).hexdigest()


@contextmanager
def served(hub: Hub) -> Iterator[Hub]:
    """The hub, served until the context ends."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(hub))
    hub.may_end.set()
    hub.address = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    try:
        yield hub
    finally:
        hub.may_end.set()
        server.shutdown()
        server.server_close()
        thread.join()


def _handler(hub: Hub) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def log_message(self, format: str, *arguments: object) -> None:
            """Say nothing."""

        def do_HEAD(self) -> None:
            self._note()
            if hub.refuses or self.path != f"/{REPOSITORY}/resolve/{REVISION}/{FILE}":
                self._refuse(hub.refuses or 404)
                return
            self.send_response(302)
            self.send_header("X-Repo-Commit", REVISION)
            self.send_header("X-Linked-Etag", f'"{hub.told_sha256 or hub.sha256}"')
            self.send_header("X-Linked-Size", str(len(hub.data)))
            # The store is another host, as the hub's is; redirects within a host are followed.
            store = hub.address.replace("127.0.0.1", "localhost")
            self.send_header("Location", f"{store}/store/file")
            self.send_header("Content-Length", "0")
            self.end_headers()

        def do_GET(self) -> None:
            self._note()
            if self.path != "/store/file":
                self._refuse(404)
                return
            asked = self.headers.get("Range")
            first = int(asked.removeprefix("bytes=").partition("-")[0]) if asked else 0
            rest = hub.data[first:]
            self.send_response(206 if asked else 200)
            self.send_header("Content-Length", str(len(rest)))
            if asked:
                whole = len(hub.data)
                self.send_header("Content-Range", f"bytes {first}-{whole - 1}/{whole}")
            self.end_headers()
            if hub.cuts:
                hub.cuts -= 1
                rest = rest[: len(rest) // 2]
                self.close_connection = True
            self._send(rest)

        def _send(self, data: bytes) -> None:
            half = len(data) // 2
            with suppress(OSError):  # who asked may be gone
                self.wfile.write(data[:half])
                self.wfile.flush()
                hub.may_end.wait(60)
                self.wfile.write(data[half:])

        def _note(self) -> None:
            hub.requests.append(f"{self.command} {self.path} {self.headers.get('Range', '')}")
            hub.headers.append(str(self.headers))

        def _refuse(self, status: int) -> None:
            self.send_response(status)
            if status == 404:
                self.send_header("X-Error-Code", "EntryNotFound")
            self.send_header("Content-Length", "0")
            self.end_headers()

    return Handler
