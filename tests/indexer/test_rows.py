import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.rows import Near, Rows, best
from indexer.store import Block
from tests.indexer.test_hnsw import unit


def rows(*blocks: Block) -> Rows:
    return Rows.stacked([(b, unit(b.passages, 8, b.document_id)) for b in blocks], 8)


A, B, C = Block(1, 1, 5), Block(2, 6, 3), Block(3, 9, 4)


def test_rows_put_together_in_any_order_are_the_same() -> None:
    whole = rows(A, B, C)
    pieced = rows(B).with_rows(rows(C, A)).with_rows(Rows.empty(8))
    for one, other in zip(
        (whole.ids, whole.documents, whole.vectors),
        (pieced.ids, pieced.documents, pieced.vectors),
        strict=True,
    ):
        np.testing.assert_array_equal(one, other)
    assert whole.of([A, C]).ids.tolist() == [1, 2, 3, 4, 5, 9, 10, 11, 12]
    assert whole.of([A, B, C]) is whole


def test_cosines_are_of_those_that_are_here() -> None:
    whole, question = rows(A, B), unit(1, 8, 99)[0]
    found = whole.cosines(question, np.array([2, 8, 9, 100]))
    assert set(found) == {2, 8}
    assert found[2] == pytest.approx(float(whole.vectors[1] @ question), abs=1e-6)
    assert Rows.empty(8).cosines(question, np.array([1])) == {}


PAIRS = st.dictionaries(st.integers(1, 50), st.floats(-1, 1, width=32)).map(lambda d: [*d.items()])


@given(PAIRS, st.integers(0, 60))
def test_the_best_are_those_of_a_plain_sort(pairs: list[tuple[int, float]], k: int) -> None:
    half = len(pairs) // 2
    answers = [
        Near(np.array([n for n, _ in part], np.int64), np.array([c for _, c in part], np.float32))
        for part in (pairs[:half], pairs[half:])
    ]
    right = sorted(pairs, key=lambda pair: (-pair[1], pair[0]))[:k]
    found = best(answers, k)
    assert sorted(found.cosines.tolist(), reverse=True) == found.cosines.tolist()
    assert found.cosines.tolist() == [cosine for _, cosine in right]
