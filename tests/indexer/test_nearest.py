"""The vectors in memory against the vectors in the store: comparing all is always right."""

import hashlib
import shutil
from pathlib import Path

import numpy as np
import pytest

from indexer.database import Database
from indexer.document_rows import NewDocument
from indexer.ledger import Ledger
from indexer.nearest import Nearest
from indexer.passages import Draft
from indexer.store import Store
from indexer.types import Status, Vectors
from tests.indexer.fakes import page
from tests.indexer.test_hnsw import unit

DIMENSION = 32
MOST = 300  # compared one by one in these tests


def document(store: Store, seed: int, n: int = 200, encoder: str = "e") -> int:
    drafts = tuple(Draft("", 1, "1", 1, 0, 1, f"{seed} {number}", 2) for number in range(n))
    new = NewDocument(
        Path(f"/{encoder}/{seed}.pdf"), f"{encoder}{seed}", Status.INDEXED, "", (page("x"),),
        drafts, unit(n, DIMENSION, seed), encoder,
    )  # fmt: skip
    return store.add(new).document_id


def nearest(store: Store, folder: Path, writes: bool = True, clean: bool = True) -> Nearest:
    return Nearest(store, "e", DIMENSION, folder, writes, clean, most_compared=MOST)


def all_vectors(store: Store) -> tuple[np.ndarray, Vectors]:
    blocks = store.blocks("e")
    if not blocks:
        return np.empty(0, np.int64), np.empty((0, DIMENSION), np.float32)
    ids = np.concatenate([block.ids() for block in blocks])
    return ids, np.concatenate([store.vectors(block.document_id) for block in blocks])


def agreement(found: Nearest, store: Store, k: int = 10) -> float:
    """The share of the truly nearest that are found."""
    ids, vectors = all_vectors(store)
    shares = []
    for question in unit(30, DIMENSION, seed=999):
        near = found.search(question, k)
        right = set(ids[np.argsort(-(vectors @ question))[:k]].tolist())
        shares.append(len(right & set(near.ids.tolist())) / max(len(right), 1))
        assert len(set(near.ids.tolist())) == min(k, len(ids))
        assert (np.diff(near.cosines) <= 0).all()
        expected = {n: float(vectors[np.flatnonzero(ids == n)[0]] @ question) for n in near.ids}
        np.testing.assert_allclose(near.cosines, list(expected.values()), atol=1e-5)
        assert found.cosines(question, near.ids) == pytest.approx(expected, abs=1e-5)
    return float(np.mean(shares))


def test_few_vectors_are_compared_one_by_one(store: Store, tmp_path: Path) -> None:
    document(store, 1)
    found = nearest(store, tmp_path)
    assert agreement(found, store) == 1.0
    found.close()
    assert Ledger(store.database).snapshot() is None


def test_many_move_into_the_graph_and_are_found_all_the_same(store: Store, tmp_path: Path) -> None:
    for seed in range(6):
        document(store, seed)
    found = nearest(store, tmp_path)
    assert agreement(found, store) >= 0.99  # while they may be on their way
    found.settle()
    assert agreement(found, store) >= 0.99
    row = Ledger(store.database).snapshot()
    assert row is not None
    assert row.vectors == 1200
    assert (tmp_path / row.file).stat().st_size == row.bytes


def test_additions_and_removals_are_followed_with_a_graph_and_without(
    store: Store, tmp_path: Path
) -> None:
    found = nearest(store, tmp_path)
    rng = np.random.default_rng(5)
    held: list[int] = []
    for seed in range(30):
        held.append(document(store, seed, n=int(rng.integers(1, 120))))
        if seed % 4 == 3:
            store.remove(held.pop(int(rng.integers(len(held)))))
        if seed % 5 == 0:
            found.settle()
        assert agreement(found, store) >= 0.98
    found.settle()
    chosen = held[::3]
    ids, vectors = all_vectors(store)
    question = unit(1, DIMENSION, 77)[0]
    mine = np.isin(
        ids, np.concatenate([b.ids() for b in store.blocks("e") if b.document_id in chosen])
    )
    right = ids[mine][np.argsort(-(vectors[mine] @ question))[:10]]
    assert found.search(question, 10, chosen).ids.tolist() == right.tolist()


@pytest.mark.parametrize("left", [1, 3, 20, 39])
def test_leaving_documents_out_finds_the_nearest_of_the_others(
    store: Store, tmp_path: Path, left: int
) -> None:
    for seed in range(40):
        document(store, seed, n=30)
    found = nearest(store, tmp_path)
    found.refresh()
    found.settle()
    document(store, 40, n=30)
    ids, vectors = all_vectors(store)
    owners = np.concatenate([np.full(b.passages, b.document_id) for b in store.blocks("e")])
    without = set(range(left + 1, 41))
    kept = ~np.isin(owners, list(without))
    right = same = 0
    for question in unit(20, DIMENSION, seed=999):
        best = ids[kept][np.argsort(-(vectors[kept] @ question))[:10]]
        near = found.search(question, 10, None, without)
        others = found.search(question, 10, set(range(1, 42)) - without)
        right += len(set(near.ids.tolist()) & set(best.tolist()))
        same += near.ids.tolist() == others.ids.tolist()
        assert len(near.ids) == 10
        assert not set(owners[np.searchsorted(ids, near.ids)].tolist()) & without
    assert right >= 196
    assert same == 20


def test_a_restart_takes_the_graph_from_its_file(store: Store, tmp_path: Path) -> None:
    for seed in range(4):
        document(store, seed)
    first = nearest(store, tmp_path)
    first.refresh()
    first.settle()
    first.close()
    document(store, 50, n=20)
    store.remove(2)
    for clean in (True, False):
        again = nearest(store, tmp_path, clean=clean)
        assert agreement(again, store) >= 0.99
        assert again.compared == 20  # only what came later is compared one by one


def test_a_reader_uses_the_graph_but_writes_none(store: Store, tmp_path: Path) -> None:
    for seed in range(4):
        document(store, seed)
    reader = nearest(store, tmp_path, writes=False)
    assert agreement(reader, store) == 1.0
    reader.close()
    assert Ledger(store.database).snapshot() is None


def test_vectors_of_another_encoder_are_not_compared(store: Store, tmp_path: Path) -> None:
    document(store, 1, encoder="other")
    assert len(nearest(store, tmp_path).search(unit(1, DIMENSION)[0], 5).ids) == 0


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A library with a graph's file, and one of an earlier generation beside it."""
    folder = tmp_path_factory.mktemp("template")
    database = Database(folder / "quire.sqlite")
    database.prepare()
    store = Store(database)
    for seed in range(3):
        document(store, seed)
    found = nearest(store, folder)
    found.refresh()
    found.settle()
    found.close()
    earlier = Ledger(store.database).snapshot()
    assert earlier is not None
    shutil.copy(folder / earlier.file, folder / "earlier")
    document(store, 3, n=MOST + 1)
    found = nearest(store, folder)
    found.refresh()
    found.settle()
    found.close()
    assert Ledger(store.database).snapshot() != earlier
    database.close()
    return folder


def damages() -> list[str]:
    kinds = {"zeroed": 60, "flipped": 80, "cut": 30, "noise": 20, "generation": 5, "encoder": 3}
    return [f"{kind}-{n}" for kind, count in kinds.items() for n in range(count)] + [
        "empty-0", "missing-0",
    ]  # fmt: skip


@pytest.mark.parametrize("damage", damages())
def test_a_damaged_graph_file_costs_nothing_but_time(
    damage: str, template: Path, tmp_path: Path
) -> None:
    home = tmp_path / "home"
    shutil.copytree(template, home)
    store = Store(Database(home / "quire.sqlite"))
    row = Ledger(store.database).snapshot()
    assert row is not None
    spoil(home / row.file, damage, home / "earlier", store)
    reader = nearest(store, home, writes=False, clean=False)
    assert agreement(reader, store) == 1.0  # by comparing all
    assert reader.graph is None
    store.database.close()


def spoil(path: Path, damage: str, earlier: Path, store: Store) -> None:
    kind, number = damage.rsplit("-", 1)
    rng = np.random.default_rng(int(number))
    data = bytearray(path.read_bytes())
    place = int(rng.integers(len(data)))
    match kind:
        case "zeroed":
            at = place // 4096 * 4096
            data[at : at + 4096] = bytes(b ^ 0xFF for b in data[at : at + 4096][:1]) + bytes(
                len(data[at : at + 4096]) - 1
            )
        case "flipped":
            data[place if int(number) % 2 else place % 96] ^= 1 << int(rng.integers(8))
        case "cut":
            del data[place:]
        case "noise":
            data[place : place + 512] = rng.bytes(len(data[place : place + 512]))
        case "generation":
            data = bytearray(earlier.read_bytes())
        case "encoder":
            with store.database.writing() as connection:
                connection.execute("UPDATE snapshot SET encoder = 'another'")
        case "empty":
            data.clear()
        case "missing":
            path.unlink()
            return
    path.write_bytes(data)


def test_a_file_that_lies_about_itself_is_tried_in_a_child_first(
    template: Path, tmp_path: Path
) -> None:
    """Its hash is right and its content is not: as after a fault while it was written."""
    home = tmp_path / "home"
    shutil.copytree(template, home)
    store = Store(Database(home / "quire.sqlite"))
    row = Ledger(store.database).snapshot()
    assert row is not None
    data = bytearray((home / row.file).read_bytes())
    data[row.bytes // 2 :] = b"\xff" * (row.bytes - row.bytes // 2)
    (home / row.file).write_bytes(data)
    digest = hashlib.blake2b(bytes(data), digest_size=32).hexdigest()
    with store.database.writing() as connection:
        connection.execute("UPDATE snapshot SET blake2b = ?", (digest,))
    reader = nearest(store, home, writes=False, clean=False)
    assert agreement(reader, store) == 1.0
    store.database.close()
