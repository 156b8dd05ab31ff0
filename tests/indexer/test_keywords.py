from indexer.keywords import matches, rarest
from indexer.store import Store
from tests.indexer.test_store import new


def test_words_are_found_and_forgotten_with_their_document(store: Store) -> None:
    store.add(new("a.pdf", "boats sail", "a boat"))
    store.add(new("b.pdf", "boating for boats and boats"))
    assert [number for number, _ in matches(store.database, '"boat"', 1, None)] == [3]
    assert {number for number, _ in matches(store.database, '"boat"', 10, None)} == {1, 2, 3}
    assert {number for number, _ in matches(store.database, '"boat"', 10, [1])} == {1, 2}
    store.remove(2)
    assert {number for number, _ in matches(store.database, '"boat"', 10, None)} == {1, 2}


def test_only_the_rarest_words_are_looked_for_where_there_are_many_passages(store: Store) -> None:
    store.add(new("a.pdf", *(f"common {'rare' if n < 3 else 'other'}" for n in range(10))))
    words = ["common", "rare", "other", "missing"]
    assert rarest(store.database, words, 10) == words
    assert rarest(store.database, words, 9) == ["rare"]
    assert rarest(store.database, ["common"], 9) == ["common"]
    assert rarest(store.database, ["missing"], 9) == []
