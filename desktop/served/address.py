"""Where a server is, as the person gave it, and what can be a key. Knows nothing of what is said
there."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import SplitResult, urlsplit

from desktop.errors import BadInput
from indexer import is_this_machine

_PORTS = {"http": 80, "https": 443}
_ENDS = ("/chat/completions", "/models")


@dataclass(frozen=True, slots=True)
class Address:
    """A server's address."""

    url: str  # such as http://127.0.0.1:8080/v1
    host: str
    port: int

    @property
    def is_here(self) -> bool:
        """Whether it is this machine's."""
        return is_this_machine(self.host)

    @property
    def is_private(self) -> bool:
        """Whether nobody on the way can read what is sent there."""
        return self.is_here or self.url.startswith("https:")

    @property
    def root(self) -> str:
        """Where a server has what is not of OpenAI's protocol."""
        return self.url.removesuffix("/v1")


def read_address(text: str) -> Address:
    """The address in the text. Raises BadInput, with what is wrong with it."""
    text = text.strip()
    try:
        parts = urlsplit(text)
        port = parts.port
    except ValueError as error:
        raise _bad(text, str(error)) from error
    problem = _problem(parts)
    if problem:
        raise _bad(parts._replace(netloc=parts.netloc.rpartition("@")[2]).geturl(), problem)
    path = parts.path.rstrip("/")
    for end in _ENDS:
        path = path.removesuffix(end)
    host = (parts.hostname or "").lower()
    shown = f"[{host}]" if ":" in host else host
    port = _PORTS[parts.scheme] if port is None else port
    told = "" if port == _PORTS[parts.scheme] else f":{port}"
    return Address(f"{parts.scheme}://{shown}{told}{path}", host, port)


def is_key(text: str) -> bool:
    """Whether it can be a key; none at all can."""
    return text.isascii() and text.isprintable()


def _problem(parts: SplitResult) -> str:
    if parts.scheme not in _PORTS:
        return "it begins neither with http:// nor with https://"
    if not parts.hostname or any(sign.isspace() for sign in parts.geturl()):
        return "it names no server"
    if not parts.hostname.isascii():
        return "its server's name holds other signs than the Latin letters"
    if parts.username is not None or parts.password is not None:
        return "a key is given apart from it: beside it, or as QUIRE_MODEL_KEY"
    if parts.query or parts.fragment:
        return "nothing may stand after ? or #"
    return ""


def _bad(text: str, problem: str) -> BadInput:
    return BadInput(
        f'"{text[:200]}" is no address of a server ({problem}): it looks like '
        "http://127.0.0.1:8080/v1."
    )
