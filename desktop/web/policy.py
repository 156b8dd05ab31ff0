"""What the browser is told that it may do with our page: no other host, no script but ours.

Every answer leaves through here, refusals too. A new nonce for each page; it goes into the script
tags of the HTML that is served, never into text that is added later. Knows nothing of who asks.
"""

from __future__ import annotations

import re
import secrets

from desktop.web.messages import Application, Headers, Message, Receive, Scope, Send

_POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self' 'nonce-{nonce}' 'strict-dynamic'",
        "style-src 'self' 'unsafe-inline'",
        "img-src 'self' data: blob:",
        "font-src 'self' data:",
        "connect-src 'self'",
        "media-src 'self' blob: data:",
        "worker-src 'self' blob:",
        "manifest-src 'self'",
        "frame-src 'none'",
        "object-src 'none'",
        "base-uri 'self'",
        "form-action 'self'",
        "frame-ancestors 'none'",
    )
)
_FIXED: Headers = [
    (b"x-content-type-options", b"nosniff"),
    (b"x-frame-options", b"DENY"),
    (b"referrer-policy", b"no-referrer"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"x-dns-prefetch-control", b"off"),
    (
        b"permissions-policy",
        b"camera=(), microphone=(), geolocation=()",
    ),
]
_SCRIPT_TAG = re.compile(r"<script(?=[\s>])")
_HEAD_TAG = re.compile(r"<head>")
_KEPT_BY_BROWSER = ("/assets/", "/static/")


class Policy:
    """An application whose every answer carries the policy."""

    def __init__(self, application: Application) -> None:
        self._application = application

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request, as ASGI has it."""
        if scope["type"] != "http":
            await self._application(scope, receive, send)
            return
        plain = {**scope, "headers": _without(scope["headers"], b"accept-encoding")}
        answer = _Answer(send, scope["path"].startswith(_KEPT_BY_BROWSER))
        await self._application(plain, receive, answer.send)


class _Answer:
    """One answer on its way out. HTML is held back until it is whole, the rest passes through."""

    def __init__(self, send: Send, may_be_kept: bool) -> None:
        self._send = send
        self._may_be_kept = may_be_kept
        self._nonce = secrets.token_urlsafe(16)
        self._start: Message | None = None
        self._page = bytearray()

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            message = {**message, "headers": self._headers(message.get("headers", []))}
            if _is_html(message["headers"]):
                self._start = message
                return
        elif message["type"] == "http.response.body" and self._start is not None:
            self._page += message.get("body", b"")
            if not message.get("more_body", False):
                await self._send_page(self._start)
            return
        await self._send(message)

    async def _send_page(self, start: Message) -> None:
        body = with_nonce(self._page.decode(), self._nonce).encode()
        headers = _without(start["headers"], b"content-length")
        headers.append((b"content-length", str(len(body)).encode("ascii")))
        await self._send({**start, "headers": headers})
        await self._send({"type": "http.response.body", "body": body})

    def _headers(self, given: Headers) -> Headers:
        ours = {name for name, _ in _FIXED} | {b"content-security-policy", b"server"}
        kept = [
            (name, value)
            for name, value in given
            if name.lower() not in ours and not name.lower().startswith(b"access-control-")
        ]
        if not self._may_be_kept:
            kept = [*_without(kept, b"cache-control"), (b"cache-control", b"no-store")]
        policy = _POLICY.format(nonce=self._nonce).encode("ascii")
        return [*kept, *_FIXED, (b"content-security-policy", policy)]


def with_nonce(page: str, nonce: str) -> str:
    """The page with the nonce in each of its script tags, and where Vite's loader looks for it."""
    mark = f'<head><meta property="csp-nonce" nonce="{nonce}">'
    page = _HEAD_TAG.sub(mark, page, count=1)
    return _SCRIPT_TAG.sub(f'<script nonce="{nonce}"', page)


def _is_html(headers: Headers) -> bool:
    return any(
        name.lower() == b"content-type" and value.lower().startswith(b"text/html")
        for name, value in headers
    )


def _without(headers: Headers, unwanted: bytes) -> Headers:
    return [(name, value) for name, value in headers if name.lower() != unwanted]
