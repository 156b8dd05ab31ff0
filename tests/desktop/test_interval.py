from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.interval import Share, share


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
