"""Tells on standard error how far a question set has come: one line that moves, or one a tenth."""

from __future__ import annotations

import sys
import time
from collections.abc import Sequence
from typing import TextIO

from desktop.evaluation.journal import Result
from desktop.evaluation.question_set import BadRow


class AnsweredLine:
    """Shows results to a person at a terminal, or in a log."""

    def __init__(self, bad: Sequence[BadRow], total: int, stream: TextIO | None = None) -> None:
        self._stream = stream or sys.stderr
        self._moves = self._stream.isatty()
        self._total = total
        self._done = self._before = 0
        self._began = time.monotonic()
        for row in bad:
            self._say(f"Line {row.line} is no question and is left out: {row.problem}")

    def goes_on(self, done: int) -> None:
        """So many were answered by an earlier run."""
        self._done = self._before = done
        self._began = time.monotonic()
        if done:
            self._say(f"{done} of {self._total} questions were answered before; going on.")

    def show(self, result: Result) -> None:
        """Show that one more is there; one that failed is named."""
        self._done += 1
        if result.failed:
            self._clear()
            self._say(f"Line {result.line} failed: {result.error}")
        each = (time.monotonic() - self._began) / (self._done - self._before)
        left = each * (self._total - self._done)
        now = f"{self._done} of {self._total} questions, {each:.1f} s each, {left:.0f} s left"
        if self._moves:
            self._clear()
            self._stream.write(now)
            self._stream.flush()
        elif self._done % max(1, self._total // 10) == 0 or self._done == self._total:
            self._say(now)

    def end(self) -> None:
        """Nothing more comes."""
        self._clear()
        self._stream.flush()

    def _say(self, sentence: str) -> None:
        self._stream.write(f"{sentence}\n")
        self._stream.flush()

    def _clear(self) -> None:
        if self._moves:
            self._stream.write("\r\x1b[K")
