"""The window: pywebview in a child process of its own.

A child, because Qt ends its process when there is no display or a driver fails, which Python
cannot catch, and because the page is made in the meantime. The only file that imports pywebview.
Knows nothing of what the page shows.
"""

from __future__ import annotations

import contextlib
import os
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from desktop.window_place import LEAST_HEIGHT, LEAST_WIDTH, Area, WindowPlace
from indexer import Channel, Child, ChildError

_OPEN_SECONDS = 20.0
_CLOSE_SECONDS = 2.0
_ENGINE_SWITCHES = (
    # Nothing but loopback can be reached, whatever a page or the engine itself may want.
    "--proxy-server=http://127.0.0.1:9",
    "--proxy-bypass-list=127.0.0.1",
    "--force-webrtc-ip-handling-policy=disable_non_proxied_udp",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-domain-reliability",
    "--disable-sync",
    "--no-pings",
)
_WINDOWS_ENGINE_SWITCHES = (*_ENGINE_SWITCHES, "--disable-features=msSmartScreenProtection")

_ENDED = (
    "The window's engine ended before it showed anything: a library that it needs may be missing "
    "(the README lists them), or the display cannot be reached."
)


class Window:
    """A window on one address. Open it, wait for its end, bring it to the front, close it."""

    def __init__(self, address: str, title: str, place: Path) -> None:
        self._arguments = (address, title, str(place))
        self._child: Child | None = None
        self.problem = ""  # why it did not open; one sentence
        self.is_open = False

    def open(self) -> bool:
        """Open the window; False where none can be opened, and then nothing is left running."""
        if not may_have_display():
            self.problem = "There is no display."
            return False
        self._child = Child("desktop.window:show", *self._arguments)
        try:
            frame = self._child.receive(_OPEN_SECONDS)
            self.problem = str(frame.get("problem", ""))
        except ChildError:
            self.problem = _ENDED
        if self.problem:
            self._child.end()
        self.is_open = not self.problem
        return self.is_open

    def wait(self) -> None:
        """Return once the window is closed, its processes ended."""
        if self._child is None:
            return
        with contextlib.suppress(ChildError):
            while True:
                self._child.receive()
        self.is_open = False
        self._child.end()

    def to_front(self) -> None:
        """Bring the window before the others; nothing happens where it is not open."""
        if self.is_open:
            self._tell("front")

    def close(self) -> None:
        """Close the window from here, and end its processes."""
        self._tell("close")
        if self._child is not None:
            with contextlib.suppress(ChildError):
                self._child.receive(_CLOSE_SECONDS)
            self._child.end()

    def _tell(self, order: str) -> None:
        if self._child is not None:
            with contextlib.suppress(ChildError):
                self._child.send({"order": order})


def open_window(address: str, title: str, on_closed: Callable[[], None], place: Path) -> bool:
    """Open a window on the address and return once it is closed, after calling `on_closed`.

    Returns False, at once, where no window can be opened. `place` is the file that remembers
    where the window stood.
    """
    window = Window(address, title, place)
    if not window.open():
        return False
    try:
        window.wait()
    finally:
        on_closed()
    return True


def may_have_display() -> bool:
    """Whether it is worth trying: on Linux, whether a display is named."""
    if not sys.platform.startswith("linux"):
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


# ── in the child ────────────────────────────────────────────────────────────────────────────


def show(channel: Channel, address: str, title: str, place: str) -> None:
    """Show the window until it is closed. Runs in a child, on its main thread.

    Says why it cannot in a frame, so that no traceback reaches the person.
    """
    try:
        _show(channel, address, title, Path(place))
    except Exception as error:
        channel.send({"problem": f"The window cannot be drawn ({type(error).__name__}: {error})."})


def _show(channel: Channel, address: str, title: str, place: Path) -> None:
    _prepare_engine()
    import webview

    webview.settings["OPEN_EXTERNAL_LINKS_IN_BROWSER"] = False
    webview.settings["ALLOW_DOWNLOADS"] = not _uses_qt()  # on Qt by our own handler
    webview.settings["ALLOW_FILE_URLS"] = False
    kept = WindowPlace.load(place).within(_screens(webview))
    window: Any = webview.create_window(
        title,
        address,
        width=kept.width,
        height=kept.height,
        x=kept.x,
        y=kept.y,
        maximized=kept.maximized,
        min_size=(LEAST_WIDTH, LEAST_HEIGHT),
        text_select=True,
        zoomable=True,
    )
    window.events.before_show += lambda: _restrict(window, address)
    window.events.shown += lambda: channel.send({"shown": True})
    window.events.closing += lambda: _keep_place(window, place)
    threading.Thread(target=_obey, args=(channel, window), name="orders", daemon=True).start()
    webview.start(gui="qt" if _uses_qt() else None, private_mode=True, debug=False)
    # Qt's own taking down of a page that still loads can end in a crash; nothing is left to do.
    os._exit(0)


def _uses_qt() -> bool:
    return sys.platform.startswith("linux")


def _prepare_engine() -> None:
    if "PYWEBVIEW_LOG" not in os.environ:
        _silence()  # the engine grumbles about drivers and buses that it does not need
        os.environ["PYWEBVIEW_LOG"] = "ERROR"
    os.environ["QTWEBENGINE_CHROMIUM_FLAGS"] = " ".join(_ENGINE_SWITCHES)
    os.environ["WEBVIEW2_ADDITIONAL_BROWSER_ARGUMENTS"] = " ".join(_WINDOWS_ENGINE_SWITCHES)
    os.environ.pop("QTWEBENGINE_REMOTE_DEBUGGING", None)
    if _uses_qt():
        os.environ["PYWEBVIEW_GUI"] = "qt"
        os.environ.setdefault("QT_LOGGING_RULES", "*.debug=false;*.info=false")
        if os.geteuid() == 0:
            os.environ["QTWEBENGINE_DISABLE_SANDBOX"] = "1"  # Chromium has none for root


def _silence() -> None:
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 2)
    os.close(nowhere)


def _screens(webview: Any) -> list[Area]:
    return [Area(screen.x, screen.y, screen.width, screen.height) for screen in webview.screens]


def _keep_place(window: Any, path: Path) -> None:
    native = window.native
    if _uses_qt():
        usual = native.normalGeometry() if native.isMaximized() else native.geometry()
        x, y, maximized = native.x(), native.y(), native.isMaximized()
        place = WindowPlace(usual.width(), usual.height(), x, y, maximized)
    else:
        place = WindowPlace(window.width, window.height, window.x, window.y)
    with contextlib.suppress(OSError):
        place.save(path)


def _obey(channel: Channel, window: Any) -> None:
    """Follow the parent's orders until it is gone."""
    with contextlib.suppress(EOFError, OSError, ValueError):
        while True:
            order = channel.receive().get("order")
            if order == "close":
                break
            if order == "front":
                _bring_to_front(window)
    window.destroy()


def _bring_to_front(window: Any) -> None:
    if not _uses_qt():
        window.show()
        return

    def raise_it() -> None:
        native = window.native
        if native.isMinimized():
            native.showNormal()
        native.raise_()
        native.activateWindow()

    window.native.create_window_trigger.emit(raise_it)


def _restrict(window: Any, address: str) -> None:
    """Let the window reach nothing but the page's own address."""
    if _uses_qt():
        _restrict_qt(window.native, address)
    elif sys.platform == "win32":
        _restrict_webview2(window.native.webview, address)


def _restrict_webview2(view: Any, address: str) -> None:
    ours = urlsplit(address).netloc

    def without_reputation_check(sender: Any, _: Any) -> None:
        """SmartScreen sends the address of each page to its maker unless this is off."""
        sender.CoreWebView2.Settings.IsReputationCheckingRequired = False

    def stay(_: Any, request: Any) -> None:
        if urlsplit(str(request.Uri)).netloc != ours:
            request.Cancel = True

    view.CoreWebView2InitializationCompleted += without_reputation_check
    view.NavigationStarting += stay


def _restrict_qt(native: Any, address: str) -> None:
    from qtpy.QtWebEngineCore import QWebEngineUrlRequestInterceptor

    ours = urlsplit(address).netloc

    def is_ours(url: Any) -> bool:
        return url.scheme() in {"data", "blob"} or url.authority() == ours

    class OnlyOurs(QWebEngineUrlRequestInterceptor):
        def interceptRequest(self, info: Any) -> None:  # noqa: N802 (Qt's name)
            if not is_ours(info.requestUrl()):
                info.block(True)

    def stay(request: Any) -> None:
        if not is_ours(request.url()):
            request.reject()  # a blocked request alone would replace the page by an error

    page = native.webview.page()
    native.request_interceptor = OnlyOurs()
    native.profile.setUrlRequestInterceptor(native.request_interceptor)
    native.profile.downloadRequested.connect(lambda download: _download(native, download, ours))
    page.navigationRequested.connect(stay)
    page.loadFinished.disconnect(native.on_load_finished)  # it would build a bridge to Python


def _download(native: Any, download: Any, ours: str) -> None:
    """Ask where to, and only for what comes from our page. pywebview's own handler calls what
    Qt 6 no longer has."""
    from qtpy.QtWidgets import QFileDialog

    url = download.url()
    origin = url.path() if url.scheme() == "blob" else url.toString()
    if urlsplit(origin).netloc != ours:
        download.cancel()
        return
    proposed = Path(download.downloadDirectory()) / download.downloadFileName()
    path, _ = QFileDialog.getSaveFileName(native, "Save", str(proposed))
    if not path:
        download.cancel()
        return
    download.setDownloadDirectory(str(Path(path).parent))
    download.setDownloadFileName(Path(path).name)
    download.accept()
