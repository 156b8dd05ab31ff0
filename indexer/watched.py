"""A reading child under watch: its memory, its time and its output have an end.

Knows nothing of PDFs. A thread looks at the child while the parent waits for its words, so that a
child that stops in the middle of a word cannot keep the parent waiting either.
"""

from __future__ import annotations

import contextlib
import json
import sys
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import overload

import psutil

from indexer.child import Child, Frame, Limits
from indexer.errors import ChildDied, ChildSilent, Damaged, ReadTimeout, TooLarge

_READY = ("indexer.reading_child", "indexer.pdf_file", "indexer.structure")
_SECONDS_BETWEEN_LOOKS = 0.05
_PROCESSOR_SECONDS = 3_600  # ends a child whose watch has gone; the watch ends it long before
_FRAME_COST_BYTES = 16  # so that a flood of empty frames has an end too
_SUSPICIOUS_SHARE = 0.75  # of the memory allowed; a death above it is put down to memory


@dataclass(frozen=True, slots=True)
class Budget:
    """What one child may use."""

    address_bytes: int  # reserved; the system refuses more (but for macOS)
    resident_bytes: int  # in use; the watch ends a child that passes it
    output_bytes: int
    deadline: float  # time.monotonic() seconds


class WatchedChild:
    """A child whose frames are counted and whose end is explained."""

    def __init__(self, entry: str, *arguments: object, budget: Budget) -> None:
        self._budget = budget
        self._deadline = budget.deadline
        self._output_bytes = 0
        self._peak_bytes = 0
        self._too_late = self._too_large = False
        self._ended = threading.Event()
        self._telling: threading.Thread | None = None
        self._child = Child(
            entry,
            *arguments,
            limits=Limits(
                budget.address_bytes, _PROCESSOR_SECONDS, budget.output_bytes, reads_only=True
            ),
            ready=_READY,
        )
        self._watch = threading.Thread(target=self._look, name="watch-reading", daemon=True)
        self._watch.start()

    def allow_until(self, deadline: float) -> None:
        """Move the deadline, in time.monotonic() seconds."""
        self._deadline = deadline

    def share_between(self, children: int) -> None:
        """Allow it only its share of memory and output, where so many read one file."""
        budget = self._budget
        self._budget = replace(
            budget,
            resident_bytes=budget.resident_bytes // children,
            output_bytes=budget.output_bytes // children,
        )

    def count_anew(self) -> None:
        """Allow as much output as before again: what came until now is not kept."""
        self._output_bytes = 0

    def tell(self, texts: Sequence[str]) -> None:
        """Send it texts, each as one frame of bytes, and do not wait until it takes them."""
        self._telling = threading.Thread(target=self._tell, args=(texts,), daemon=True)
        self._telling.start()

    @overload
    def frame(self) -> Frame: ...

    @overload
    def frame(self, seconds: float) -> Frame | None: ...

    def frame(self, seconds: float | None = None) -> Frame | None:
        """The child's next frame; None where it says nothing within so many seconds.

        Raises ReadTimeout, TooLarge (memory or output), or Damaged where the child died or spoke
        nonsense.
        """
        try:
            data = self.raw_frame(seconds)
        except ChildSilent:
            return None
        try:
            frame = json.loads(data)
        except (ValueError, RecursionError) as error:
            raise Damaged("the reading process spoke nonsense") from error
        if not isinstance(frame, dict):
            raise Damaged("the reading process spoke nonsense")
        return frame

    def raw_frame(self, seconds: float | None = None) -> bytes:
        """The child's next frame as raw bytes; raises as `frame` does, and ChildSilent."""
        try:
            data = self._child.receive_bytes(seconds)
        except ChildDied as error:
            raise self._explained() from error
        self._output_bytes += len(data) + _FRAME_COST_BYTES
        if self._output_bytes > self._budget.output_bytes:
            raise TooLarge(f"more than {self._budget.output_bytes} bytes came out")
        return data

    def end(self) -> None:
        """End the child and the watch."""
        self._ended.set()
        self._child.end(grace_seconds=0.0)
        self._watch.join()
        if self._telling is not None:
            self._telling.join()

    def _tell(self, texts: Sequence[str]) -> None:
        with contextlib.suppress(OSError):  # it has ended; its next frame tells why
            for text in texts:
                self._child.channel.send_bytes(text.encode())

    def _explained(self) -> Damaged | ReadTimeout | TooLarge:
        if self._too_late:
            return ReadTimeout("the reading process took too long")
        full = self._peak_bytes > _SUSPICIOUS_SHARE * self._budget.address_bytes
        if self._too_large or (full and sys.platform != "darwin"):
            return TooLarge("the reading process took all the memory that it may")
        return Damaged("the reading process died")

    def _look(self) -> None:
        with contextlib.suppress(psutil.Error):
            process = psutil.Process(self._child.pid)
            while not self._ended.wait(_SECONDS_BETWEEN_LOOKS):
                memory = process.memory_info()
                self._peak_bytes = max(self._peak_bytes, memory.vms)
                self._too_large = memory.rss > self._budget.resident_bytes
                self._too_late = time.monotonic() > self._deadline
                if self._too_late or self._too_large:
                    process.kill()
                    return
