from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from indexer import DiskFull, LibraryError
from indexer.database import Database
from indexer.hnsw import Graph
from indexer.ledger import Ledger
from indexer.snapshot import read_snapshot, remove_strays, write_snapshot
from tests.indexer.test_hnsw import unit


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    database = Database(tmp_path / "quire.sqlite")
    database.prepare()
    yield Ledger(database)
    database.close()


def graph(n: int) -> Graph:
    made = Graph(16)
    made.add(np.arange(1, n + 1), unit(n, 16))
    return made


def read(folder: Path, ledger: Ledger, encoder: str = "e", dimension: int = 16) -> Graph | None:
    row = ledger.snapshot()
    assert row is not None
    return read_snapshot(folder, row, encoder, dimension, cautious=True)


def files(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.glob("vectors*"))


def test_a_snapshot_comes_back_and_replaces_the_one_before(ledger: Ledger, tmp_path: Path) -> None:
    write_snapshot(graph(50), tmp_path, ledger, "e")
    write_snapshot(graph(70), tmp_path, ledger, "e")
    assert files(tmp_path) == ["vectors-2.hnsw"]
    loaded = read(tmp_path, ledger)
    assert loaded is not None
    assert loaded.ids().tolist() == list(range(1, 71))


def test_another_encoder_or_dimension_is_not_loaded(ledger: Ledger, tmp_path: Path) -> None:
    write_snapshot(graph(50), tmp_path, ledger, "e")
    assert read(tmp_path, ledger, encoder="other") is None
    assert read(tmp_path, ledger, dimension=8) is None


def test_a_disk_that_takes_only_half_leaves_the_one_before(
    ledger: Ledger, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """hnswlib writes to a full disk without a word: the size tells."""
    write_snapshot(graph(50), tmp_path, ledger, "e")
    save = Graph.save

    def half(self: Graph, path: Path) -> int:
        size = save(self, path)
        path.write_bytes(path.read_bytes()[: size // 2])
        return size

    monkeypatch.setattr(Graph, "save", half)
    with pytest.raises(DiskFull, match="full"):
        write_snapshot(graph(70), tmp_path, ledger, "e")
    assert files(tmp_path) == ["vectors-1.hnsw"]
    loaded = read(tmp_path, ledger)
    assert loaded is not None
    assert len(loaded) == 50


def test_a_folder_that_is_gone_is_one_sentence(ledger: Ledger, tmp_path: Path) -> None:
    with pytest.raises(LibraryError, match="cannot be written"):
        write_snapshot(graph(5), tmp_path / "gone", ledger, "e")


def test_strays_are_removed(ledger: Ledger, tmp_path: Path) -> None:
    for name in ("vectors-1.hnsw", "vectors-7.hnsw.tmp", "vectors-3.hnsw", "other"):
        (tmp_path / name).write_text("x")
    remove_strays(tmp_path, keep="vectors-3.hnsw")
    assert files(tmp_path) == ["vectors-3.hnsw"]
    assert (tmp_path / "other").exists()
