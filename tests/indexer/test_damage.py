"""What is left of a database that was damaged: its bytes, and the paths that can still be read."""

import random
from pathlib import Path

import pytest

from indexer import Library
from indexer.damage import move_aside, salvaged_places
from indexer.store import Store
from tests.indexer.fakes import WordEncoder, pdf, read_text
from tests.indexer.test_store import new


def filled(store: Store, documents: int = 40) -> Path:
    for n in range(documents):
        store.add(new(f"{n}.pdf", f"words of number {n} " * 50))
    store.database.close()
    return store.database.path


def test_every_path_is_read_from_a_healthy_file(store: Store) -> None:
    assert set(salvaged_places(filled(store))) == {Path(f"/files/{n}.pdf") for n in range(40)}


def test_no_path_is_made_up_wherever_the_file_is_damaged(store: Store) -> None:
    path = filled(store)
    whole = path.read_bytes()
    rng = random.Random(3)
    known = {Path(f"/files/{n}.pdf") for n in range(40)}
    saved = 0
    for _ in range(40):
        data = bytearray(whole)
        at = rng.randrange(len(data) // 4096) * 4096
        data[at : at + 4096] = bytes(4096)
        path.write_bytes(data)
        found = set(salvaged_places(path))
        assert found <= known
        saved += len(found)
    assert saved > 30 * 40  # most pages of the file hold no paths


def test_a_file_whose_first_bytes_are_lost_still_tells_its_paths(store: Store) -> None:
    path = filled(store)
    spoiled = b"\xff" * 100 + path.read_bytes()[100:]
    path.write_bytes(spoiled)
    assert set(salvaged_places(path)) == {Path(f"/files/{n}.pdf") for n in range(40)}
    assert path.read_bytes() == spoiled


@pytest.mark.parametrize("data", [b"", b"no database " * 1000, b"SQLite format 3\x00" + bytes(90)])
def test_nothing_is_read_from_what_is_no_database(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "quire.sqlite"
    path.write_bytes(data)
    assert salvaged_places(path) == ()


def test_the_file_and_its_companions_are_kept_under_another_name(tmp_path: Path) -> None:
    path = tmp_path / "quire.sqlite"
    for companion in ("", "-wal", "-shm"):
        path.with_name(path.name + companion).write_text(f"bytes{companion}")
    aside = move_aside(path)
    assert not path.exists()
    assert aside.name.startswith("damaged-")
    found = {one.name.removeprefix(aside.name): one.read_text() for one in tmp_path.iterdir()}
    assert found == {"": "bytes", "-wal": "bytes-wal", "-shm": "bytes-shm"}


def test_copies_are_kept_aside_and_the_last_of_their_documents_are_named(tmp_path: Path) -> None:
    home = tmp_path / "home"
    files = [pdf(tmp_path, f"{n}.pdf", f"Number {n} speaks.") for n in range(3)]
    with Library.open(home, WordEncoder(), read_text) as library:
        assert len([one for one in library.add(files, copies=True) if one.report]) == 3
        kept = {one.path: one.sha256 for one in library.documents()}
    assert not Library.is_damaged(home)
    files[1].unlink()
    known = Library.set_aside(home)
    assert set(known[:3]) == set(files)
    (orphan,) = known[3:]
    assert orphan.stem == kept[files[1]]
    with Library.open(home, WordEncoder(), read_text) as library:
        for _ in library.add([path for path in known if path.is_file()]):
            pass
        texts = {hit.passage.text for hit in library.search("number").hits}
    assert texts == {f"Number {n} speaks." for n in range(3)}
    assert orphan.is_file()


def test_damage_is_seen(store: Store) -> None:
    path = filled(store)
    folder = path.parent
    assert not Library.is_damaged(folder)
    data = bytearray(path.read_bytes())
    data[len(data) // 2 :] = b"\xff" * (len(data) - len(data) // 2)
    path.write_bytes(data)
    assert Library.is_damaged(folder)
    assert not Library.is_damaged(folder / "nothing")
