"""The one file that speaks HTTP with a server: what is sent, what comes back, what goes wrong.

Each thing that can go wrong on the way is one sentence. Believes nothing: sizes and waiting are
limited, nobody is followed elsewhere, no proxy is asked, nothing is unpacked. Knows nothing of
lanes.
"""

from __future__ import annotations

import asyncio
import json
import ssl
from collections.abc import AsyncGenerator, AsyncIterator, Mapping
from contextlib import aclosing, asynccontextmanager
from dataclasses import dataclass
from typing import Any

import httpx

from desktop.errors import ServerFailed
from desktop.served.address import Address

_MOST_BYTES = 4 * 1024 * 1024  # of a whole answer that is not streamed, and of one event
_MOST_SAID = 300  # characters of a server's own sentence
_STATUSES = {
    401: "asks for a key: type the right one beside its address, or put it into QUIRE_MODEL_KEY",
    403: "refuses this key or this program: type the right key beside its address, or put it into "
    "QUIRE_MODEL_KEY",
    404: "has nothing at this address: it usually ends in /v1",
    429: "is busy: ask again later",
    503: "is busy or still loading: ask again later",
}


@dataclass(frozen=True, slots=True)
class Patience:
    """How long is waited for a server, in seconds."""

    connect: float = 10.0
    look: float = 30.0  # for an answer that needs no model
    silence: float = 300.0  # a long prompt on a slow machine takes minutes to read


class Calls:
    """Requests to one server, within one event loop."""

    def __init__(self, address: Address, key: str, patience: Patience) -> None:
        self._url = address.url
        self._patience = patience
        headers = {"Accept-Encoding": "identity", "User-Agent": "quire"}
        if key:
            headers["Authorization"] = f"Bearer {key}"
        self._client = httpx.AsyncClient(
            headers=headers,
            timeout=httpx.Timeout(patience.silence, connect=patience.connect, pool=None),
            verify=ssl.create_default_context() if address.url.startswith("https") else False,
            trust_env=False,  # neither proxies nor a .netrc
            follow_redirects=False,
        )

    async def get(self, url: str) -> Any:
        """What JSON is there. Raises ServerFailed."""
        return await self._whole("GET", url, None)

    async def post(self, url: str, body: Mapping[str, Any]) -> Any:
        """The JSON that is answered. Raises ServerFailed."""
        return await self._whole("POST", url, body)

    async def answer(self, body: Mapping[str, Any]) -> AsyncGenerator[bytes, None]:
        """The data of each event of a chat completion, or a whole one. Raises ServerFailed."""
        async with self._said("POST", f"{self._url}/chat/completions", body) as response:
            kind = response.headers.get("content-type", "").partition(";")[0].strip()
            if kind == "application/json":
                yield await self._read(response)
            elif kind == "text/event-stream":
                async with aclosing(self._lines(response)) as lines:
                    async for line in lines:
                        if line.startswith(b"data:"):
                            yield line.removeprefix(b"data:").strip()
            else:
                raise self.nonsense()

    async def close(self) -> None:
        """Hang up."""
        await self._client.aclose()

    def nonsense(self) -> ServerFailed:
        """What is said of an answer that is none."""
        return ServerFailed(
            f"What the server at {self._url} says is not OpenAI's protocol: check its address, "
            "which usually ends in /v1."
        )

    def broke_off(self) -> ServerFailed:
        """What is said of an answer without an end."""
        return ServerFailed(
            f"The server at {self._url} broke off in the middle: look whether it still runs and "
            "answers several questions at once, or ask in one mode."
        )

    def own_words(self, said: object) -> ServerFailed:
        """A server's own error, as a sentence."""
        return ServerFailed(f"The server at {self._url} says: {_sentence(said) or 'an error'}")

    async def _whole(self, method: str, url: str, body: Mapping[str, Any] | None) -> Any:
        try:
            async with asyncio.timeout(self._patience.look):
                async with self._said(method, url, body) as response:
                    text = await self._read(response)
        except TimeoutError as error:
            raise self._slow(self._patience.look) from error
        try:
            return json.loads(text)
        except (ValueError, RecursionError) as error:
            raise self.nonsense() from error

    @asynccontextmanager
    async def _said(
        self, method: str, url: str, body: Mapping[str, Any] | None
    ) -> AsyncIterator[httpx.Response]:
        content = json.dumps(body).encode() if body is not None else None
        headers = {"Content-Type": "application/json"} if content is not None else {}
        try:
            async with self._client.stream(
                method, url, content=content, headers=headers
            ) as response:
                if response.status_code != 200:
                    raise await self._refused(response)
                yield response
        except (httpx.ConnectError, httpx.ConnectTimeout) as error:
            raise self._unreachable(error) from error
        except httpx.TimeoutException as error:
            raise self._slow(self._patience.silence) from error
        except (httpx.HTTPError, httpx.StreamError) as error:
            raise self.broke_off() from error

    async def _refused(self, response: httpx.Response) -> ServerFailed:
        status = response.status_code
        if status in _STATUSES:
            return ServerFailed(f"The server at {self._url} {_STATUSES[status]}.")
        if 300 <= status < 400:
            return ServerFailed(
                f"The server at {self._url} sends elsewhere: give the address that it sends to."
            )
        said = _sentence(_error_of(await self._read(response)))
        return ServerFailed(
            f"The server at {self._url} refuses (status {status}): {said}"
            if said
            else f"The server at {self._url} failed (status {status}): look at what it logs."
        )

    async def _read(self, response: httpx.Response) -> bytes:
        text = b""
        async for piece in response.aiter_raw():
            text += piece
            if len(text) > _MOST_BYTES:
                raise self.nonsense()
        return text

    async def _lines(self, response: httpx.Response) -> AsyncGenerator[bytes, None]:
        held = b""
        async for piece in response.aiter_raw():
            *lines, held = (held + piece).split(b"\n")
            if len(held) > _MOST_BYTES:
                raise self.nonsense()
            for line in lines:
                yield line.rstrip(b"\r")
        yield held

    def _unreachable(self, error: BaseException) -> ServerFailed:
        cause: BaseException | None = error
        while cause is not None:
            if isinstance(cause, ssl.SSLCertVerificationError):
                return ServerFailed(
                    f"The server at {self._url} shows a certificate that this machine does not "
                    f"trust ({cause.verify_message}): have its certificate installed here."
                )
            cause = cause.__cause__ or cause.__context__
        return ServerFailed(f"No server answers at {self._url}: start it, or check the address.")

    def _slow(self, seconds: float) -> ServerFailed:
        return ServerFailed(
            f"The server at {self._url} said nothing for {seconds:g} seconds: look whether it "
            "still works, and ask again."
        )


def _error_of(text: bytes) -> object:
    try:
        said = json.loads(text)
    except (ValueError, RecursionError):
        return ""
    return said.get("error", said) if isinstance(said, dict) else ""


def _sentence(said: object) -> str:
    """A server's word on what went wrong, on one line and not too long."""
    if isinstance(said, dict):
        said = said.get("message") or said.get("detail")
    words = " ".join(said.split()) if isinstance(said, str) else ""
    shown = "".join(sign for sign in words if sign.isprintable())[:_MOST_SAID]
    return f"{shown.rstrip('.')}." if shown else ""
