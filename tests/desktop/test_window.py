"""The window, real: Qt under an X server without a screen."""

from __future__ import annotations

import contextlib
import ctypes
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest

from desktop.web import PageServer
from desktop.web.messages import Receive, Scope, Send
from desktop.window import Window, open_window
from desktop.window_place import WindowPlace
from tests.desktop.displaying import needs_xdotool

ROOT = Path(__file__).parents[2]

pytestmark = [
    pytest.mark.screen,
    pytest.mark.skipif(not sys.platform.startswith("linux"), reason="Xvfb is for Linux"),
]


class Shown:
    """A page that knows what was asked of it, and whose words a test chooses."""

    def __init__(self) -> None:
        self.words = "<title>Shown</title><p>The page</p>"
        self.asked: list[str] = []

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            for _ in range(2):
                kind = (await receive())["type"]
                await send({"type": f"{kind}.complete"})
            return
        self.asked.append(scope["path"])
        headers = [(b"content-type", b"text/html; charset=utf-8")]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        page = f"<!doctype html><html><head></head><body>{self.words}</body></html>"
        await send({"type": "http.response.body", "body": page.encode()})


@pytest.fixture
def page() -> Shown:
    return Shown()


@pytest.fixture
def address(page: Shown, tmp_path: Path) -> Iterator[str]:
    server = PageServer(page, tmp_path / "uploads")
    yield server.start()
    server.stop()


def _engines() -> list[psutil.Process]:
    """The processes of the window: its own, and those of its engine."""
    found = []
    for process in psutil.Process().children(recursive=True):
        with contextlib.suppress(psutil.Error):
            line = " ".join(process.cmdline())
            if "QtWebEngineProcess" in line or "spawn_main" in line:
                found.append(process)
    return found


def _until(condition: Callable[[], bool], seconds: float = 20) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "it did not come about in time"
        time.sleep(0.02)


class _ClientMessage(ctypes.Structure):
    """Xlib's XClientMessageEvent, with room for the longest event."""

    _fields_ = (
        ("kind", ctypes.c_int), ("serial", ctypes.c_ulong), ("sent", ctypes.c_int),
        ("display", ctypes.c_void_p), ("window", ctypes.c_ulong), ("message", ctypes.c_ulong),
        ("format", ctypes.c_int), ("data", ctypes.c_long * 5), ("room", ctypes.c_long * 24),
    )  # fmt: skip


def _close_by_hand(display: str, title: str) -> None:
    """Ask the window to close, as a window manager does when its cross is clicked."""
    found = subprocess.run(
        ["xdotool", "search", "--sync", "--onlyvisible", "--name", f"^{title}$"],
        env=os.environ | {"DISPLAY": display}, check=True, timeout=20, capture_output=True,
    )  # fmt: skip
    xlib = ctypes.CDLL("libX11.so.6")
    xlib.XOpenDisplay.restype = ctypes.c_void_p
    xlib.XInternAtom.argtypes = [ctypes.c_void_p, ctypes.c_char_p, ctypes.c_int]
    xlib.XInternAtom.restype = ctypes.c_ulong
    line = ctypes.c_void_p(xlib.XOpenDisplay(display.encode()))
    protocols = xlib.XInternAtom(line, b"WM_PROTOCOLS", 0)
    deleting = xlib.XInternAtom(line, b"WM_DELETE_WINDOW", 0)
    for number in map(int, found.stdout.split()):
        message = _ClientMessage(33, 0, 1, None, number, protocols, 32)
        message.data[0] = deleting
        xlib.XSendEvent(line, ctypes.c_ulong(number), 0, ctypes.c_long(0), ctypes.byref(message))
    xlib.XCloseDisplay(line)


# ── opening and closing ────────────────────────────────────────────────────────────────────


@needs_xdotool
def test_the_window_shows_the_page_and_closing_it_ends_every_process(
    on_display: str, page: Shown, address: str, tmp_path: Path
) -> None:
    closed: list[bool] = []
    seen: list[psutil.Process] = []

    def look_and_close() -> None:
        try:
            _until(lambda: "/" in page.asked)
            seen.extend(_engines())
            _close_by_hand(on_display, "Quire by hand")
        except BaseException:
            for process in _engines():  # or the test would wait for ever
                process.kill()
            raise

    looking = threading.Thread(target=look_and_close)
    looking.start()
    opened = open_window(
        address, "Quire by hand", lambda: closed.append(True), tmp_path / "window.json"
    )
    looking.join()
    assert (opened, closed, len(seen) > 2) == (True, [True], True)
    _until(lambda: not [process for process in seen if process.is_running()], 5)
    assert _engines() == []


def test_a_window_closed_from_here_is_gone_with_its_processes(
    on_display: str, page: Shown, address: str, tmp_path: Path
) -> None:
    window = Window(address, "Quire", tmp_path / "window.json")
    assert window.open(), window.problem
    _until(lambda: "/" in page.asked)
    window.to_front()
    window.close()
    _until(lambda: not _engines(), 5)
    window.close()


def test_the_window_remembers_where_it_stood(on_display: str, address: str, tmp_path: Path) -> None:
    place = tmp_path / "window.json"
    WindowPlace(900, 640, 200, 120).save(place)
    window = Window(address, "Quire", place)
    assert window.open(), window.problem
    window.close()
    assert WindowPlace.load(place) == WindowPlace(900, 640, 200, 120)


@needs_xdotool
def test_a_window_that_was_moved_opens_where_it_was_moved_to(
    on_display: str, address: str, tmp_path: Path
) -> None:
    place = tmp_path / "window.json"
    for moved_by in (60, 120):
        window = Window(address, "Quire moved", place)
        assert window.open(), window.problem
        environment = os.environ | {"DISPLAY": on_display}
        found = ["xdotool", "search", "--sync", "--name", "^Quire moved$"]
        changes = ["windowsize", "--sync", str(800 + moved_by), "600", "windowmove", "--sync"]
        subprocess.run(
            [*found, *changes, str(moved_by), str(moved_by)], env=environment, check=True
        )
        time.sleep(0.3)
        window.close()
        expected = WindowPlace(800 + moved_by, 600, moved_by, moved_by)
        assert WindowPlace.load(place) == expected


@needs_xdotool
def test_what_the_page_gives_to_save_is_saved_where_the_person_says(
    on_display: str, page: Shown, address: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    (tmp_path / "Downloads").mkdir()
    page.words = (
        "<a id=save download='talk.md'>Save</a><script>"
        "save.href = URL.createObjectURL(new Blob(['what was said']));"
        "setTimeout(() => save.click(), 300);</script>"
    )
    window = Window(address, "Quire", tmp_path / "window.json")
    assert window.open(), window.problem
    environment = os.environ | {"DISPLAY": on_display}
    subprocess.run(
        ["xdotool", "search", "--sync", "--onlyvisible", "--name", "^Save$"],
        env=environment, check=True, timeout=20, stdout=subprocess.DEVNULL,
    )  # fmt: skip
    saved = tmp_path / "Downloads" / "talk.md"

    def pressed() -> bool:
        subprocess.run(["xdotool", "key", "Return"], env=environment, check=True, timeout=20)
        time.sleep(0.3)
        return saved.exists() and saved.stat().st_size > 0

    _until(pressed)
    window.close()
    assert saved.read_text() == "what was said"


# ── where none can open ────────────────────────────────────────────────────────────────────


def test_without_a_display_it_says_so_at_once(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.delenv("DISPLAY", raising=False)
    monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)
    begun = time.monotonic()
    window = Window("http://127.0.0.1:1/", "Quire", tmp_path / "window.json")
    assert (window.open(), window.problem) == (False, "There is no display.")
    assert time.monotonic() - begun < 0.1
    window.wait()
    window.close()


@pytest.mark.parametrize("broken", ["display", "platform", "library"])
def test_a_window_that_cannot_be_drawn_costs_nothing_but_the_window(
    on_display: str, broken: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    if broken == "display":
        monkeypatch.setenv("DISPLAY", ":9876")  # Qt ends its process over this
    elif broken == "platform":
        monkeypatch.setenv("QT_QPA_PLATFORM", "there-is-none")
    else:
        (tmp_path / "webview.py").write_text("raise ImportError('no engine')")
        monkeypatch.syspath_prepend(tmp_path)
    called: list[bool] = []
    place = tmp_path / "window.json"
    assert not open_window("http://127.0.0.1:1/", "Quire", lambda: called.append(True), place)
    assert (called, _engines()) == ([], [])


def test_when_the_program_is_killed_its_window_goes_too(
    on_display: str, address: str, tmp_path: Path
) -> None:
    code = f"""
import sys, time
from pathlib import Path
from desktop.window import Window
if __name__ == "__main__":
    window = Window({address!r}, "Quire", Path({str(tmp_path / "window.json")!r}))
    print(window.open(), flush=True)
    time.sleep(60)
"""
    script = tmp_path / "program.py"
    script.write_text(code)
    program = subprocess.Popen(
        [sys.executable, str(script)], env=os.environ | {"PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert program.stdout is not None
    assert program.stdout.readline() == "True\n"
    processes = _engines()
    assert len(processes) > 2
    program.send_signal(signal.SIGKILL)
    program.wait()
    program.stdout.close()
    _until(lambda: not [process for process in processes if process.is_running()], 10)


# ── what a page in it can reach ────────────────────────────────────────────────────────────


def test_the_window_reaches_nothing_but_its_page(
    on_display: str, page: Shown, address: str, tmp_path: Path
) -> None:
    came: list[bytes] = []
    with socket.create_server(("127.0.0.1", 0)) as elsewhere:
        port = elsewhere.getsockname()[1]

        def listen() -> None:
            with contextlib.suppress(OSError):
                while True:
                    line, _ = elsewhere.accept()
                    came.append(line.recv(100))
                    line.close()

        threading.Thread(target=listen, daemon=True).start()
        out = f"http://127.0.0.1:{port}"
        page.words = (
            f'<a id="a" href="{out}/link">x</a><a id="b" target="_blank" href="{out}/new">x</a>'
            f'<meta http-equiv="refresh" content="1; url={out}/refresh">'
            f'<a id="c" href="{out}/ping" ping="{out}/pinged">x</a><img src="{out}/picture">'
            '<a id="d" href="http://quire.example/">x</a><a id="e" href="file:///etc/hosts">x</a>'
            "<script>a.click(); b.click(); c.click(); d.click(); e.click();"
            f"window.open('{out}/opened'); location = '{out}/moved';"
            "setTimeout(() => fetch('/config'), 2000);</script>"
        )
        window = Window(address, "Quire", tmp_path / "window.json")
        assert window.open(), window.problem
        _until(lambda: "/config" in page.asked)  # the page is still there after all that
        window.close()
    assert came == []
