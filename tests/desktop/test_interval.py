from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.interval import Estimate, Share, difference, mean, middle, share


def test_the_interval_of_a_share_is_wilsons() -> None:
    # The worked example of Newcombe (Statistics in Medicine 17, 1998, 857-872): 81 of 263.
    told = share(81, 263)
    assert (round(told.low, 4), round(told.high, 4)) == (0.2553, 0.3662)
    assert round(share(0, 20).high, 4) == 0.1611


def test_nothing_counted_says_nothing() -> None:
    assert share(0, 0) == Share(0, 0, 0.0, 1.0)
    assert share(0, 0).value == 0.0


@given(st.integers(1, 5000), st.data())
def test_the_interval_holds_the_share_and_narrows_with_more(
    total: int, data: st.DataObject
) -> None:
    count = data.draw(st.integers(0, total))
    told, more = share(count, total), share(count * 4, total * 4)
    assert 0 <= told.low <= told.value <= told.high <= 1
    assert more.high - more.low < told.high - told.low
    other = share(total - count, total)
    assert other.low == pytest.approx(1 - told.high, abs=1e-12)


@pytest.mark.parametrize(("count", "total"), [(-1, 3), (4, 3)])
def test_what_is_no_share_is_refused(count: int, total: int) -> None:
    with pytest.raises(ValueError, match=f"{count} of {total}"):
        share(count, total)


def test_the_difference_of_paired_shares_is_agrestis_and_mins() -> None:
    # Agresti's example of two surveys (Categorical data analysis, 2002, section 10.1): of 1600
    # people 150 changed one way and 86 the other; 0.04, from 0.02 to 0.06.
    told = difference(150, 86, 1600)
    assert [round(each, 2) for each in (told.value, told.low, told.high)] == [0.04, 0.02, 0.06]
    assert difference(0, 0, 0) == Estimate(0.0, -1.0, 1.0, 0)
    with pytest.raises(ValueError, match="do not fit"):
        difference(3, 3, 5)


@given(st.integers(0, 200), st.integers(0, 200), st.integers(0, 500))
def test_a_difference_turned_round_has_the_other_sign(first: int, second: int, rest: int) -> None:
    told = difference(first, second, first + second + rest)
    other = difference(second, first, first + second + rest)
    assert (other.value, other.low, other.high) == pytest.approx(
        (-told.value, -told.high, -told.low)
    )
    assert -1 <= told.low <= told.value <= told.high <= 1


def test_a_mean_has_its_standard_error_and_a_median_its_order() -> None:
    assert mean([]) is None
    assert middle([]) is None
    told = mean([1.0, 2.0, 3.0, 4.0])
    assert told is not None
    assert (told.value, round(told.high - told.value, 4)) == (2.5, 1.2652)
    times = middle([float(n) for n in range(1, 101)])
    # Of 100 values the 41st and the 61st, which hold it with a probability of 0.954.
    assert times == Estimate(50.5, 41.0, 61.0, 100)
    assert middle([3.0, 1.0]) == Estimate(2.0, 1.0, 3.0, 2)
