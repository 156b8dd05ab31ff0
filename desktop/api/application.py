"""The application that other programs speak with: who may ask, what there is, and the answers.

In order: the Host is ours, no web page asks, the program is this user's, it shows the key, the path
is one of three, the body is no larger than such a body is. Knows nothing of the page.
"""

from __future__ import annotations

import asyncio
import json
import secrets
import time
from collections.abc import Generator
from contextlib import suppress
from typing import Protocol

from desktop.api import shapes
from desktop.api.refusal import Refusal
from desktop.api.request import ChatRequest, named, read_request
from desktop.api.shapes import Completion
from desktop.api.turns import Turns
from desktop.api.watched import Gone, Pulled, Watched
from desktop.comparison import Asked
from desktop.errors import BadInput, DesktopError, QuestionTooLong
from desktop.modes import Mode
from desktop.types import AnswerReady, ComparisonEvent, Delta, ModelInfo, Retrieved, Stop, Thought
from desktop.web.messages import Receive, Scope, Send, answer, header_values
from desktop.web.peers import Peers
from indexer import IndexerError

BODY_BYTES = 4 * 1024 * 1024
_NOT_FOUND = "There is no such address here: /v1/models and /v1/chat/completions are."
_NO_KEY = (
    "The key is missing or wrong: send the one that Quire keeps in its home as a bearer token."
)


class Quire(Protocol):
    """What the answers come from."""

    def modes(self) -> tuple[Mode, ...]:
        """Those that can answer."""

    def model(self) -> ModelInfo | None:
        """The loaded model."""

    def answer_apart(self, asked: Asked) -> Generator[ComparisonEvent, None, None]:
        """The events of a question of one mode that stands in no conversation of ours."""

    def stop_apart(self) -> None:
        """End those answers."""


class Api:
    """OpenAI's chat completions over one Quire, for who has the key."""

    def __init__(self, quire: Quire, key: str, port: int, peers: Peers | None = None) -> None:
        self._quire = quire
        self._key = key
        self._hosts = (f"127.0.0.1:{port}", f"localhost:{port}")
        self._peers = peers or Peers(port)
        self._since = int(time.time())
        self._turns = Turns()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request, as ASGI has it."""
        if scope["type"] != "http":
            return
        try:
            self._check(scope)
            await self._route(scope, receive, send)
        except Refusal as refusal:
            await _send_json(send, refusal.status, shapes.error(refusal))
        except Gone:
            pass

    def _check(self, scope: Scope) -> None:
        hosts = header_values(scope, b"host")
        if len(hosts) != 1 or hosts[0] not in self._hosts:
            raise Refusal(403, "This Host is not served here: use 127.0.0.1.")
        if header_values(scope, b"origin") or header_values(scope, b"sec-fetch-site"):
            raise Refusal(403, "Web pages are not answered here.")
        if not self._peers.is_welcome(scope.get("client")):
            raise Refusal(403, "This Quire belongs to another user of this machine.")
        shown = header_values(scope, b"authorization")
        expected = f"Bearer {self._key}".encode()
        if len(shown) != 1 or not secrets.compare_digest(shown[0].encode(), expected):
            raise Refusal(401, _NO_KEY, "invalid_api_key")

    async def _route(self, scope: Scope, receive: Receive, send: Send) -> None:
        path, method = str(scope["path"]), str(scope["method"])
        if path == "/v1/chat/completions":
            _must_be(method, "POST")
            await self._chat(await _body(scope, receive), receive, send)
        elif path == "/v1/models":
            _must_be(method, "GET")
            listed = shapes.models(self._quire.modes(), self._quire.model(), self._since)
            await _send_json(send, 200, listed)
        elif path.startswith("/v1/models/"):
            _must_be(method, "GET")
            mode = named(path.removeprefix("/v1/models/"), self._quire.modes())
            await _send_json(send, 200, shapes.model(mode, self._quire.model(), self._since))
        else:
            raise Refusal(404, _NOT_FOUND, "unknown_url")

    async def _chat(self, body: bytes, receive: Receive, send: Send) -> None:
        request = read_request(body, self._quire.modes())
        with Watched(receive) as watched:
            async with self._turns.one(watched):
                events = watched.pulled(self._quire.answer_apart(request.asked))
                try:
                    if request.streams:
                        await _stream(request, events, send)
                    else:
                        await _whole(request, events, send)
                except (DesktopError, IndexerError) as problem:
                    raise _refusal(problem) from problem
                finally:
                    await events.ended(self._quire.stop_apart)


async def _whole(request: ChatRequest, events: Pulled, send: Send) -> None:
    retrieved: Retrieved | None = None
    async for event in events:
        if isinstance(event, Retrieved):
            retrieved = event
        elif isinstance(event, AnswerReady):
            if event.answer.stop is Stop.ERROR:
                raise BadInput(event.answer.error)
            said = Completion(request).whole(event.answer, retrieved)
            await _send_json(send, 200, said)


async def _stream(request: ChatRequest, events: Pulled, send: Send) -> None:
    """Piece by piece. Until the first one a problem is a plain refusal, later one of the stream."""
    completion, retrieved, begun = Completion(request), None, False
    try:
        async for event in events:
            if isinstance(event, Retrieved):
                retrieved = event
                continue
            chunks = _chunks(completion, event, retrieved)
            if chunks and not begun:
                begun = True
                await _begin_stream(send)
                chunks.insert(0, completion.opening())
            for chunk in chunks:
                await _send_piece(send, shapes.event(chunk))
    except (DesktopError, IndexerError) as problem:
        if not begun:
            raise
        await _send_piece(send, shapes.event(shapes.error(_refusal(problem))))
    await _send_piece(send, shapes.event(None), last=True)


def _chunks(
    completion: Completion, event: ComparisonEvent, retrieved: Retrieved | None
) -> list[shapes.Json]:
    match event:
        case Thought():
            return [completion.thought(event.text)]
        case Delta():
            return [completion.piece(event.text)]
        case AnswerReady():
            if event.answer.stop is Stop.ERROR:
                raise BadInput(event.answer.error)
            return completion.closing(event.answer, retrieved)
        case _:
            return []


def _refusal(problem: Exception) -> Refusal:
    if isinstance(problem, QuestionTooLong):
        return Refusal(400, str(problem), "context_length_exceeded", "messages")
    return Refusal(400 if isinstance(problem, BadInput) else 503, str(problem))


def _must_be(method: str, expected: str) -> None:
    if method != expected:
        raise Refusal(405, f"This address takes {expected}.", "method_not_allowed")


async def _body(scope: Scope, receive: Receive) -> bytes:
    too_large = Refusal(413, f"A request may have {BODY_BYTES:,} bytes at most.")
    with suppress(ValueError):
        if any(int(length) > BODY_BYTES for length in header_values(scope, b"content-length")):
            raise too_large
    body = b""
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise Gone
        body += bytes(message.get("body", b""))
        if len(body) > BODY_BYTES:
            raise too_large
        if not message.get("more_body"):
            return body


async def _send_json(send: Send, status: int, shape: shapes.Json) -> None:
    text = json.dumps(shape, ensure_ascii=False)
    headers = [(b"cache-control", b"no-store"), (b"x-content-type-options", b"nosniff")]
    with suppress(asyncio.CancelledError):
        await answer(send, status, text, "application/json", headers)


async def _begin_stream(send: Send) -> None:
    headers = [
        (b"content-type", b"text/event-stream; charset=utf-8"),
        (b"cache-control", b"no-store"),
        (b"x-content-type-options", b"nosniff"),
    ]
    await send({"type": "http.response.start", "status": 200, "headers": headers})


async def _send_piece(send: Send, piece: bytes, last: bool = False) -> None:
    await send({"type": "http.response.body", "body": piece, "more_body": not last})
