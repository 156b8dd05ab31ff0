"""One child process: started apart, limited, spoken to in frames, and ended for certain.

Knows nothing of what the child does. Frames are JSON or raw bytes, never pickles, and are cut off
at a size, because a child that reads hostile files is not to be believed.
"""

from __future__ import annotations

import contextlib
import importlib
import json
import multiprocessing
import os
import socket
import sys
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from multiprocessing.connection import Connection, wait
from typing import TYPE_CHECKING, Any, cast

from indexer.confinement import confine
from indexer.errors import ChildDied, ChildSilent
from indexer.job import limit_memory
from indexer.offline import stay_offline

if TYPE_CHECKING:
    from multiprocessing.context import ForkServerContext, SpawnContext

Frame = dict[str, Any]
"""What JSON can hold, keyed by words; never leaves the two files that speak it."""


DEBUG = "QUIRE_DEBUG"
"""Set in the environment, it lets a child's traceback through to standard error."""
_THREADS = "OPENBLAS_NUM_THREADS"
_STARTING = threading.Lock()  # files are read by several threads, the environment is one
_LISTENING_SECONDS = 1.0  # in which a child that listens notices that the line was closed
# How a process ended is told once: of two threads that asked at the same moment, one was told
# nothing, or 255 (seen in 2 of 100 children). Beginning a process asks after all others.
_ASKING = threading.RLock()


@dataclass(frozen=True, slots=True)
class Limits:
    """What a child may use. None: as much as the machine has."""

    memory_bytes: int | None = None
    processor_seconds: int | None = None
    frame_bytes: int = 64 * 1024 * 1024
    lower_priority: bool = False
    reads_only: bool = False  # no sockets, no programs, no writing (where the kernel can)


class Channel:
    """One end of the line between a parent and its child."""

    def __init__(self, connection: Connection, frame_bytes: int) -> None:
        self._connection = connection
        self._frame_bytes = frame_bytes
        self._sending = threading.Lock()

    def send(self, frame: Frame) -> None:
        """Send a frame. Raises BrokenPipeError or OSError where nobody listens any more."""
        self.send_bytes(json.dumps(frame).encode())

    def send_bytes(self, data: bytes | memoryview) -> None:
        """Send raw bytes as one frame."""
        with self._sending:
            self._connection.send_bytes(data)

    def close(self) -> None:
        """Close it, once nobody is sending any more."""
        with self._sending:
            self._connection.close()

    def receive(self) -> Frame:
        """The next frame. Raises EOFError at the end, OSError where it is too long, ValueError
        where it is not a JSON object."""
        frame = json.loads(self.receive_bytes())
        if not isinstance(frame, dict):
            raise ValueError("a frame is a JSON object")
        return frame

    def receive_bytes(self) -> bytes:
        """The next frame as it is."""
        return self._connection.recv_bytes(self._frame_bytes)

    def waiting(self, seconds: float = 0.0) -> bool:
        """Whether a frame, or the end, is there within so many seconds."""
        return self._connection.poll(seconds)


class Child:
    """A process that runs `entry` with its end of a channel, never forked from this one.

    `entry` is "package.module:function"; it is named and not passed, so that the child is limited
    and offline before it imports the module. The function takes (Channel, *arguments). The child
    ends by itself when its parent does.

    `ready` names modules that should already be imported when the child begins: on Linux, it is
    then forked from a process of one thread that did nothing but import them (measured: 0.02
    seconds to begin, against 0.25).
    """

    def __init__(
        self,
        entry: str,
        *arguments: object,
        limits: Limits | None = None,
        ready: Sequence[str] = (),
    ) -> None:
        self._limits = limits or Limits()
        context = _context(ready)
        ours, theirs = context.Pipe()
        self.channel = Channel(ours, self._limits.frame_bytes)
        self._process = context.Process(
            target=_begin, args=(entry, theirs, self._limits, arguments), daemon=True
        )
        self._connection = ours
        self._ending = threading.Lock()
        with _ASKING:
            self._process.start()
        theirs.close()

    @property
    def pid(self) -> int:
        """The process id."""
        return cast(int, self._process.pid)

    @property
    def alive(self) -> bool:
        """Whether the process still runs."""
        with _ASKING:
            return self._process.is_alive()

    @property
    def resident_bytes(self) -> int:
        """What it holds in memory now; 0 where it has ended."""
        import psutil  # a child imports this file too, and has no use for it

        try:
            return int(psutil.Process(self.pid).memory_info().rss)
        except psutil.Error:
            return 0

    @property
    def exit_code(self) -> int | None:
        """None while it runs; below zero: the signal that ended it."""
        with _ASKING:
            return self._process.exitcode

    def receive(self, seconds: float | None = None) -> Frame:
        """The child's next frame.

        Raises ChildSilent after so many seconds without one, ChildDied where the child ended or
        spoke nonsense.
        """
        try:
            return self.channel_within(seconds).receive()
        except (EOFError, OSError, ValueError) as error:
            raise self._died() from error

    def receive_bytes(self, seconds: float | None = None) -> bytes:
        """The child's next frame as raw bytes; raises as `receive` does."""
        try:
            return self.channel_within(seconds).receive_bytes()
        except (EOFError, OSError) as error:
            raise self._died() from error

    def send(self, frame: Frame) -> None:
        """Send a frame. Raises ChildDied where the child has ended."""
        try:
            self.channel.send(frame)
        except OSError as error:
            raise self._died() from error

    def channel_within(self, seconds: float | None) -> Channel:
        """The channel, once something waits in it. Raises ChildSilent."""
        if not wait([self._connection], seconds):
            raise ChildSilent(f"A helper process did not answer within {seconds:g} seconds.")
        return self.channel

    def end(self, grace_seconds: float = 2.0) -> None:
        """End the process and wait until it is gone: by closing the line, by asking, for certain.

        A child that listens ends by itself and cleans up; one that does not is not waited for
        longer than `grace_seconds`. Another thread that waited at this end of the line waits here
        for the end as well, and does not bring it about by force.
        """
        with self._ending:
            with contextlib.suppress(OSError):
                self._hang_up()
            if self._ends_within(min(grace_seconds, _LISTENING_SECONDS)):
                return
            self._process.terminate()
            if not self._ends_within(grace_seconds):
                self._process.kill()
                self._ends_within(None)

    def _ends_within(self, seconds: float | None) -> bool:
        if not wait([self._process.sentinel], seconds):
            return False
        with _ASKING:
            self._process.join()
        return True

    def _hang_up(self) -> None:
        """Close the line. Closing alone would tell the child nothing while another thread waits at
        our end: measured, a model's child was then ended by force, after a second."""
        if sys.platform == "win32":
            self._connection.close()
            return
        with socket.socket(fileno=os.dup(self._connection.fileno())) as line:
            line.shutdown(socket.SHUT_RDWR)  # whoever is sending is told that nobody listens
        self.channel.close()

    def _died(self) -> ChildDied:
        self.end(grace_seconds=0.2)
        code = self.exit_code
        how = f"signal {-code}" if code is not None and code < 0 else f"exit code {code}"
        return ChildDied(f"A helper process ended before it was done ({how}).")


def _context(ready: Sequence[str]) -> SpawnContext | ForkServerContext:
    if not ready or sys.platform != "linux":  # elsewhere some libraries do not survive a fork
        return multiprocessing.get_context("spawn")
    from multiprocessing import forkserver

    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(list(ready))
    with _STARTING:
        threads = os.environ.get(_THREADS)
        os.environ[_THREADS] = "1"  # a process of several threads must not fork
        try:
            forkserver.ensure_running()
        finally:
            del os.environ[_THREADS]
            if threads is not None:
                os.environ[_THREADS] = threads
    return context


def _begin(
    entry: str, connection: Connection, limits: Limits, arguments: tuple[object, ...]
) -> None:
    stay_offline()
    try:
        _limit(limits)
        if limits.reads_only:
            confine()
        threading.Thread(target=_end_with_parent, name="end-with-parent", daemon=True).start()
        module, function = entry.split(":")
        run = cast(Callable[..., None], getattr(importlib.import_module(module), function))
        run(Channel(connection, limits.frame_bytes), *arguments)
    except (BrokenPipeError, KeyboardInterrupt):
        pass
    except Exception:
        if os.environ.get(DEBUG):
            raise
        _leave(1)  # the parent tells what it means, in a sentence
    _leave(0)


def _leave(code: int) -> None:
    """End without taking the interpreter down: with torch imported that took two seconds, in which
    nothing is done that the system does not do at once."""
    for stream in (sys.stdout, sys.stderr):
        with contextlib.suppress(OSError, ValueError, AttributeError):
            stream.flush()
    os._exit(code)


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        wait([parent.sentinel])
        os._exit(0)


def _limit(limits: Limits) -> None:
    if limits.lower_priority and hasattr(os, "nice"):
        os.nice(5)
    if sys.platform == "win32":
        if limits.memory_bytes is not None:
            limit_memory(limits.memory_bytes)
        return
    import resource

    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if limits.memory_bytes is not None and sys.platform == "linux":
        resource.setrlimit(resource.RLIMIT_AS, (limits.memory_bytes, limits.memory_bytes))
    if limits.processor_seconds is not None:
        seconds = limits.processor_seconds
        resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 1))
