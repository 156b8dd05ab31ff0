from __future__ import annotations

from itertools import pairwise

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from indexer.runs import Run, parted, runs_of
from indexer.words import PageWords
from tests.indexer.made_words import page_of, texts_of


def test_a_currency_sign_belongs_to_the_figure_after_it() -> None:
    page = page_of((72, 700, "Revenues"), (300, 700, "$"), (340, 700, "51"), (355, 700, "$ 46"))
    assert texts_of(page) == ["Revenues | $ 51 | $ 46"]


def test_figures_that_stand_close_are_still_two_cells() -> None:
    page = page_of((72, 700, "Apparel"), (300, 700, "8 %"), (319, 700, "12,865"))
    assert texts_of(page) == ["Apparel | 8 % | 12,865"]


def test_wide_spaces_of_a_justified_line_part_no_cells() -> None:
    page = PageWords(
        ("mauris.", "Nam", "arcu", "libero,", "nonummy"),
        np.array(
            [
                [72, 700, 107, 710],
                [118, 700, 133, 710],
                [139, 700, 159, 710],
                [165, 700, 200, 710],
                [206, 700, 241, 710],
            ],
            np.float32,
        ),
        612,
        792,
    )
    assert texts_of(page) == ["mauris. Nam arcu libero, nonummy"]


def test_a_margin_of_line_numbers_goes() -> None:
    words = "and so the witness said that she had been there"
    rows = [(100.0, 700 - 14.0 * n, words) for n in range(12)]
    numbers = [(80.0, 700 - 14.0 * n, f"{n + 1}") for n in range(12)]
    assert set(texts_of(page_of(*rows, *numbers))) == {words}


def test_numbers_of_a_tables_rows_stay() -> None:
    rows = [(100.0, 700 - 14.0 * n, "Ship") for n in range(12)]
    tons = [(300.0, 700 - 14.0 * n, "tons") for n in range(12)]
    numbers = [(80.0, 700 - 14.0 * n, f"{n + 1}") for n in range(12)]
    assert texts_of(page_of(*rows, *tons, *numbers))[:2] == [
        "1 | Ship | tons",
        "2 | Ship | tons",
    ]


WORDS = st.lists(
    st.tuples(
        st.sampled_from(["Sales", "$", "12", "(3)", "—", "%", "of"]),
        st.integers(-4, 30),  # points from the word before
        st.sampled_from([0, 0, 0, 4, 14]),  # points down
        st.sampled_from([4, 9, 12]),  # points high
    ),
    min_size=1,
    max_size=25,
)


@given(WORDS)
def test_runs_found_at_once_are_those_found_word_by_word(
    words: list[tuple[str, int, int, int]],
) -> None:
    texts, boxes, right, bottom = [], [], 72.0, 700.0
    for text, away, down, high in words:
        left, bottom = (right + away, bottom) if not down else (72.0, bottom - down)
        right = left + 5 * len(text)
        texts.append(text)
        boxes.append([left, bottom, right, bottom + high])
    page = PageWords(tuple(texts), np.array(boxes, np.float32), 612, 792)
    assert runs_of(page) == runs_word_by_word(page)


def runs_word_by_word(page: PageWords) -> list[Run]:
    """What `runs_of` does, said plainly: the reference."""
    boxes, starts = page.boxes.tolist(), [0]
    for n, ((_, y0, x1, y1), (after, low, _, high)) in enumerate(pairwise(boxes), 1):
        apart = min(y1, high) - max(y0, low) <= 0.5 * min(y1 - y0, high - low)
        gap = after - x1
        wide = gap > 0.3 * (y1 - y0)
        cell = wide and parted(page.texts[n - 1], page.texts[n], gap / (y1 - y0), 0)
        if apart or gap < y0 - y1 or cell:
            starts.append(n)
    return [run_between(boxes, *ends) for ends in pairwise([*starts, len(boxes)])]


def run_between(boxes: list[list[float]], start: int, end: int) -> Run:
    lefts, bottoms, rights, tops = zip(*boxes[start:end], strict=True)
    left, bottom, right, top = min(lefts), min(bottoms), max(rights), max(tops)
    gap = ((right - left) - (sum(rights) - sum(lefts))) / max(1, end - start - 1)
    if end - start == 1 or gap > top - bottom:
        gap = 0.0
    return Run(left, bottom, right, top, tuple(range(start, end)), gap)
