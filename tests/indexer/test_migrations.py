import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from indexer import Document, Library, LibraryBusy, LibraryTooNew, Status, migrations
from indexer.library import DATABASE, LOCK
from indexer.lock import WriterLock
from indexer.migrations import migrate, steps_done
from tests.indexer.fakes import WordEncoder, pdf, read_text


def connect(path: Path) -> sqlite3.Connection:
    return sqlite3.connect(path, isolation_level=None)


def tables(connection: sqlite3.Connection) -> set[str]:
    return {row[0] for row in connection.execute("SELECT name FROM sqlite_master")}


def test_each_step_is_done_once_and_recorded(tmp_path: Path) -> None:
    with closing(connect(tmp_path / "db")) as connection:
        assert steps_done(connection) == 0
        migrate(connection)
        migrate(connection)
        assert steps_done(connection) == len(migrations.STEPS)
        assert {"document", "passage", "vectors", "words", "snapshot"} <= tables(connection)


def test_a_step_that_fails_leaves_nothing_behind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with closing(connect(tmp_path / "db")) as connection:
        migrate(connection)
        before = tables(connection)
        bad = ("CREATE TABLE later (x)", "CREATE TABLE nonsense (")
        monkeypatch.setattr(migrations, "STEPS", (*migrations.STEPS, bad))
        with pytest.raises(sqlite3.OperationalError):
            migrate(connection)
        assert tables(connection) == before
        monkeypatch.setattr(migrations, "STEPS", (*migrations.STEPS[:-1], bad[:1]))
        migrate(connection)
        assert tables(connection) == before | {"later"}


def test_a_newer_shape_is_refused(tmp_path: Path) -> None:
    with closing(connect(tmp_path / "db")) as connection:
        migrate(connection)
        newer = len(migrations.STEPS) + 1
        connection.execute("INSERT INTO migration VALUES (?, '')", (newer,))
        with pytest.raises(LibraryTooNew, match=f"its format is {newer}"):
            migrate(connection)


def first_release(path: Path, text: str) -> None:
    """A library of one document as the first release wrote it."""
    with closing(connect(path)) as connection:
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(migrations, "STEPS", migrations.STEPS[:1])
            migrate(connection)
        vector = WordEncoder().encode([text])
        for statement, values in (
            ("document VALUES (1, 'a.pdf', '/files/a.pdf', 'abc', 'indexed', 1, 0, 1, '', '')", ()),
            ("place VALUES ('/files/a.pdf', 1)", ()),
            ("page VALUES (1, 1, '1', '', ?, 'fine', 595.0, 842.0, 28)", (text,)),
            ("passage VALUES (1, 1, '', 1, 1, 0, 12, ?)", (text,)),
            ("vectors VALUES (1, 'words', ?, 1, 1, ?)", (vector.shape[1], vector.tobytes())),
        ):
            connection.execute(f"INSERT INTO {statement}", values)


def test_a_library_of_the_first_release_opens_with_all_that_is_in_it(tmp_path: Path) -> None:
    first_release(tmp_path / DATABASE, "About boats.")
    with Library.open(tmp_path, WordEncoder(), read_text) as library:
        assert library.documents() == (
            Document(1, "a.pdf", Path("/files/a.pdf"), "abc", Status.INDEXED, 1, 0, 1, "", 0, 0, 1),
        )
        (hit,) = library.search("boats").hits
        assert (hit.passage.text, hit.dense_rank, hit.keyword_rank) == ("About boats.", 1, 1)
        added = [one.report for one in library.add([pdf(tmp_path, "b.pdf", "About trains.")])]
        assert added[-1] is not None
        assert added[-1].document_id == 2


def test_one_who_may_only_read_says_that_an_older_library_must_be_changed_first(
    tmp_path: Path,
) -> None:
    first_release(tmp_path / DATABASE, "About boats.")
    held = WriterLock(tmp_path / LOCK)
    assert held.take()
    with pytest.raises(LibraryBusy, match="earlier version"):
        Library.open(tmp_path, WordEncoder(), read_text)
    held.release()
