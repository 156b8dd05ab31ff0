import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from indexer import LibraryBusy, LibraryDamaged, LibraryError
from indexer import database as module
from indexer.damage import move_aside, salvaged_places
from indexer.database import Database, intact


def test_it_is_durable_and_strict(tmp_path: Path) -> None:
    database = Database(tmp_path / "db")
    database.prepare()
    with database.writing() as connection:
        settings = [
            connection.execute(f"PRAGMA {name}").fetchone()[0]
            for name in ("journal_mode", "synchronous", "foreign_keys")
        ]
    assert settings == ["wal", 2, 1]
    database.close()
    assert intact(tmp_path / "db")


def test_a_transaction_that_fails_leaves_nothing(tmp_path: Path) -> None:
    database = Database(tmp_path / "db")
    database.prepare()
    with pytest.raises(ZeroDivisionError), database.writing() as connection:
        connection.execute("UPDATE change SET number = 7")
        raise ZeroDivisionError
    with database.reading() as connection:
        assert connection.execute("SELECT number FROM change").fetchone() == (0,)
    database.close()


def test_what_goes_wrong_is_a_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_BUSY_SECONDS", 0.1)
    first, second = Database(tmp_path / "db"), Database(tmp_path / "db")
    first.prepare()
    with first.writing(), pytest.raises(LibraryBusy), second.writing():
        pass
    with pytest.raises(LibraryError, match="Try again"), first.writing() as connection:
        connection.execute("SELECT nonsense FROM nowhere")
    first.close()
    second.close()
    with pytest.raises(LibraryError, match="cannot be written"):
        Database(tmp_path / "no" / "db").prepare()
    with pytest.raises(LibraryBusy, match="being made"):
        Database(tmp_path / "other").check()


def test_a_damaged_file_is_known_and_what_it_still_knows_is_salvaged(tmp_path: Path) -> None:
    path = tmp_path / "db"
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE place (path TEXT)")
        connection.executemany("INSERT INTO place VALUES (?)", [("/a.pdf",), ("/b.pdf",)])
        connection.execute("CREATE TABLE large (x)")
        connection.execute("INSERT INTO large VALUES (randomblob(100000))")
        connection.commit()
    data = bytearray(path.read_bytes())
    data[2 * 4096 :] = b"\xff" * (len(data) - 2 * 4096)
    path.write_bytes(data)
    assert not intact(path)
    assert salvaged_places(path) == (Path("/a.pdf"), Path("/b.pdf"))
    aside = move_aside(path)
    assert (path.exists(), aside.read_bytes()) == (False, bytes(data))
    path.write_bytes(b"no database at all" * 1000)
    assert salvaged_places(path) == ()
    with pytest.raises(LibraryDamaged):
        Database(path).prepare()
