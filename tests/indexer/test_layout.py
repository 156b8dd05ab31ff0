from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.cleaning import text_of
from indexer.layout import lines_of
from indexer.lines import Line
from indexer.pdf_file import PdfiumFile
from indexer.words import PageWords
from tests.indexer import made_pdfs
from tests.indexer.made_words import page_of, texts_of


def read(path: Path) -> str:
    with PdfiumFile(path) as file:
        return text_of(lines_of(file.words(0)))


def test_a_page_without_words_has_no_lines() -> None:
    assert lines_of(page_of()) == ()


def test_a_line_says_where_it_stands_and_of_which_words_it_is_made() -> None:
    assert lines_of(page_of((72, 700, "Two words"))) == (
        Line("Two words", (0, 1), 72.0, 700.0, 115.0, 710.0),
    )


def test_rows_are_read_from_top_to_bottom_whatever_the_order_of_drawing() -> None:
    page = page_of((72, 100, "last"), (72, 700, "first"), (72, 400, "middle"))
    assert texts_of(page) == ["first", "middle", "last"]


@pytest.mark.parametrize("column_by_column", [False, True])
def test_rows_of_a_table_stay_rows(tmp_path: Path, column_by_column: bool) -> None:
    assert read(made_pdfs.table(tmp_path / "t.pdf", column_by_column)).splitlines() == [
        "The following table shows what was earned.",
        "(in millions) | 2023 | 2022",
        "Revenues | $ 51,217 | $ 46,710",
        "Cost of sales | 28,925 | 25,231",
        "Gross profit | 22,292 | 21,479",
        "Net income | $ 5,070 | $ 6,046",
        "All figures have been audited.",
    ]


@pytest.mark.parametrize("row_by_row", [False, True])
def test_columns_are_read_one_after_the_other(tmp_path: Path, row_by_row: bool) -> None:
    assert read(made_pdfs.two_columns(tmp_path / "c.pdf", row_by_row)).splitlines() == [
        "A short history of the harbour of Velden, in two columns",
        " ".join(made_pdfs.LEFT_COLUMN),
        " ".join(made_pdfs.RIGHT_COLUMN),
    ]


@pytest.mark.parametrize("degrees", [0, 90, 180, 270])
def test_a_turned_page_reads_as_it_is_seen(tmp_path: Path, degrees: int) -> None:
    text = read(made_pdfs.turned(tmp_path / "t.pdf", degrees))
    assert text == "First comes the harbour.\nThen comes the sea."


def test_a_lone_per_cent_sign_belongs_to_the_figure_before_it() -> None:
    page = page_of((72, 700, "Share"), (300, 700, "39.1"), (335, 700, "%"), (400, 700, "31.0"))
    assert texts_of(page) == ["Share | 39.1 % | 31.0"]


def test_a_bullet_is_no_cell() -> None:
    page = page_of((72, 700, "•"), (100, 700, "One thing"), (72, 680, "(2)"), (100, 680, "Another"))
    assert texts_of(page) == ["• One thing", "(2) Another"]


def test_a_hyphen_at_a_lines_end_is_told() -> None:
    page = page_of((72, 700, "a beau tiful"), (72, 688, "day"), joined="tiful")
    assert [line.hyphenated for line in lines_of(page)] == [True, False]


words = st.sampled_from(["Net", "income", "$", "5,070", "(12)", "%", "—", "2023", "•", "1", "Non"])
places = st.tuples(
    st.integers(0, 60), st.integers(0, 30), st.floats(1, 90), st.floats(3, 20), words, st.booleans()
)


@given(st.lists(places, max_size=120))
def test_whatever_stands_on_a_page_every_word_is_read(
    drawn: list[tuple[int, int, float, float, str, bool]],
) -> None:
    page = PageWords(
        tuple(text for *_, text, _ in drawn),
        np.array(
            [(10 * x, 25 * y, 10 * x + wide, 25 * y + high) for x, y, wide, high, _, _ in drawn],
            np.float32,
        ).reshape(-1, 4),
        612,
        792,
        joined=frozenset(n for n, one in enumerate(drawn) if one[-1]),
    )
    lines = lines_of(page)
    assert {word for line in lines for word in line.words} == set(range(len(drawn)))
    text_of(lines)
