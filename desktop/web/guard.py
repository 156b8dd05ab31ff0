"""Who may ask, and what: stands before Gradio and trusts nothing that it says about itself.

In order: the Host is ours, the Origin is ours or absent, the program that asks is this user's, the
request was not made by another site, it carries the cookie, it is one that the page makes, and its
body is no larger than such a body is.
Whatever fails one of these is answered here, before Gradio reads a byte. Knows nothing of Gradio.
"""

from __future__ import annotations

import secrets
from urllib.parse import parse_qs

from desktop.web.messages import Application, Receive, Scope, Send, answer, header_values
from desktop.web.peers import Peers
from desktop.web.routes import Body, decoded_path, kept_query, route_for
from desktop.web.uploads import BodyRefused, Uploads, limited

JSON_BYTES = 8 * 1024 * 1024
_TOKEN_BYTES = 32  # 256 bits

_NOT_LET_IN = (
    "This browser was not let in. Open Quire's window, or the address that Quire printed "
    "when it started."
)
_ANOTHER_USER = "This Quire belongs to another user of this machine."
_REFUSED = "Quire's page makes no such request."
_FOLLOW = (
    '<!doctype html><meta charset="utf-8"><meta http-equiv="refresh" content="0; url=/">'
    '<title>Quire</title><a href="/">Quire</a>'
)


class Guard:
    """An application that lets through to another only what our own page asks of it."""

    def __init__(
        self, application: Application, uploads: Uploads, port: int, peers: Peers | None = None
    ) -> None:
        self._application = application
        self._uploads = uploads
        self._peers = peers or Peers(port)
        self._hosts = (f"127.0.0.1:{port}", f"localhost:{port}")
        self._cookie_name = f"quire-{port}"
        self._cookie = secrets.token_urlsafe(_TOKEN_BYTES)
        self.token = secrets.token_urlsafe(_TOKEN_BYTES)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request, as ASGI has it."""
        if scope["type"] == "lifespan":
            await self._application(scope, receive, send)
        elif scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": 1008})
        elif scope["type"] == "http":
            await self._answer(scope, receive, send)

    async def _answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        if not self._is_addressed_to_us(scope):
            await answer(send, 403, _REFUSED)
        elif not self._peers.is_welcome(scope.get("client")):
            await answer(send, 403, _ANOTHER_USER)
        elif self._is_token_link(scope):
            await self._let_in(scope, send)
        elif not self._was_made_here(scope):
            await answer(send, 403, _REFUSED)
        elif not self._has_cookie(scope):
            await answer(send, 403, _NOT_LET_IN)
        else:
            await self._pass_on(scope, receive, send)

    def _is_addressed_to_us(self, scope: Scope) -> bool:
        hosts = header_values(scope, b"host")
        if len(hosts) != 1 or hosts[0] not in self._hosts:
            return False
        origins = header_values(scope, b"origin")
        return not origins or origins == [f"http://{hosts[0]}"]

    def _was_made_here(self, scope: Scope) -> bool:
        sites = header_values(scope, b"sec-fetch-site")
        return not sites or sites in (["same-origin"], ["none"])

    def _is_token_link(self, scope: Scope) -> bool:
        if scope["method"] != "GET" or scope["raw_path"] != b"/":
            return False
        modes = header_values(scope, b"sec-fetch-mode")
        if modes not in ([], ["navigate"]):
            return False
        given = parse_qs(scope["query_string"].decode("latin-1")).get("t", [])
        return len(given) == 1 and _same(given[0], self.token)

    def _has_cookie(self, scope: Scope) -> bool:
        """Other programs on 127.0.0.1 set cookies that come along, whatever they are made of."""
        pairs = ";".join(header_values(scope, b"cookie")).split(";")
        own = f"{self._cookie_name}={self._cookie}"
        return any(_same(pair.strip(), own) for pair in pairs)

    async def _let_in(self, scope: Scope, send: Send) -> None:
        """Set the cookie, and lead to the page under an address without the token.

        A redirect keeps the mark of the site that it began at, so one that began elsewhere (a
        link in another program's page) would come back without its cookie: that one is led on by
        a page of ours.
        """
        cookie = f"{self._cookie_name}={self._cookie}; HttpOnly; SameSite=Strict; Path=/"
        headers = [(b"set-cookie", cookie.encode("ascii"))]
        if self._was_made_here(scope):
            await answer(send, 303, "", headers=[*headers, (b"location", b"/")])
        else:
            await answer(send, 200, _FOLLOW, "text/html; charset=utf-8", headers)

    async def _pass_on(self, scope: Scope, receive: Receive, send: Send) -> None:
        path = decoded_path(scope["raw_path"])
        route = route_for(scope["method"], path, self._uploads.folder) if path else None
        if path is None or route is None:
            await answer(send, 403, _REFUSED)
            return
        inner = {**scope, "path": path, "query_string": kept_query(route, scope["query_string"])}
        try:
            if route.body is Body.UPLOAD:
                await self._uploads.pass_on(self._application, inner, receive, send)
            else:
                most = JSON_BYTES if route.body is Body.JSON else 0
                await limited(self._application, inner, receive, send, most)
        except BodyRefused as refusal:
            await answer(send, refusal.status, str(refusal))


def _same(given: str, expected: str) -> bool:
    return secrets.compare_digest(given.encode("utf-8", "replace"), expected.encode("ascii"))
