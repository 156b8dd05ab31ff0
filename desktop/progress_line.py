"""Tells on standard error how far adding has come: one line that moves, or a line a file."""

from __future__ import annotations

import sys
import time
from typing import TextIO

from indexer import FileReport, Phase, Progress, Status

_BETWEEN_UPDATES = 0.1  # seconds; a terminal is read by a person
_STATUS_WORDS = {
    Status.INDEXED: "ready",
    Status.UNCHANGED: "already in the library",
    Status.ALIAS: "the same file as one in the library",
    Status.PARTIAL: "partly readable",
    Status.NO_TEXT: "no text",
    Status.ENCRYPTED: "encrypted",
    Status.DAMAGED: "damaged",
    Status.TIMEOUT: "took too long",
    Status.TOO_LARGE: "too large",
    Status.NOT_PDF: "not a PDF",
}


class ProgressLine:
    """Shows Progress values to a person at a terminal, or in a log."""

    def __init__(self, stream: TextIO | None = None) -> None:
        self._stream = stream or sys.stderr
        self._moves = self._stream.isatty()
        self._shown_at = 0.0

    def show(self, step: Progress) -> None:
        """Show one step; most are passed over, so that showing costs nothing."""
        if step.report is not None:
            self._clear()
            self._stream.write(summary(step.report) + "\n")
        elif self._moves and time.monotonic() - self._shown_at > _BETWEEN_UPDATES:
            self._shown_at = time.monotonic()
            self._clear()
            self._stream.write(_now(step)[:100])
        self._stream.flush()

    def _clear(self) -> None:
        if self._moves:
            self._stream.write("\r\x1b[K")


def summary(report: FileReport) -> str:
    """One file's end in one line."""
    if not report.status.found_something:
        return report.message or f"{report.path.name}: {_STATUS_WORDS[report.status]}."
    pages, passages = _counted(report.pages, "page"), _counted(report.passages, "passage")
    told = f"{_STATUS_WORDS[report.status]}, {pages}, {passages}, {report.seconds:.1f} s"
    return f"{report.path.name}: {told}. {report.message}".rstrip(" .") + "."


def _counted(number: int, thing: str) -> str:
    return f"{number:,} {thing}" if number == 1 else f"{number:,} {thing}s"


def _now(step: Progress) -> str:
    name = step.path.name
    match step.phase:
        case Phase.READING:
            done = f"reading page {step.pages_done} of {step.pages or '?'}"
        case Phase.EMBEDDING:
            done = f"{step.passages_done} of {step.passages} passages ready"
        case _:
            done = step.phase.value
    rate = f", {step.pages_per_second:.0f} pages/s" if step.pages_per_second else ""
    left = f", {step.seconds_left:.0f} s left" if step.seconds_left is not None else ""
    return f"{name}: {done}{rate}{left}"
