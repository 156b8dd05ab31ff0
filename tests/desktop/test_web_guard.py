from __future__ import annotations

import asyncio
import contextlib
import json
import os
import re
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from desktop.web import PageServer
from desktop.web.guard import Guard
from desktop.web.messages import Message, Receive, Scope, Send
from desktop.web.peers import Peers, user_of
from desktop.web.routes import ROUTES, decoded_path, route_for
from desktop.web.uploads import Uploads
from tests.desktop.page import gradios_routes, small_page
from tests.desktop.wire import Reply, let_in, say

PORT = 50123


class Served:
    """A running page, and what a browser that was let in says with each request."""

    def __init__(self, uploads: Path) -> None:
        self.uploads = uploads
        self.server = PageServer(small_page(uploads), uploads)
        self.address = self.server.start()
        self.headers = let_in(self.address)

    def get(self, path: str, **more: str) -> Reply:
        return say(self.server.port, f"GET {path}", self.headers | more)


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    page = Served(tmp_path_factory.mktemp("home") / "uploads")
    yield page
    page.server.stop()


# ── host, origin, site, cookie, route, method ──────────────────────────────────────────────


class Inside:
    """Stands where Gradio stands; remembers whether anything got so far."""

    def __init__(self) -> None:
        self.reached = False

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        self.reached = True
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b"inside"})


def _ask(guard: Guard, method: str, path: str, headers: list[tuple[str, str]]) -> int:
    raw, _, query = path.partition("?")
    scope: Scope = {
        "type": "http",
        "method": method,
        "path": raw,
        "raw_path": raw.encode("latin-1"),
        "query_string": query.encode(),
        "headers": [(name.encode(), value.encode("latin-1")) for name, value in headers],
    }
    said: list[Message] = []

    async def receive() -> Message:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: Message) -> None:
        said.append(message)

    asyncio.run(guard(scope, receive, send))
    status: int = said[0]["status"]
    return status


HOSTS = {
    f"127.0.0.1:{PORT}": True,
    f"localhost:{PORT}": True,
    "127.0.0.1": False,
    f"127.0.0.1:{PORT + 1}": False,
    f"evil.example:{PORT}": False,
    f"127.0.0.1.evil.example:{PORT}": False,
    f"[::1]:{PORT}": False,
    f"0.0.0.0:{PORT}": False,
    f"127.1:{PORT}": False,
    f"127.0.0.1:{PORT}@evil.example": False,
    f"evil.example@127.0.0.1:{PORT}": False,
    f"127.0.0.1:{PORT}.": False,
    f"LOCALHOST.:{PORT}": False,
    "": False,
}
ORIGINS = (
    None,
    "own",
    "null",
    "http://evil.example",
    f"http://127.0.0.1:{PORT + 1}",
    f"https://127.0.0.1:{PORT}",
    f"http://127.0.0.1:{PORT}.evil.example",
    f"http://evil.example:{PORT}",
    "file://",
    "",
)
SITES = {None: True, "same-origin": True, "none": True, "same-site": False, "cross-site": False,
         "": False, "same-origin, none": False}  # fmt: skip
COOKIES = {"right": True, "among odd ones": True, "none": False, "wrong": False, "empty": False,
           "other name": False, "quoted": False}  # fmt: skip
ASKED = {
    ("GET", "/"): True,
    ("GET", "/config"): True,
    ("GET", "/assets/index-a1.js"): True,
    ("POST", "/gradio_api/queue/join"): True,
    ("POST", "/gradio_api/run/predict"): True,
    ("GET", "/gradio_api/heartbeat/abc"): True,
    ("POST", "/"): False,
    ("DELETE", "/"): False,
    ("OPTIONS", "/gradio_api/queue/join"): False,
    ("GET", "/gradio_api/queue/join"): False,
    ("GET", "/gradio_api/proxy=http://evil.example/"): False,
    ("GET", "/gradio_api/run/predict"): False,
    ("POST", "/gradio_api/run/other"): False,
    ("POST", "/login"): False,
    ("GET", "/gradio_api/token"): False,
    ("GET", "/monitoring"): False,
    ("POST", "/gradio_api/vibe-edit"): False,
    ("GET", "/assets/../config"): False,
    ("GET", "//config"): False,
}


@settings(max_examples=500, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    host=st.sampled_from(list(HOSTS)),
    own_origin=st.sampled_from(ORIGINS),
    site=st.sampled_from(list(SITES)),
    cookie=st.sampled_from(list(COOKIES)),
    asked=st.sampled_from(list(ASKED)),
    nearly_right=st.sets(st.sampled_from(["host", "origin", "site", "cookie", "asked"])),
)
def test_of_500_requests_only_those_right_in_everything_come_in(
    host: str, own_origin: str | None, site: str | None, cookie: str,
    asked: tuple[str, str], nearly_right: set[str],
) -> None:  # fmt: skip
    if "host" in nearly_right:
        host = f"127.0.0.1:{PORT}"
    if "origin" in nearly_right:
        own_origin = "own"
    site = "same-origin" if "site" in nearly_right else site
    cookie = "right" if "cookie" in nearly_right else cookie
    asked = ("POST", "/gradio_api/queue/join") if "asked" in nearly_right else asked

    inside = Inside()
    guard = Guard(inside, Uploads(Path("/nowhere")), PORT)
    right = _right_cookie(guard)
    origin = f"http://{host}" if own_origin == "own" else own_origin
    headers = [("host", host)]
    headers += [("origin", origin)] if origin is not None else []
    headers += [("sec-fetch-site", site)] if site is not None else []
    headers += _cookie_headers(cookie, right)
    status = _ask(guard, *asked, headers)

    fits = origin is None or origin == f"http://{host}"
    welcome = HOSTS[host] and fits and SITES[site] and COOKIES[cookie] and ASKED[asked]
    assert (status, inside.reached) == ((200, True) if welcome else (403, False))


def _right_cookie(guard: Guard) -> str:
    """The cookie that the guard gives for its own token."""
    said: list[Message] = []

    async def send(message: Message) -> None:
        said.append(message)

    async def receive() -> Message:
        raise AssertionError("nothing is read of a request for the cookie")

    scope: Scope = {
        "type": "http", "method": "GET", "path": "/", "raw_path": b"/",
        "query_string": f"t={guard.token}".encode(),
        "headers": [(b"host", f"127.0.0.1:{PORT}".encode())],
    }  # fmt: skip
    asyncio.run(guard(scope, receive, send))
    line: bytes = dict(said[0]["headers"])[b"set-cookie"]
    return line.decode().split(";")[0]


def _cookie_headers(kind: str, right: str) -> list[tuple[str, str]]:
    name, value = right.split("=", 1)
    return {
        "right": [("cookie", f"theme=dark; {right}")],
        "none": [],
        "wrong": [("cookie", f"{name}={value[:-1]}~")],
        "empty": [("cookie", f"{name}=")],
        "other name": [("cookie", f"quire={value}")],
        "quoted": [("cookie", f'{name}="{value}"')],
        "among odd ones": [("cookie", f'a"=\x7f;{name}=x; b@={{}}; {right}'), ("cookie", "c")],
    }[kind]


def test_a_host_or_an_origin_given_twice_is_refused() -> None:
    guard = Guard(Inside(), Uploads(Path("/nowhere")), PORT)
    cookie = ("cookie", _right_cookie(guard))
    host = ("host", f"127.0.0.1:{PORT}")
    origin = ("origin", f"http://127.0.0.1:{PORT}")
    assert _ask(guard, "GET", "/config", [host, cookie]) == 200
    assert _ask(guard, "GET", "/config", [host, host, cookie]) == 403
    assert _ask(guard, "GET", "/config", [host, origin, origin, cookie]) == 403
    assert _ask(guard, "GET", "/config", [cookie]) == 403


# ── the token and the cookie ───────────────────────────────────────────────────────────────


def test_the_token_is_new_at_each_start_and_is_not_the_cookie(tmp_path: Path) -> None:
    guards = [Guard(Inside(), Uploads(tmp_path), PORT) for _ in range(2)]
    secrets = [guard.token for guard in guards]
    secrets += [_right_cookie(guard).split("=", 1)[1] for guard in guards]
    assert len(set(secrets)) == 4


def test_the_link_sets_a_strict_cookie_and_leads_away_from_the_token(served: Served) -> None:
    host = served.headers["Host"]
    reply = say(served.server.port, f"GET /?{served.address.split('?')[1]}", {"Host": host})
    assert reply.status == 303
    assert reply.header("location") == "/"
    _, *attributes = reply.header("set-cookie").split("; ")
    assert attributes == ["HttpOnly", "SameSite=Strict", "Path=/"]
    assert reply.header("cache-control") == "no-store"


def test_a_link_followed_from_another_site_is_led_on_by_a_page_of_ours(served: Served) -> None:
    query = served.address.split("?")[1]
    elsewhere = {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate"}
    headers = {"Host": served.headers["Host"]} | elsewhere
    reply = say(served.server.port, f"GET /?{query}", headers)
    assert reply.status == 200
    assert b'http-equiv="refresh"' in reply.body
    no_navigation = headers | {"Sec-Fetch-Mode": "no-cors"}
    assert say(served.server.port, f"GET /?{query}", no_navigation).status == 403


@pytest.mark.parametrize("query", ["", "?t=", "?t=x", "?t=%00", "?t=%C3%A9"])
def test_without_the_token_nobody_is_let_in(served: Served, query: str) -> None:
    reply = say(served.server.port, f"GET /{query}", {"Host": served.headers["Host"]})
    assert (reply.status, reply.header("set-cookie")) == (403, "")
    assert b"was not let in" in reply.body


def test_a_request_without_the_cookie_gets_nothing_of_any_route(served: Served) -> None:
    stranger = {"Host": served.headers["Host"]}
    for route in ROUTES:
        path = {r"/theme\.css": "/theme.css"}.get(route.pattern, "/config")
        assert say(served.server.port, f"{route.method} {path}", stranger).status == 403


def test_a_program_of_another_user_gets_nothing_even_with_the_cookie(served: Served) -> None:
    if not sys.platform.startswith("linux") or os.geteuid() != 0:
        pytest.skip("only root can run a program as another user")
    client = """
import http.client, json, os, sys
for user in (0, 65534):
    os.setuid(user)
    line = http.client.HTTPConnection("127.0.0.1", int(sys.argv[1]), timeout=20)
    line.request("GET", "/config", headers=json.loads(sys.argv[2]))
    print(line.getresponse().status)
"""
    arguments = [str(served.server.port), json.dumps(served.headers)]
    done = subprocess.run(
        [sys.executable, "-c", client, *arguments], capture_output=True, text=True, check=True
    )
    assert done.stdout.split() == ["200", "403"]


def test_the_system_tells_whose_each_end_is() -> None:
    if not sys.platform.startswith("linux"):
        pytest.skip("only Linux tells")
    with socket.create_server(("127.0.0.1", 0)) as listening:
        server = listening.getsockname()
        peers = Peers(server[1])
        peers.try_out()
        listening.accept()[0].close()
        with socket.create_connection(server) as line, listening.accept()[0]:
            client = line.getsockname()
            assert user_of(client, server) == os.geteuid()
            assert user_of(client, ("127.0.0.1", server[1] ^ 1)) is None
            assert peers.is_welcome(client)
            assert not peers.is_welcome(("127.0.0.1", client[1] ^ 1))
            assert not peers.is_welcome(None)
        with socket.socket(socket.AF_INET6) as line:
            line.connect((f"::ffff:{server[0]}", server[1]))
            with listening.accept()[0] as accepted:
                assert user_of(accepted.getpeername(), server) == os.geteuid()
        assert user_of(client, server) is None  # given up


def test_where_the_system_does_not_tell_everybody_is_as_welcome_as_before(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        monkeypatch.setattr("desktop.web.peers.sys.platform", "elsewhere")
        peers = Peers(listening.getsockname()[1])
        peers.try_out()
        assert peers.is_welcome(("127.0.0.1", 1))


# ── paths ──────────────────────────────────────────────────────────────────────────────────


@given(st.text(max_size=30))
def test_a_path_means_the_same_however_often_it_is_decoded(text: str) -> None:
    plain = decoded_path(b"/" + quote(text).encode())
    if plain is not None:
        assert decoded_path(b"/" + quote(quote(text)).encode()) in {None, plain}


def test_a_forbidden_path_stays_forbidden_in_other_spellings(tmp_path: Path) -> None:
    for path in ("/gradio_api/token", "/login", "/monitoring", "/gradio_api/proxy=x"):
        for spelled in _spellings(path):
            decoded = decoded_path(spelled.encode("latin-1"))
            assert decoded is None or route_for("GET", decoded, tmp_path) is None, spelled


def _spellings(path: str) -> Iterator[str]:
    yield path
    yield path + "/"
    yield path + "%2f"
    yield path + "%00"
    yield path + ";a=b"
    yield "/" + path
    yield "/assets/.." + path
    yield "/assets/%2e%2e" + path
    yield "/assets/%252e%252e" + path
    yield path.replace("/", "%2f")
    yield path.replace("/", "%252f")
    yield path.replace("/", "\\")
    yield path.upper()
    yield "".join(f"%{ord(letter):02x}" for letter in path)


def test_the_query_that_loads_stored_states_does_not_reach_gradio(served: Served) -> None:
    assert b'"deep_link_state":"none"' in served.get("/?deep_link=abc").body.replace(b" ", b"")


# ── files ──────────────────────────────────────────────────────────────────────────────────


def _addresses(uploads: Path) -> list[str]:
    """A hundred and more ways of writing an address where a file's path belongs."""
    host = "look-me-up.example"
    ways = [f"{scheme}://{host}/x.png" for scheme in ("http", "https", "ftp", "HTTP", "hTTps")]
    ways += [f"http:/{host}/x", f"http:{host}", f"//{host}/x", f"///{host}/x", f"\\\\{host}\\x"]
    ways += [f"/http://{host}/x", f"file://{host}/x", f" http://{host}/x", f"\thttp://{host}/x"]
    ways += [f"http://{host}:80/x", f"http://a@{host}/x", f"http://{host}?x", f"http://{host}#x"]
    once = [quote(way, safe="") for way in ways] + [quote(way, safe=":/") for way in ways]
    twice = [quote(way, safe="") for way in once]
    everything = ["".join(f"%{byte:02X}" for byte in way.encode()) for way in ways]
    partly = [f"%{ord(way[0]):02x}{way[1:]}".replace("/", "%2f", 1) for way in ways]
    behind_ours = [f"{uploads}/../{way}" for way in ways] + [f"{uploads}/{way}" for way in ways]
    every = dict.fromkeys([*ways, *once, *twice, *everything, *partly, *behind_ours])
    return [way for way in every if not any(ord(letter) < 33 for letter in way)]


class LookUps:
    """Sees, and refuses, the names that this process looks up from now on."""

    def __init__(self) -> None:
        self.seen: list[str] = []
        self.counting = True
        sys.addaudithook(self._see)

    def _see(self, event: str, arguments: tuple[object, ...]) -> None:
        if not self.counting or event not in {"socket.getaddrinfo", "socket.gethostbyname"}:
            return
        if arguments[0] not in {"127.0.0.1", b"127.0.0.1"}:
            self.seen.append(f"{event} {arguments[0]!r}")
            raise OSError("no look-ups in this test")


@pytest.fixture
def look_ups() -> Iterator[LookUps]:
    seen = LookUps()
    yield seen
    seen.counting = False  # a hook cannot be taken away again


def test_a_hundred_addresses_instead_of_a_file_are_never_looked_up(
    served: Served, look_ups: LookUps
) -> None:
    addresses = _addresses(served.uploads)
    assert len(addresses) >= 100
    prefixes = ("/gradio_api/file=", "/gradio_api/file/", "/gradio_api/file%3D", "/file=")
    statuses = {served.get(prefix + way).status for way in addresses for prefix in prefixes}
    assert (statuses, look_ups.seen) == ({403}, [])


def test_without_the_guard_such_an_address_would_be_looked_up(
    tmp_path: Path, look_ups: LookUps
) -> None:
    application = small_page(tmp_path)
    path = "/gradio_api/file=http://look-me-up.example/x.png"
    scope: Scope = {
        "type": "http", "http_version": "1.1", "scheme": "http", "method": "GET",
        "path": path, "raw_path": path.encode(), "root_path": "", "query_string": b"",
        "headers": [(b"host", b"127.0.0.1:1")], "client": ("127.0.0.1", 1),
        "server": ("127.0.0.1", 1),
    }  # fmt: skip

    async def receive() -> Message:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: Message) -> None:
        return None

    async def ask() -> None:
        await application(scope, receive, send)

    with contextlib.suppress(Exception):
        asyncio.run(ask())
    assert look_ups.seen


def test_only_files_below_the_upload_folder_are_served(served: Served, tmp_path: Path) -> None:
    folder = served.uploads / "abc"
    folder.mkdir()
    ours = folder / "page 1.png"
    ours.write_bytes(b"picture")
    secret = tmp_path / "secret.txt"
    secret.write_text("secret")
    (folder / "link.png").symlink_to(secret)

    def status(path: str) -> int:
        return served.get("/gradio_api/file=" + quote(path)).status

    assert served.get("/gradio_api/file=" + quote(str(ours))).body == b"picture"
    assert status(str(secret)) == 403
    assert status(str(folder / "link.png")) == 403
    assert status(f"{folder}/../../secret.txt") == 403
    assert status(str(folder)) == 403
    assert status(str(folder / "absent.png")) == 403
    assert status("abc/page 1.png") == 403
    assert status("/etc/passwd") == 403


# ── Gradio's own routes ────────────────────────────────────────────────────────────────────

# What Gradio 6.31 answers, and our page's part of it. A route that is in neither list fails the
# test: whoever raises Gradio's version looks at it, and puts it into one of the two.
LET_IN = """
GET /
HEAD /
GET /assets/{path:path}
GET /config
GET /favicon.ico
POST /gradio_api/cancel
POST /gradio_api/component_server
POST /gradio_api/component_server/
GET /gradio_api/heartbeat/{session_hash}
GET /gradio_api/info
GET /gradio_api/queue/data
POST /gradio_api/queue/join
POST /gradio_api/reset
POST /gradio_api/run/{api_name}
GET /gradio_api/startup-events
POST /gradio_api/upload
GET /gradio_api/upload_progress
GET /manifest.json
GET /static/{path:path}
GET /theme.css
"""
ONLY_OUR_FILES = "GET /gradio_api/file={path_or_url:path}"
KEPT_OUT = """
GET /config/
POST /gradio_api/api/{api_name}
POST /gradio_api/api/{api_name}/
GET /gradio_api/app_id
GET /gradio_api/app_id/
POST /gradio_api/call/v2/{api_name}
POST /gradio_api/call/v2/{api_name}/
GET /gradio_api/call/v2/{api_name}/{event_id}
POST /gradio_api/call/{api_name}
POST /gradio_api/call/{api_name}/
GET /gradio_api/call/{api_name}/{event_id}
GET /gradio_api/custom_component/{id}/{environment}/{type}/{file_name}
GET /gradio_api/deep_link
GET /gradio_api/dev/reload
GET /gradio_api/file/{path:path}
HEAD /gradio_api/file={path_or_url:path}
GET /gradio_api/info/
GET /gradio_api/login_check
GET /gradio_api/login_check/
GET /gradio_api/openapi.json
POST /gradio_api/process_recording
GET /gradio_api/proxy={url_path:path}
HEAD /gradio_api/proxy={url_path:path}
GET /gradio_api/queue/status
POST /gradio_api/reset/
POST /gradio_api/run/{api_name}/
GET /gradio_api/runs
GET /gradio_api/runs/
POST /gradio_api/stream/{event_id}
POST /gradio_api/stream/{event_id}/close
GET /gradio_api/stream/{session_hash}/{run}/{component_id}/playlist-file
GET /gradio_api/stream/{session_hash}/{run}/{component_id}/playlist.m3u8
GET /gradio_api/stream/{session_hash}/{run}/{component_id}/{segment_id}.{ext}
GET /gradio_api/theme.css
GET /gradio_api/token
GET /gradio_api/token/
POST /gradio_api/undo-vibe-edit
POST /gradio_api/undo-vibe-edit/
GET /gradio_api/user
GET /gradio_api/user/
GET /gradio_api/vibe-code
POST /gradio_api/vibe-code
GET /gradio_api/vibe-code/
POST /gradio_api/vibe-code/
POST /gradio_api/vibe-edit
POST /gradio_api/vibe-edit/
POST /gradio_api/vibe-starter-queries
POST /gradio_api/vibe-starter-queries/
POST /login
POST /login/
GET /logout
GET /monitoring
GET /monitoring/summary
GET /monitoring/{key}
GET /openapi.json
HEAD /openapi.json
GET /pwa_icon
GET /pwa_icon/{size}
GET /robots.txt
GET /svelte/{path:path}
"""


def _lines(text: str) -> set[str]:
    return set(text.strip().splitlines())


def test_every_route_of_gradio_is_let_in_or_kept_out_on_purpose(tmp_path: Path) -> None:
    table = gradios_routes(tmp_path)
    assert table == _lines(LET_IN) | _lines(KEPT_OUT) | {ONLY_OUR_FILES}
    assert {line for line in table if _is_let_in(line, tmp_path)} == _lines(LET_IN)


def _is_let_in(line: str, uploads: Path) -> bool:
    method, template = line.split(" ")
    path = template.replace("{api_name}", "predict")
    path = re.sub(r"\{\w+(:path)?\}", "abc", path)
    return route_for(method, path, uploads) is not None


def test_nothing_is_let_in_that_gradio_does_not_have(tmp_path: Path) -> None:
    templates = {line for line in gradios_routes(tmp_path) if _is_let_in(line, tmp_path)}
    for route in ROUTES:
        if route.pattern != "/quire/ready":
            assert any(
                route.takes(line.split(" ")[0], re.sub(r"\{\w+(:path)?\}", "abc", path))
                for line in templates
                for path in [line.split(" ")[1].replace("{api_name}", "predict")]
            ), route
