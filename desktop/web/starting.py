"""What the browser sees while the page is being made: a page of its own, at once.

Importing Gradio takes longer than opening a window, so both happen at the same time. Knows nothing
of what is being made.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import threading
from collections.abc import Callable

from desktop.web.messages import Application, Message, Receive, Scope, Send, answer

_WAIT_SECONDS = 20.0
_PATIENCE_SECONDS = 3.0

_PAGE = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Quire</title>
<style>
  :root { color-scheme: light dark }
  body { font: 16px system-ui, sans-serif; margin: 0; height: 100vh;
         display: grid; place-items: center }
</style></head>
<body><p role="status">Quire is starting …</p>
<script>
const wait = async () => {
  const reply = await fetch("/quire/ready").catch(() => null);
  if (reply?.status === 204) return location.reload();
  if (reply?.status === 500) {
    document.querySelector("p").textContent = await reply.text();
    return;
  }
  setTimeout(wait, reply ? 0 : 500);
};
wait();
</script></body></html>"""
_FAILED = "Quire's page could not be made. Start it with --debug to see why."


class Starting:
    """An application that makes another in the background and stands in for it until then.

    `build` makes it. `then` is called once, when its page is on a screen and asks its first
    question: what takes the processor for long had better wait for that. It is called all the
    same where no page has come for some seconds.
    """

    def __init__(
        self, build: Callable[[], Application], then: Callable[[], None] | None = None
    ) -> None:
        self._build = build
        self._then = then
        self._application: Application | None = None
        self._ready = asyncio.Event()
        self._lifespan: _Lifespan | None = None
        self.error: Exception | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request, as ASGI has it."""
        if scope["type"] == "lifespan":
            await self._live(receive, send)
        elif scope["path"] == "/quire/ready":
            await self._tell_when_ready(send)
        elif self._application is not None:
            if scope["method"] == "POST":
                self._go_on()
            await self._application(scope, receive, send)
        elif scope["path"] == "/":
            await answer(send, 200, _PAGE, "text/html; charset=utf-8")
        elif scope["path"] == "/favicon.ico":
            await answer(send, 204, "")
        else:
            await answer(send, 503, "Quire is starting.")

    async def _live(self, receive: Receive, send: Send) -> None:
        await receive()
        making = asyncio.create_task(self._make())
        await send({"type": "lifespan.startup.complete"})
        await receive()
        making.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await making
        if self._lifespan is not None:
            await self._lifespan.end()
        await send({"type": "lifespan.shutdown.complete"})

    async def _make(self) -> None:
        try:
            application = await _in_thread(self._build)
            self._lifespan = _Lifespan(application)
            await self._lifespan.begin()
            self._application = application
        except Exception as error:  # said on the page, and kept for the command line
            self.error = error
            logging.getLogger("uvicorn.error").error("The page could not be made.", exc_info=error)
        # Also where no page came of it: other programs may be answered all the same.
        asyncio.get_running_loop().call_later(_PATIENCE_SECONDS, self._go_on)
        self._ready.set()

    def _go_on(self) -> None:
        then, self._then = self._then, None
        if then is not None:
            threading.Thread(target=then, name="after-page", daemon=True).start()

    async def _tell_when_ready(self, send: Send) -> None:
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._ready.wait(), _WAIT_SECONDS)
        if self.error is not None:
            await answer(send, 500, _FAILED)
        else:
            await answer(send, 204 if self._application else 202, "")


class _Lifespan:
    """The beginning and the end of an application that came later than its server."""

    def __init__(self, application: Application) -> None:
        self._application = application
        self._orders: asyncio.Queue[Message] = asyncio.Queue()
        self._answers: asyncio.Queue[Message] = asyncio.Queue()
        self._task: asyncio.Task[None] | None = None

    async def begin(self) -> None:
        """Let it start. Raises RuntimeError where it does not."""
        self._task = asyncio.create_task(self._run())
        await self._order("startup")

    async def end(self) -> None:
        """Let it end."""
        await self._order("shutdown")
        if self._task is not None:
            await self._task

    async def _order(self, what: str) -> None:
        await self._orders.put({"type": f"lifespan.{what}"})
        reply = await self._answers.get()
        if reply["type"] != f"lifespan.{what}.complete":
            raise RuntimeError(f"The page's {what} failed: {reply.get('message', '')}")

    async def _run(self) -> None:
        scope: Scope = {"type": "lifespan", "asgi": {"version": "3.0"}, "state": {}}
        try:
            await self._application(scope, self._orders.get, self._answers.put)
        except Exception as error:
            await self._answers.put({"type": "lifespan.failed", "message": str(error)})


async def _in_thread(build: Callable[[], Application]) -> Application:
    """What `build` gives, made in a thread that does not keep the process from ending.

    A loop runs meanwhile in that thread: Gradio makes one for each of its locks where none runs,
    and closes none of them.
    """
    loop = asyncio.get_running_loop()
    done: asyncio.Future[Application] = loop.create_future()

    def tell(result: Application | None, error: Exception | None) -> None:
        if done.cancelled():
            return
        if result is None:
            done.set_exception(error or RuntimeError("nothing was made"))
        else:
            done.set_result(result)

    async def called() -> Application:
        return build()

    def run() -> None:
        result, problem = None, None
        try:
            result = asyncio.run(called())
        except Exception as error:
            problem = error
        with contextlib.suppress(RuntimeError):  # the server may be gone by now
            loop.call_soon_threadsafe(tell, result, problem)

    threading.Thread(target=run, name="make-page", daemon=True).start()
    return await done
