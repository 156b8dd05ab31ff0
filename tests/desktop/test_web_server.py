from __future__ import annotations

import http.client
import logging
import os
import socket
import stat
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlsplit

import psutil
import pytest

from desktop.errors import BadInput
from desktop.web import PageServer, Starting, open_browser
from desktop.web.messages import Application, Message, Receive, Scope, Send
from tests.desktop.page import small_page
from tests.desktop.wire import let_in, say

ROOT = Path(__file__).parents[2]


async def _plain(scope: Scope, receive: Receive, send: Send) -> None:
    """An application that lives as ASGI has it, and answers every request with one word."""
    if scope["type"] == "lifespan":
        await receive()
        await send({"type": "lifespan.startup.complete"})
        await receive()
        await send({"type": "lifespan.shutdown.complete"})
        return
    headers = [(b"content-type", b"text/plain"), (b"content-length", b"8")]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": b"the page"})


@pytest.fixture(scope="module")
def application(tmp_path_factory: pytest.TempPathFactory) -> tuple[Application, Path]:
    uploads = tmp_path_factory.mktemp("home") / "uploads"
    return small_page(uploads), uploads


@pytest.fixture
def server(application: tuple[Application, Path]) -> Iterator[PageServer]:
    serving = PageServer(*application)
    yield serving
    serving.stop()


# ── where it listens, and how long it lives ────────────────────────────────────────────────


def test_it_listens_on_loopback_and_nowhere_else(server: PageServer) -> None:
    def listening() -> set[tuple[object, ...]]:
        connections = psutil.Process().net_connections("inet")
        return {tuple(line.laddr) for line in connections if line.status == psutil.CONN_LISTEN}

    before = listening()
    server.start()
    assert listening() - before == {("127.0.0.1", server.port)}


def test_a_port_that_is_taken_is_named_in_a_sentence(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        with pytest.raises(BadInput, match=f"Port {port} cannot be used .* --port"):
            PageServer(_plain, tmp_path / "uploads", port).start()


def test_the_same_port_can_be_taken_again_at_once(tmp_path: Path) -> None:
    first = PageServer(_plain, tmp_path / "uploads")
    let_in(first.start())
    first.stop()
    again = PageServer(_plain, tmp_path / "uploads", first.port)
    address = again.start()
    let_in(address)
    again.stop()
    assert urlsplit(address).port == first.port


def test_it_ends_within_two_seconds_though_a_page_is_listening(server: PageServer) -> None:
    headers = let_in(server.start())
    lines = []
    for path in ("heartbeat/abc", "queue/data?session_hash=abc", "heartbeat/def"):
        line = http.client.HTTPConnection("127.0.0.1", server.port, timeout=20)
        line.request("GET", f"/gradio_api/{path}", headers=headers)
        lines.append(line)
    assert lines[0].getresponse().read(6) == b"data: "
    begun = time.monotonic()
    server.stop()
    took = time.monotonic() - begun
    for line in lines:
        line.close()
    alive = [thread.name for thread in threading.enumerate() if thread.name == "page-server"]
    assert (took < 2.1, alive) == (True, []), took


def test_stopping_twice_or_before_the_start_does_no_harm(tmp_path: Path) -> None:
    serving = PageServer(_plain, tmp_path / "uploads")
    serving.stop()
    serving.start()
    serving.stop()
    serving.stop()


def test_nothing_of_the_token_is_written_anywhere(
    server: PageServer, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    with caplog.at_level(logging.DEBUG):
        address = server.start()
        headers = let_in(address)
        say(server.port, f"GET /?{urlsplit(address).query}", headers | {"Host": "evil.example"})
        say(server.port, "POST /gradio_api/queue/join", headers, [b"{"])
    captured = capfd.readouterr()
    written = caplog.text + captured.out + captured.err
    secrets = (urlsplit(address).query[2:], headers["Cookie"].split("=")[1])
    assert not [secret for secret in secrets if secret in written]


@pytest.mark.parametrize("debug", [False, True])
def test_a_failure_inside_shows_a_traceback_only_where_one_was_asked_for(
    debug: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    async def failing(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            raise ValueError("something inside")
        await _plain(scope, receive, send)

    monkeypatch.delenv("QUIRE_DEBUG", raising=False)
    if debug:
        monkeypatch.setenv("QUIRE_DEBUG", "1")
    serving = PageServer(failing, tmp_path / "uploads")
    headers = let_in(serving.start())
    status = say(serving.port, "GET /config", headers).status
    serving.stop()
    assert (status, "something inside" in caplog.text) == (500, debug)


@pytest.mark.parametrize(
    "proxy",
    [
        {"HTTP_PROXY": "http://127.0.0.1:9"},
        {"http_proxy": "http://127.0.0.1:9", "https_proxy": "http://127.0.0.1:9"},
        {"ALL_PROXY": "socks5://127.0.0.1:9"},
        {"HTTP_PROXY": "http://proxy.example:3128", "NO_PROXY": ""},
        {"HTTP_PROXY": "not an address"},
    ],
    ids=["upper case", "lower case", "socks", "by name", "nonsense"],
)
def test_it_starts_whatever_proxy_is_set(
    application: tuple[Application, Path], proxy: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in proxy.items():
        monkeypatch.setenv(name, value)
    serving = PageServer(*application)
    headers = let_in(serving.start())
    status = say(serving.port, "GET /", headers).status
    serving.stop()
    assert status == 200


# ── while the page is being made ───────────────────────────────────────────────────────────


def test_a_page_of_ours_answers_until_the_real_one_is_made(tmp_path: Path) -> None:
    go_on = threading.Event()

    def build() -> Application:
        go_on.wait(20)
        return _plain

    serving = PageServer(Starting(build), tmp_path / "uploads")
    headers = let_in(serving.start())
    waiting = say(serving.port, "GET /", headers)
    asked = say(serving.port, "GET /config", headers)
    go_on.set()
    told = say(serving.port, "GET /quire/ready", headers)
    ready = say(serving.port, "GET /", headers)
    serving.stop()
    assert b"Quire is starting" in waiting.body
    assert (waiting.status, asked.status, told.status) == (200, 503, 204)
    assert (ready.status, ready.body) == (200, b"the page")


def test_a_page_that_cannot_be_made_is_said_and_kept(tmp_path: Path) -> None:
    def build() -> Application:
        raise ValueError("a component is wrong")

    starting = Starting(build)
    serving = PageServer(starting, tmp_path / "uploads")
    headers = let_in(serving.start())
    told = say(serving.port, "GET /quire/ready", headers)
    serving.stop()
    assert (told.status, b"--debug" in told.body) == (500, True)
    assert isinstance(starting.error, ValueError)


def test_it_stops_while_the_page_is_still_being_made(tmp_path: Path) -> None:
    go_on = threading.Event()

    def build() -> Application:
        go_on.wait(20)
        return _plain

    serving = PageServer(Starting(build), tmp_path / "uploads")
    serving.start()
    begun = time.monotonic()
    serving.stop()
    took = time.monotonic() - begun
    go_on.set()
    assert took < 2.1


def test_the_page_begins_and_ends_its_life_with_the_server(tmp_path: Path) -> None:
    said: list[str] = []

    async def living(scope: Scope, receive: Receive, send: Send) -> None:
        async def heard() -> Message:
            message = await receive()
            said.append(message["type"])
            return message

        await _plain(scope, heard if scope["type"] == "lifespan" else receive, send)

    serving = PageServer(Starting(lambda: living), tmp_path / "uploads")
    headers = let_in(serving.start())
    say(serving.port, "GET /quire/ready", headers)
    serving.stop()
    assert said == ["lifespan.startup", "lifespan.shutdown"]


def test_what_takes_long_waits_until_the_page_asks_its_first_question(tmp_path: Path) -> None:
    begun = threading.Event()
    calls: list[float] = []

    def then() -> None:
        calls.append(time.monotonic())
        begun.set()

    serving = PageServer(Starting(lambda: _plain, then), tmp_path / "uploads")
    headers = let_in(serving.start())
    say(serving.port, "GET /quire/ready", headers)
    say(serving.port, "GET /", headers)
    before = list(calls)
    for _ in range(2):
        say(serving.port, "POST /gradio_api/component_server", headers)
    assert begun.wait(5)
    serving.stop()
    assert (before, len(calls)) == ([], 1)


def test_what_takes_long_begins_though_no_page_comes(tmp_path: Path) -> None:
    begun = threading.Event()
    serving = PageServer(Starting(lambda: _plain, begun.set), tmp_path / "uploads")
    serving.start()
    assert begun.wait(10)
    serving.stop()


# ── what is imported, and the browser ──────────────────────────────────────────────────────


def _lines_of(code: str, **environment: str) -> list[str]:
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, env=os.environ | environment, text=True,
        capture_output=True, check=True,
    )  # fmt: skip
    return done.stdout.split()


def test_the_server_is_there_before_gradio_is() -> None:
    code = """
import sys, desktop.web, desktop.ui.mount, desktop.window
heavy = ("gradio", "pandas", "webview", "PySide6", "torch")
print(*[name for name in heavy if name in sys.modules])
"""
    assert _lines_of(code) == []


def test_gradio_is_imported_without_rewriting_its_own_files(tmp_path: Path) -> None:
    code = f"""
import pathlib, sys
opened = []
sys.addaudithook(lambda event, about: opened.append(about) if event == "open" else None)
from desktop.ui.mount import prepare_gradio
print(*prepare_gradio(pathlib.Path({str(tmp_path)!r})))
import gradio
print(len([1 for path, *_ in opened if str(path).endswith(".pyi")]))
print(gradio.utils.get_upload_folder())
"""
    lines = _lines_of(code, GRADIO_SHARE="True", GRADIO_ALLOWED_PATHS="/")
    assert lines == ["GRADIO_ALLOWED_PATHS", "GRADIO_SHARE", "0", str(tmp_path)]


def test_the_browser_is_opened_without_the_token_in_the_list_of_processes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[str] = []
    monkeypatch.setattr("webbrowser.open", _remember(opened))
    address = "http://127.0.0.1:1234/?t=secret"
    assert open_browser(address, tmp_path / "home")
    (link,) = opened
    file = Path(urlsplit(link).path)
    assert "secret" not in link
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert address in file.read_text()


def _remember(opened: list[str]) -> Callable[[str], bool]:
    def open_it(address: str) -> bool:
        opened.append(address)
        return True

    return open_it
