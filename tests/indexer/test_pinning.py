from hypothesis import given
from hypothesis import strategies as st

from indexer.pinning import with_pinned


def ranking(*numbers: int) -> list[tuple[int, str]]:
    return [(number, f"text of passage number n{number}") for number in numbers]


def test_without_pins_the_best_that_differ_are_kept() -> None:
    ranked = [(1, "the same words here"), (2, "The same words here."), *ranking(3, 4)]
    assert with_pinned(ranked, [], 2) == [1, 3]


def test_every_pinned_document_has_its_best_passage_as_far_as_k_goes() -> None:
    ranked, pinned = ranking(1, 2, 3, 4), [ranking(8, 9), ranking(2, 7), ranking(6, 5), []]
    assert set(with_pinned(ranked, pinned, 4)) == {8, 2, 6, 1}
    assert set(with_pinned(ranked, pinned, 2)) == {8, 2}
    assert with_pinned(ranked, pinned, 0) == []


def test_one_pinned_document_leaves_half_of_the_room_to_the_others() -> None:
    pinned = [ranking(*range(20, 30))]
    assert set(with_pinned(ranking(*range(10)), pinned, 6)) == {20, 21, 22, 0, 1, 2}
    assert set(with_pinned(ranking(*range(10)), pinned, 3)) == {20, 0, 1}


NUMBERS = st.lists(st.integers(0, 40), unique=True, max_size=20)


@given(NUMBERS, st.lists(NUMBERS, max_size=5), st.integers(0, 12))
def test_as_many_as_there_are_and_the_pins_among_them(
    ranked: list[int], pinned: list[list[int]], k: int
) -> None:
    kept = with_pinned(ranking(*ranked), [ranking(*best) for best in pinned], k)
    firsts = list(dict.fromkeys(best[0] for best in pinned if best))
    assert len(set(kept)) == len(kept) <= k
    assert set(kept) <= {*ranked, *(one for best in pinned for one in best)}
    assert set(kept) >= set(firsts[:k])
    assert len(kept) >= min(k, len(ranked))
