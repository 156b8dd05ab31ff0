from __future__ import annotations

import numpy as np

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
