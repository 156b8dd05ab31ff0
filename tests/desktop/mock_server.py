"""A server that speaks OpenAI's protocol, or what a test makes of it: real sockets, real HTTP."""

from __future__ import annotations

import json
import socket
import struct
import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from tests.desktop.fakes import words

Body = dict[str, Any]
Says = Callable[[Body], Iterator[bytes]]
"""Gives what a chat completion sends, piece by piece. It may wait, and it may raise Dies."""


class Dies(Exception):
    """The server is gone in the middle: the connection is reset."""


def chunk(said: str | None = None, finish: str | None = None, **more: object) -> bytes:
    """One event of a stream."""
    delta = {} if said is None else {"content": said}
    shape = {"choices": [{"index": 0, "delta": delta, "finish_reason": finish}], **more}
    return event(json.dumps(shape).encode())


def event(data: bytes) -> bytes:
    """Any data as an event."""
    return b"data: " + data + b"\n\n"


DONE = event(b"[DONE]")


def echo(body: Body) -> Iterator[bytes]:
    """Says the question's own words, the tuned model in capitals; counts words as tokens."""
    said = body["messages"][-1]["content"].rpartition("Question: ")[2].split()
    said = [word.upper() if body["model"] == "tuned" else word for word in said]
    kept = said[: body["max_tokens"]]
    for word in kept:
        yield chunk(f"{word} ")
    yield chunk(finish="stop" if kept == said else "length")
    read = sum(len(words(message["content"])) for message in body["messages"])
    usage = {"prompt_tokens": read, "completion_tokens": len(kept)}
    yield event(json.dumps({"choices": [], "usage": usage}).encode())
    yield DONE


@dataclass(slots=True)
class Behaviour:
    """What a server does. Changed by a test while it runs."""

    says: Says = echo
    models: Any = field(default_factory=lambda: {"data": [{"id": "base", "max_model_len": 8192}]})
    others: dict[str, Any] = field(default_factory=dict)  # JSON by path; a function of the body
    status: int = 200
    key: str = ""
    kind: str = "text/event-stream"
    headers: Sequence[tuple[str, str]] = ()


class MockServer:
    """Serves until it is closed."""

    def __init__(self, port: int = 0) -> None:
        self.behaviour = Behaviour()
        self.asked: list[Body] = []  # the bodies of chat completions
        self.paths: list[str] = []
        self.hung_up = threading.Event()  # a client did, in the middle
        self._server = _Server(("127.0.0.1", port), _handler(self))
        self.port = self._server.server_address[1]
        self.url = f"http://127.0.0.1:{self.port}/v1"
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.01,))
        self._thread.start()

    def close(self) -> None:
        """End; its port is free then."""
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 64

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Clients hang up as they like."""


def _handler(mock: MockServer) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            self._answer(None)

        def do_POST(self) -> None:
            self._answer(json.loads(self.rfile.read(int(self.headers["content-length"]))))

        def _answer(self, body: Body | None) -> None:
            now = mock.behaviour
            mock.paths.append(self.path)
            if now.key and self.headers.get("authorization") != f"Bearer {now.key}":
                self._json({"error": {"message": "no key"}}, 401)
            elif self.path == "/v1/chat/completions" and body is not None:
                mock.asked.append(body)
                self._say(body, now)
            elif self.path == "/v1/models":
                self._json(now.models, now.status)
            elif self.path in now.others:
                found = now.others[self.path]
                self._json(found(body) if callable(found) else found, 200)
            else:
                self._json({"error": {"message": "not here"}}, 404)

        def _say(self, body: Body, now: Behaviour) -> None:
            self.send_response(now.status)
            self.send_header("Content-Type", now.kind)
            for name, value in now.headers:
                self.send_header(name, value)
            self.send_header("Connection", "close")
            self.end_headers()
            try:
                for piece in now.says(body):
                    self.wfile.write(piece)
                    self.wfile.flush()
            except Dies:
                reset = struct.pack("ii", 1, 0)
                self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, reset)
                self.connection.close()
            except OSError:
                mock.hung_up.set()
            self.close_connection = True

        def _json(self, shape: Any, status: int) -> None:
            text = shape if isinstance(shape, bytes) else json.dumps(shape).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(text)))
            self.end_headers()
            self.wfile.write(text)

        def log_message(self, format: str, *arguments: object) -> None:
            """Nothing is logged."""

    return Handler
