import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from indexer import LibraryTooNew, migrations
from indexer.migrations import migrate, steps_done


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
