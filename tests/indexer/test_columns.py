from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from indexer.columns import regions
from indexer.runs import Run


def column(left: float, width: float, rows: int, words: int, first: int) -> list[Run]:
    """Flush runs one below the other; the words' numbers are the order of drawing."""
    return [
        Run(
            left,
            700.0 - 12 * n,
            left + width,
            710.0 - 12 * n,
            tuple(range(first + words * n, first + words * (n + 1))),
        )
        for n in range(rows)
    ]


def title(first: int) -> Run:
    return Run(72, 730, 540, 745, (first, first + 1))


def test_nothing_has_no_regions() -> None:
    assert regions([]) == []


def test_one_column_is_one_region() -> None:
    runs = column(72, 468, 30, 12, 0)
    assert regions(runs) == [runs]


def test_two_columns_of_prose_are_two_regions_under_their_title() -> None:
    left, right = column(72, 220, 20, 7, 2), column(320, 220, 20, 7, 142)
    assert regions([title(0), *left, *right]) == [[title(0)], left, right]


def test_three_columns_are_three_regions() -> None:
    columns = [column(72 + 165 * n, 145, 20, 5, 100 * n) for n in range(3)]
    assert regions([run for runs in columns for run in runs]) == columns


def test_a_table_of_words_and_figures_is_one_region() -> None:
    labels = column(72, 180, 12, 3, 0)
    figures = column(400, 40, 12, 1, 36)
    assert [len(region) for region in regions([*labels, *figures])] == [24]


def test_an_index_of_short_entries_is_read_by_column() -> None:
    left, right = column(72, 90, 25, 2, 0), column(320, 80, 25, 2, 50)
    assert regions([*left, *right]) == [left, right]


def test_prose_below_columns_comes_after_them() -> None:
    left, right = column(72, 220, 10, 7, 0), column(320, 220, 10, 7, 70)
    below = Run(72, 500, 540, 510, tuple(range(140, 152)))
    assert regions([*left, *right, below]) == [left, right, [below]]


boxes = st.tuples(
    st.floats(0, 500), st.floats(0, 700), st.floats(1, 400), st.floats(4, 20), st.integers(1, 12)
)


@given(st.lists(boxes, max_size=80))
def test_no_run_is_lost_or_doubled(drawn: list[tuple[float, float, float, float, int]]) -> None:
    runs, first = [], 0
    for left, bottom, width, height, words in drawn:
        numbers = tuple(range(first, first + words))
        runs.append(Run(left, bottom, left + width, bottom + height, numbers))
        first += words
    found = [run for region in regions(runs) for run in region]
    assert sorted(found, key=lambda run: run.words) == runs
