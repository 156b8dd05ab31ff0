from __future__ import annotations

from tests.indexer.made_words import page_of, texts_of

COLUMNS = (300.0, 380.0, 460.0)
Placed = tuple[float, float, str]


def row(y: float, label: str, *figures: str) -> list[Placed]:
    cells = [(x, y, text) for x, text in zip(COLUMNS, figures, strict=False) if text]
    return [(72.0, y, label), *cells] if label else cells


ROWS = [
    *row(600, "Footwear", "33,135", "29,143", "28,021"),
    *row(586, "Apparel", "13,843", "13,567", "12,865"),
]


def test_lines_over_a_column_become_one_cell() -> None:
    page = page_of(
        *row(638, "", "", "% CHANGE", ""),
        *row(626, "", "", "WITHOUT", "OTHER"),
        *row(614, "(Millions)", "FISCAL", "CURRENCY", "YEARS"),
        *ROWS,
    )
    assert texts_of(page) == [
        "(Millions) | FISCAL | % CHANGE WITHOUT CURRENCY | OTHER YEARS",
        "Footwear | 33,135 | 29,143 | 28,021",
        "Apparel | 13,843 | 13,567 | 12,865",
    ]


def test_a_heading_joins_the_row_of_years_below_it() -> None:
    page = page_of(
        *row(626, "", "May 31,", "May 31,", "May 31,"),
        *row(614, "(Millions)", "2023", "2022", "2021"),
        *ROWS,
    )
    assert texts_of(page)[0] == "(Millions) | May 31, 2023 | May 31, 2022 | May 31, 2021"


def test_a_title_between_heading_and_figures_stays_where_it_is() -> None:
    page = page_of(
        *row(638, "", "TOTAL", "", ""),
        *row(626, "", "SALES", "COSTS", "PROFIT"),
        *row(614, "Revenues by:"),
        *ROWS,
    )
    assert texts_of(page)[:2] == [" | TOTAL SALES | COSTS | PROFIT", "Revenues by:"]


def test_headings_that_stand_close_are_parted_where_the_columns_are() -> None:
    close: list[Placed] = [(290.0, 614.0, "FISCAL ONE"), (362.0, 614.0, "FISCAL TWO")]
    page = page_of((72.0, 614.0, "(Millions)"), *close, *ROWS)
    assert texts_of(page)[0] == "(Millions) | FISCAL ONE | FISCAL TWO"


def test_a_heading_that_spans_columns_stays_a_row_of_its_own() -> None:
    page = page_of(
        (310.0, 626.0, "YEARS ENDED IN SPRING OF"),
        *row(614, "(Millions)", "2023", "2022", "2021"),
        *ROWS,
    )
    assert texts_of(page)[:2] == ["YEARS ENDED IN SPRING OF", "(Millions) | 2023 | 2022 | 2021"]


def test_prose_above_a_table_is_left_alone() -> None:
    sentence = "The following table shows what was sold in the last three years by kind."
    page = page_of((72.0, 628.0, sentence), *row(614, "(Millions)", "2023", "2022", "2021"), *ROWS)
    assert texts_of(page)[0] == sentence


def test_a_word_broken_in_a_narrow_heading_is_whole_again() -> None:
    page = page_of(
        *row(626, "", "Non", "", ""),
        *row(614, "(Millions)", "controlling", "Stock", "Total"),
        *ROWS,
        joined="Non",
    )
    assert texts_of(page)[0] == "(Millions) | Noncontrolling | Stock | Total"


def test_what_stands_over_a_repetition_is_said_of_each_of_its_columns() -> None:
    def four(y: float, label: str, *figures: str) -> list[Placed]:
        return [(72.0, y, label), *((300.0 + 60 * n, y, text) for n, text in enumerate(figures))]

    page = page_of(
        (318.0, 626.0, "At home"),
        (440.0, 626.0, "Abroad"),
        *four(614, "(Millions)", "2018", "2017", "2018", "2017"),
        *four(600, "Footwear", "33,1", "29,1", "28,0", "25,1"),
        *four(586, "Apparel", "13,8", "13,5", "12,8", "11,0"),
    )
    assert texts_of(page)[0] == (
        "(Millions) | At home 2018 | At home 2017 | Abroad 2018 | Abroad 2017"
    )
