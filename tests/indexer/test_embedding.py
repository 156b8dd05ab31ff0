import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from indexer.embedding import embed_again, embedded
from indexer.passages import Draft
from indexer.store import Store
from indexer.types import Phase
from tests.indexer.fakes import DIMENSION, WordEncoder
from tests.indexer.test_store import new


def draft(text: str) -> Draft:
    return Draft("Title", 1, "1", 1, 0, len(text), text, len(text.split()) + 1)


@given(st.lists(st.integers(1, 12), max_size=80))
def test_vectors_come_in_the_order_of_the_drafts_whatever_their_lengths(lengths: list[int]) -> None:
    drafts = [draft(f"text{n} " + "word " * length) for n, length in enumerate(lengths)]
    encoder = WordEncoder()
    said = list(embedded(drafts, encoder))
    done, vectors = [number for number, _ in said], said[-1][1]
    assert done == sorted(done)
    assert (done[-1], vectors.shape) == (len(drafts), (len(drafts), DIMENSION))
    alone = encoder.encode([one.embedded for one in drafts])
    np.testing.assert_array_equal(vectors, alone)


def test_a_document_of_another_encoder_is_embedded_from_its_stored_pages(store: Store) -> None:
    store.add(new("a.pdf", "first words"))
    encoder = WordEncoder(name="words")
    said = list(embed_again(store, encoder))
    assert [one.phase for one in said] == [Phase.EMBEDDING, Phase.DONE]
    (passage,) = store.passages_of(1)
    assert passage.text == "first"  # the text of its page; "first words" was another's passage
    np.testing.assert_array_equal(store.vectors(1), encoder.encode(["S\nfirst"]))
    assert list(embed_again(store, encoder)) == []


def test_one_that_is_removed_meanwhile_is_left_out(store: Store) -> None:
    for name in ("a.pdf", "b.pdf"):
        store.add(new(name, "words"))
    said: list[tuple[str, Phase]] = []
    for progress in embed_again(store, WordEncoder()):
        if not said:
            store.remove(1)
        said.append((progress.path.name, progress.phase))
    assert said == [
        ("a.pdf", Phase.EMBEDDING), ("b.pdf", Phase.EMBEDDING), ("b.pdf", Phase.DONE),
    ]  # fmt: skip
    assert [one.document_id for one in store.documents()] == [2]


def test_closing_it_leaves_the_document_as_it_was(store: Store) -> None:
    store.add(new("a.pdf", "words"))
    before = store.passages_of(1)
    steps = embed_again(store, WordEncoder())
    next(steps)
    steps.close()
    assert (store.passages_of(1), len(store.embedded_otherwise("words"))) == (before, 1)
