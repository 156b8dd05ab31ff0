"""The line to the child with the model in it: orders out, answers back to whoever asked.

Several threads may ask at once; one thread sorts what comes. Knows nothing of what is said.
"""

from __future__ import annotations

import itertools
import queue
import threading
from collections.abc import Iterator

from desktop.errors import EngineDied, ModelRefused
from indexer import Child, ChildDied, Frame

_CALL_OFF_SECONDS = 60.0  # a child that does not end an order for so long hangs


class Line:
    """The child and what goes to and fro, sorted by order."""

    def __init__(self) -> None:
        self._child = Child("desktop.engine.entry:serve")
        self._boxes: dict[int, queue.SimpleQueue[Frame]] = {}
        self._numbers = itertools.count()
        self._lock = threading.Lock()
        self._dead = False
        threading.Thread(target=self._sort, name="engine", daemon=True).start()

    @property
    def alive(self) -> bool:
        """Whether the child has not ended, as far as is known."""
        return not self._dead

    @property
    def resident_bytes(self) -> int:
        """What the child holds in memory."""
        return self._child.resident_bytes

    def ask(self, order: Frame) -> Iterator[Frame]:
        """Send an order; its answers until the last one. Closing it calls the order off."""
        number, box = self._open_box()
        done = False
        try:
            self._send({**order, "id": number})
            while not done:
                frame = box.get()
                done = bool(frame.get("done") or frame.get("died"))
                if frame.get("died"):
                    raise died()
                yield frame
        finally:
            if not done:
                self._call_off(number, box)
            self._boxes.pop(number, None)

    def stop(self, lane: str | None) -> None:
        """Call off a lane, or all, of every order under way."""
        for number in list(self._boxes):
            self._try_stop(number, lane)

    def close(self) -> None:
        """End the child; whoever waits for an answer learns that it died."""
        self._dead = True
        self._child.end()

    def _open_box(self) -> tuple[int, queue.SimpleQueue[Frame]]:
        with self._lock:
            number, box = next(self._numbers), queue.SimpleQueue[Frame]()
            self._boxes[number] = box
            if self._dead:
                box.put({"died": True})
            return number, box

    def _send(self, frame: Frame) -> None:
        try:
            self._child.channel.send(frame)
        except OSError:
            self._everybody_died()

    def _try_stop(self, number: int, lane: str | None) -> None:
        self._send({"do": "stop", "id": number, "lane": lane})

    def _call_off(self, number: int, box: queue.SimpleQueue[Frame]) -> None:
        """Stop an order and wait until it is over, so that the next one finds everything free; end
        a child that hangs."""
        self._try_stop(number, None)
        while True:
            try:
                frame = box.get(timeout=_CALL_OFF_SECONDS)
            except queue.Empty:
                self.close()
                return
            if frame.get("done") or frame.get("died"):
                return

    def _sort(self) -> None:
        while True:
            try:
                frame = self._child.receive()
            except ChildDied:
                break
            except (OSError, ValueError):  # closed by us while we waited
                break
            box = self._boxes.get(frame["id"])
            if box is not None:
                box.put(frame)
        self._everybody_died()

    def _everybody_died(self) -> None:
        with self._lock:
            self._dead = True
            for box in list(self._boxes.values()):
                box.put({"died": True})


def no_process(error: OSError) -> ModelRefused:
    """What is raised where the machine begins no process."""
    reason = error.strerror or str(error)
    return ModelRefused(
        f"This machine begins no process for a model ({reason}). Close other programs."
    )


def died() -> EngineDied:
    """What is raised where the child has ended."""
    return EngineDied("The process with the model in it ended. Ask again: it is started anew.")
