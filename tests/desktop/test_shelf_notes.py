from __future__ import annotations

from pathlib import Path

import pytest

from desktop.shelf_notes import NotNoted, ShelfNotes

A, B, C = Path("/a.pdf"), Path("/b.pdf"), Path("/c d.pdf")


def test_notes_outlast_the_program_in_their_order(tmp_path: Path) -> None:
    notes = ShelfNotes(tmp_path / "notes.sqlite")
    for number in (7, 3, 5):
        notes.remove(number)
    notes.restore(3)
    notes.begin([C, A, B])
    notes.begin([A])
    notes.finish([A])
    notes.close()
    again = ShelfNotes(tmp_path / "notes.sqlite")
    assert (again.removed(), again.unfinished()) == ((7, 5), (C, B))
    again.close()


def test_without_a_path_they_last_as_long_as_the_program() -> None:
    notes = ShelfNotes()
    notes.remove(1)
    assert notes.removed() == (1,)
    notes.close()
    assert ShelfNotes().removed() == ()


def test_a_damaged_file_is_put_aside_and_begun_anew(tmp_path: Path) -> None:
    path = tmp_path / "notes.sqlite"
    path.write_bytes(b"no database" * 1000)
    notes = ShelfNotes(path)
    notes.remove(1)
    assert notes.removed() == (1,)
    notes.close()
    assert (tmp_path / "notes.damaged").read_bytes().startswith(b"no database")


def test_a_change_that_cannot_be_written_is_a_sentence_and_undone(tmp_path: Path) -> None:
    notes = ShelfNotes(tmp_path / "notes.sqlite")
    notes._database.execute("PRAGMA query_only = ON")
    with pytest.raises(NotNoted, match=r"could not be written to .*notes\.sqlite"):
        notes.remove(1)
    assert notes.removed() == ()
    notes.close()
