"""Which requests the page needs, and nothing else: method, path, parameters, kind of body.

Knows nothing of who asks. A path is judged after it has been decoded twice, so that no spelling of
a forbidden one looks like an allowed one. A test compares this list with Gradio's own table.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from urllib.parse import parse_qsl, quote, unquote_to_bytes, urlencode

FILE_PREFIX = "/gradio_api/file="
_SEGMENT = r"[A-Za-z0-9][A-Za-z0-9_.-]*"
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")


class Body(Enum):
    """What a request may carry."""

    NONE = "none"
    JSON = "json"
    UPLOAD = "upload"


@dataclass(frozen=True, slots=True)
class Route:
    """One kind of request that the page makes."""

    method: str
    pattern: str  # of the whole path, a regular expression
    body: Body = Body.NONE
    parameters: tuple[str, ...] = ()  # of the query; others are dropped before Gradio sees them

    def takes(self, method: str, path: str) -> bool:
        """Whether the request is of this kind."""
        return method == self.method and re.fullmatch(self.pattern, path) is not None


ROUTES = (
    Route("GET", "/", parameters=("__theme",)),
    Route("HEAD", "/"),
    Route("GET", "/quire/ready"),
    Route("GET", "/config"),
    Route("GET", r"/theme\.css"),
    Route("GET", r"/favicon\.ico"),
    Route("GET", r"/manifest\.json"),
    Route("GET", rf"/assets(/{_SEGMENT})+"),
    Route("GET", rf"/static(/{_SEGMENT})+"),
    Route("GET", "/gradio_api/info"),
    Route("GET", "/gradio_api/startup-events"),
    Route("GET", "/gradio_api/queue/data", parameters=("session_hash",)),
    Route("GET", rf"/gradio_api/heartbeat/{_SEGMENT}"),
    Route("GET", "/gradio_api/upload_progress", parameters=("upload_id",)),
    Route("POST", "/gradio_api/queue/join", Body.JSON),
    Route("POST", "/gradio_api/run/predict", Body.JSON),
    Route("POST", "/gradio_api/component_server/?", Body.JSON),
    Route("POST", "/gradio_api/cancel", Body.JSON),
    Route("POST", "/gradio_api/reset", Body.JSON),
    Route("POST", "/gradio_api/upload", Body.UPLOAD, parameters=("upload_id",)),
)
FILE_ROUTE = Route("GET", re.escape(FILE_PREFIX) + ".+")


def decoded_path(raw: bytes) -> str | None:
    """The path in plain characters; None where it is spelled in a way that no browser uses.

    Refused: what changes when it is decoded a second time, bytes that are not UTF-8, control
    characters, backslashes outside a file's own path, empty segments and segments of dots.
    """
    once = unquote_to_bytes(raw)
    if unquote_to_bytes(once) != once:
        return None
    try:
        path = once.decode("utf-8")
    except UnicodeDecodeError:
        return None
    if _CONTROL.search(path) or not path.startswith("/"):
        return None
    if path.startswith(FILE_PREFIX):
        return path
    dotted = any(segment in {".", ".."} for segment in path.split("/"))
    return None if "\\" in path or "//" in path or dotted else path


def route_for(method: str, path: str, uploads: Path) -> Route | None:
    """The route that a decoded path belongs to, or None where the page needs no such request.

    A file is one of ours only where its path is absolute, and leads, links followed, to a regular
    file below `uploads`. An address is no absolute path, in whatever way it is spelled.
    """
    if path.startswith(FILE_PREFIX):
        ours = method == "GET" and _is_upload(path.removeprefix(FILE_PREFIX), uploads)
        return FILE_ROUTE if ours else None
    return next((route for route in ROUTES if route.takes(method, path)), None)


def kept_query(route: Route, query: bytes) -> bytes:
    """The query with only the parameters that the route has."""
    pairs = parse_qsl(query.decode("latin-1"), keep_blank_values=True)
    kept = [(name, value) for name, value in pairs if name in route.parameters]
    return urlencode(kept, quote_via=quote).encode("ascii")


def _is_upload(text: str, uploads: Path) -> bool:
    path = Path(text)
    if not path.is_absolute() or "//" in text or ".." in path.parts:
        return False
    try:
        found = path.resolve(strict=True)
        return found.is_file() and found.is_relative_to(uploads.resolve())
    except OSError:
        return False
