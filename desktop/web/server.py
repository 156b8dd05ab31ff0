"""Our server: uvicorn in a thread, on loopback only, with the guard in front.

Knows nothing of what the application shows.
"""

from __future__ import annotations

import contextlib
import logging
import os
import socket
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

import uvicorn

from desktop.errors import BadInput, DesktopError
from desktop.web.guard import Guard
from desktop.web.messages import Application, Receive, Scope, Send
from desktop.web.peers import Peers
from desktop.web.policy import Policy
from desktop.web.uploads import UploadLimits, Uploads

_LOOPBACK = "127.0.0.1"
_START_SECONDS = 10.0


MakeApi = Callable[[int, Peers], Application]
"""Makes what other programs speak with, given the port and who is welcome at it."""


class Beside:
    """The page, and beside it, under /v1, what other programs speak with: with its own guard."""

    def __init__(self, page: Application, api: Application) -> None:
        self._page, self._api = page, api

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Hand a request to whom it is meant for."""
        meant = scope["type"] == "http" and scope["raw_path"].startswith(b"/v1/")
        await (self._api if meant else self._page)(scope, receive, send)


class PageServer:
    """Serves the page to this machine's user until it is stopped."""

    def __init__(
        self,
        application: Application,
        uploads: Path,
        port: int = 0,
        limits: UploadLimits | None = None,
        api: MakeApi | None = None,
    ) -> None:
        self._application = application
        self._uploads = Uploads(uploads, limits)
        self.port = port
        self._make_api = api
        self._server: uvicorn.Server | None = None
        self._thread: threading.Thread | None = None

    def start(self) -> str:
        """Serve, and return the address with its token once the server answers.

        Raises BadInput where the port is taken, DesktopError where the server does not start.
        """
        listening = self._listen()
        self.port = listening.getsockname()[1]
        self._uploads.prepare()
        peers = Peers(self.port)
        peers.try_out()
        guard = Guard(self._application, self._uploads, self.port, peers)
        page = Policy(guard)
        served = Beside(page, self._make_api(self.port, peers)) if self._make_api else page
        self._server = uvicorn.Server(_settings(served))
        self._thread = threading.Thread(
            target=self._server.run, args=([listening],), name="page-server", daemon=True
        )
        self._thread.start()
        self._wait_until_it_answers()
        return f"http://{_LOOPBACK}:{self.port}/?t={guard.token}"

    def stop(self) -> None:
        """End the server and its connections within two seconds, and empty the upload folder."""
        if self._server is not None and self._thread is not None:
            # Requests that wait for a change are broken off, which is no error worth a log.
            logging.getLogger("uvicorn.error").setLevel(logging.CRITICAL + 1)
            self._server.should_exit = True
            self._thread.join(1.5)
            self._server.force_exit = True
            self._thread.join(0.5)
        self._uploads.empty()

    def _listen(self) -> socket.socket:
        listening = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        if sys.platform == "win32":
            listening.setsockopt(socket.SOL_SOCKET, socket.SO_EXCLUSIVEADDRUSE, 1)
        else:
            listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listening.bind((_LOOPBACK, self.port))
        except (OSError, OverflowError) as error:
            listening.close()
            raise BadInput(
                f"Port {self.port} cannot be used ({error}). Choose another with --port."
            ) from error
        listening.listen()
        return listening

    def _wait_until_it_answers(self) -> None:
        end = time.monotonic() + _START_SECONDS
        while self._server is not None and not self._server.started:
            alive = self._thread is not None and self._thread.is_alive()
            if not alive or time.monotonic() > end:
                with contextlib.suppress(OSError):
                    self.stop()
                raise DesktopError("The page's server did not start. Try again with --debug.")
            time.sleep(0.005)


def _settings(application: Application) -> uvicorn.Config:
    """No log of requests, because their addresses hold the token; no proxy is believed.

    What goes wrong inside is a refusal to the page, and a traceback only where one was asked for.
    """
    level = "error" if os.environ.get("QUIRE_DEBUG") else "critical"
    return uvicorn.Config(
        application,
        http="h11",
        ws="none",
        loop="asyncio",
        lifespan="on",
        log_config=None,
        log_level=level,
        access_log=False,
        proxy_headers=False,
        server_header=False,
        date_header=False,
        timeout_keep_alive=30,
        timeout_graceful_shutdown=0,  # the page holds a request open at all times
        limit_concurrency=200,
    )
