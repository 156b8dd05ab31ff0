import threading
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from indexer import Collection, CollectionError, Library, UnknownDocument
from indexer.collection import Collections
from indexer.store import Store
from tests.indexer.added import add
from tests.indexer.fakes import WordEncoder, pdf, read_text
from tests.indexer.test_store import new


def filled(library: Library, tmp_path: Path, count: int = 4) -> None:
    add(library, *(pdf(tmp_path, f"{n}.pdf", f"Number {n} speaks.") for n in range(count)))


def test_collections_are_made_changed_renamed_and_removed(library: Library, tmp_path: Path) -> None:
    filled(library, tmp_path)
    assert library.collections() == ()
    assert library.set_collection("Harbour", [3, 1, 3]) == Collection("Harbour", (1, 3))
    library.set_collection("atlas", [2])
    library.set_collection("Empty", [])
    assert library.collections() == (
        Collection("atlas", (2,)), Collection("Empty", ()), Collection("Harbour", (1, 3)),
    )  # fmt: skip
    assert library.set_collection("  harbour ", [4]) == Collection("Harbour", (4,))
    library.rename_collection("harbour", "Port")
    library.rename_collection("port", "PORT")
    library.remove_collection("Empty")
    assert library.collections() == (Collection("atlas", (2,)), Collection("PORT", (4,)))
    assert len(library.documents()) == 4


def test_what_cannot_be_is_said_and_changes_nothing(library: Library, tmp_path: Path) -> None:
    filled(library, tmp_path)
    library.set_collection("A", [1])
    library.set_collection("B", [2])
    before = library.collections()
    for name in ("", "  ", "x" * 201, "a\x00b"):
        with pytest.raises(CollectionError, match="name has 1 to 200"):
            library.set_collection(name, [1])
    with pytest.raises(UnknownDocument, match="99"):
        library.set_collection("A", [2, 99])
    with pytest.raises(CollectionError, match="There is a collection B already"):
        library.rename_collection("A", "B")
    with pytest.raises(CollectionError, match="no collection C"):
        library.rename_collection("C", "D")
    with pytest.raises(CollectionError, match="no collection C"):
        library.remove_collection("C")
    assert library.collections() == before


def test_a_document_leaves_its_collections_and_a_new_version_takes_its_place(
    library: Library, tmp_path: Path
) -> None:
    filled(library, tmp_path)
    library.set_collection("All", [1, 2, 3, 4])
    library.remove(2)
    changed = next(one for one in library.documents() if one.document_id == 3)
    pdf(tmp_path, changed.name, "Another text.")
    add(library, changed.path)
    list(library.read_again(4))
    assert library.collections() == (Collection("All", (1, 4, 5)),)


def test_collections_are_there_after_a_restart(tmp_path: Path) -> None:
    with Library.open(tmp_path / "home", WordEncoder(), read_text) as library:
        filled(library, tmp_path)
        library.set_collection("Häfen 港 ⚓", [1, 2])
    with Library.open(tmp_path / "home", WordEncoder(), read_text) as library:
        assert library.collections() == (Collection("Häfen 港 ⚓", (1, 2)),)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.text(max_size=30))
def test_any_name_is_kept_as_it_is_or_refused(store: Store, name: str) -> None:
    collections = Collections(store.database)
    plain = " ".join(name.split())
    if plain and plain.isprintable():
        assert collections.put(name, []) == Collection(plain, ())
        assert collections.all() == (Collection(plain, ()),)
        collections.remove(name)
    else:
        with pytest.raises(CollectionError):
            collections.put(name, [])
    assert collections.all() == ()


def test_several_threads_change_collections_at_once(store: Store) -> None:
    for n in range(6):
        store.add(new(f"{n}.pdf", "words"))
    collections = Collections(store.database)

    def work(name: str) -> None:
        for n in range(20):
            collections.put(name, [n % 6 + 1, (n + 1) % 6 + 1])
            collections.all()

    threads = [threading.Thread(target=work, args=(f"c{n}",)) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert collections.all() == tuple(Collection(f"c{n}", (2, 3)) for n in range(4))
