"""Keeps the notes in step with what is being added, so that the next start knows what is left.

Knows nothing of how files are added.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterable
from pathlib import Path

from desktop.shelf_notes import NotNoted, ShelfNotes
from indexer import Phase, Progress, Status


class Unfinished:
    """What is to be added and is not done. What cannot be written is not worth a failure."""

    def __init__(self, notes: ShelfNotes) -> None:
        self._notes = notes

    def begin(self, paths: Iterable[Path]) -> None:
        """These files and folders are to be added."""
        with contextlib.suppress(NotNoted):
            self._notes.begin(paths)

    def finish(self, paths: Iterable[Path]) -> None:
        """Nothing more is to be done for these."""
        with contextlib.suppress(NotNoted):
            self._notes.finish(paths)

    def hear(self, step: Progress) -> None:
        """The files of a folder are left to do as soon as they are named; one that waits for its
        password stays so. What is added while its removal can still be undone is back."""
        report = step.report
        if step.phase is Phase.WAITING:
            self.begin([step.path])
        if report is None:
            return
        if report.status is not Status.ENCRYPTED:
            self.finish([step.path])
        if report.document_id is not None:
            with contextlib.suppress(NotNoted):
                self._notes.restore(report.document_id)
