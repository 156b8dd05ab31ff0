from pathlib import Path

import pytest

from indexer import LibraryBusy
from indexer.database import Database
from indexer.ledger import Ledger, SnapshotRow
from indexer.store import Store


def row(generation: int) -> SnapshotRow:
    return SnapshotRow(generation, f"vectors-{generation}.hnsw", 10, "b", 3, 4, "e")


def test_the_last_file_that_was_committed_is_the_one_that_counts(store: Store) -> None:
    ledger = Ledger(store.database)
    assert ledger.snapshot() is None
    for generation in (1, 2):
        assert ledger.next_generation() == generation
        ledger.record_snapshot(row(generation))
        assert ledger.snapshot() == row(generation)


def test_a_generation_is_never_used_twice(store: Store) -> None:
    ledger = Ledger(store.database)
    ledger.record_snapshot(row(7))
    with store.database.writing() as connection:
        connection.execute("DELETE FROM snapshot")
    assert ledger.snapshot() is None
    assert ledger.next_generation() == 8


def test_an_exit_that_was_not_clean_is_known_at_the_next_start(tmp_path: Path) -> None:
    clean = []
    for ends_cleanly in (True, False, False, True, True):
        database = Database(tmp_path / "quire.sqlite")
        database.prepare()
        ledger = Ledger(database)
        clean.append(ledger.begin_writing())
        if ends_cleanly:
            ledger.end_writing()
        database.close()
    assert clean == [True, True, False, False, True]


def test_nothing_is_noted_while_another_process_writes(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("indexer.database._BUSY_SECONDS", 0.05)
    other = Database(store.database.path)
    with store.database.writing(), pytest.raises(LibraryBusy):
        Ledger(other).record_snapshot(row(1))
    other.close()
    assert Ledger(store.database).snapshot() is None
