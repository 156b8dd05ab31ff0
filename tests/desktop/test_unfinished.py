from __future__ import annotations

from pathlib import Path

import pytest

from desktop.shelf_notes import ShelfNotes
from desktop.unfinished import Unfinished
from indexer import FileReport, Phase, Progress, Status

A, B, FOLDER = Path("/pdfs/a.pdf"), Path("/pdfs/b.pdf"), Path("/pdfs")


def done(path: Path, status: Status, document_id: int | None = None) -> Progress:
    report = FileReport(path, status, document_id, 1, 0, 1, 0.1, "")
    return Progress(path, Phase.DONE, report=report)


@pytest.fixture
def notes() -> ShelfNotes:
    return ShelfNotes()


def test_the_files_of_a_folder_are_left_to_do_until_each_is_done(notes: ShelfNotes) -> None:
    unfinished = Unfinished(notes)
    unfinished.begin([FOLDER])
    for path in (A, B):
        unfinished.hear(Progress(path, Phase.WAITING))
    unfinished.hear(Progress(A, Phase.READING, 1, 9))
    unfinished.hear(done(A, Status.INDEXED, 1))
    assert notes.unfinished() == (FOLDER, B)
    unfinished.finish([FOLDER])
    assert notes.unfinished() == (B,)


@pytest.mark.parametrize(
    ("status", "left"),
    [(Status.ENCRYPTED, (A,)), (Status.DAMAGED, ()), (Status.UNCHANGED, ()), (Status.NO_TEXT, ())],
)
def test_only_a_file_that_waits_for_its_password_is_left(
    notes: ShelfNotes, status: Status, left: tuple[Path, ...]
) -> None:
    unfinished = Unfinished(notes)
    unfinished.begin([A])
    unfinished.hear(done(A, status))
    assert notes.unfinished() == left


def test_a_removal_is_undone_by_adding_again(notes: ShelfNotes) -> None:
    notes.remove(7)
    Unfinished(notes).hear(done(A, Status.UNCHANGED, 7))
    assert notes.removed() == ()


def test_what_cannot_be_written_stops_nothing(notes: ShelfNotes) -> None:
    notes._database.execute("PRAGMA query_only = ON")
    unfinished = Unfinished(notes)
    unfinished.begin([A])
    unfinished.hear(done(A, Status.INDEXED, 1))
    assert notes.unfinished() == ()
