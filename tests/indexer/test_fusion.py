import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.fusion import Found, confidence, distinct, first_score, full_score


def test_both_searches_count_and_pairs_of_words_too() -> None:
    both = Found(1, 0.5, 10.0, 2, 2)
    dense_only = Found(2, 0.6, 0.0, 1, None)
    keyword_only = Found(3, 0.1, 12.0, None, 1)
    ordered = sorted([dense_only, keyword_only, both], key=first_score, reverse=True)
    assert [one.passage_id for one in ordered] == [1, 2, 3]
    assert full_score(dense_only, 8) > full_score(both, 0)


@given(st.floats(-1, 1), st.floats(0, 1), st.floats(0, 0.5))
def test_confidence_is_a_probability_that_grows_with_both(
    cosine: float, share: float, more: float
) -> None:
    sure = confidence(cosine, share)
    assert 0 < sure < 1
    assert confidence(cosine + more, share) >= sure
    assert confidence(cosine, share + more) >= sure


def test_confidence_is_high_for_a_good_match_and_low_for_a_poor_one() -> None:
    assert confidence(0.7, 1.0) == pytest.approx(0.997, abs=0.01)
    assert confidence(0.2, 0.2) < 0.05


def test_what_says_nearly_the_same_is_said_once() -> None:
    text = "The committee met on Tuesday and agreed to raise the budget by ten percent this year"
    nearly = text + "."
    assert distinct([text, "Another text altogether", nearly, "A third one here"], 3) == [0, 1, 3]
    assert distinct(["a", "a", "b"], 5) == [0, 2]
    assert distinct([], 5) == []
