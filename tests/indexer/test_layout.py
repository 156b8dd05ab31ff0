from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from indexer.cleaning import text_of
from indexer.layout import lines_of
from indexer.lines import Line
from indexer.pdfium import PdfiumFile
from indexer.words import PageWords
from indexer.wrapping import begins_with_marker
from tests.indexer import made_pdfs

HEIGHT = 10.0
LETTER_WIDTH = 5.0


def page_of(*rows: tuple[float, float, str], joined: str = "") -> PageWords:
    """A page of words; each row is (left, bottom, text), its words half a height apart."""
    texts: list[str] = []
    boxes: list[tuple[float, float, float, float]] = []
    for left, bottom, text in rows:
        for word in text.split(" "):
            width = LETTER_WIDTH * len(word)
            texts.append(word)
            boxes.append((left, bottom, left + width, bottom + HEIGHT))
            left += width + 3.0
    hyphens = frozenset(n for n, text in enumerate(texts) if text in joined.split())
    return PageWords(
        tuple(texts), np.array(boxes, np.float32).reshape(-1, 4), 612, 792, joined=hyphens
    )


def texts_of(page: PageWords) -> list[str]:
    return [line.text for line in lines_of(page)]


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


@pytest.mark.parametrize("upwards", [True, False])
def test_text_printed_sideways_is_read(tmp_path: Path, upwards: bool) -> None:
    assert read(made_pdfs.sideways(tmp_path / "s.pdf", upwards)).splitlines() == [
        "Ships that came in: 41",
        "Ships that went out: 39",
        "Ships that stayed: 2",
    ]


def test_a_currency_sign_belongs_to_the_figure_after_it() -> None:
    page = page_of((72, 700, "Revenues"), (300, 700, "$"), (340, 700, "51"), (355, 700, "$ 46"))
    assert texts_of(page) == ["Revenues | $ 51 | $ 46"]


def test_figures_that_stand_close_are_still_two_cells() -> None:
    page = page_of((72, 700, "Apparel"), (300, 700, "8 %"), (319, 700, "12,865"))
    assert texts_of(page) == ["Apparel | 8 % | 12,865"]


def test_a_lone_per_cent_sign_belongs_to_the_figure_before_it() -> None:
    page = page_of((72, 700, "Share"), (300, 700, "39.1"), (335, 700, "%"), (400, 700, "31.0"))
    assert texts_of(page) == ["Share | 39.1 % | 31.0"]


def test_a_bullet_is_no_cell() -> None:
    page = page_of((72, 700, "•"), (100, 700, "One thing"), (72, 680, "(2)"), (100, 680, "Another"))
    assert texts_of(page) == ["• One thing", "(2) Another"]


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


def test_a_wrapped_line_goes_on_and_a_paragraphs_last_does_not() -> None:
    page = page_of(
        (72, 700, "The quick brown fox jumps over the lazy dog and"),
        (72, 688, "then sleeps."),
        (72, 676, "Another paragraph begins here and is as wide as"),
        (72, 664, "that."),
    )
    assert [line.goes_on for line in lines_of(page)] == [True, False, True, False]


def test_a_label_of_two_lines_is_one_row() -> None:
    def row(y: float, label: str, *figures: str) -> list[tuple[float, float, str]]:
        return [(72, y, label), *((300.0 + 80 * n, y, text) for n, text in enumerate(figures))]

    page = page_of(
        *row(700, "Footwear", "33,135", "29,143"),
        *row(684, "Apparel", "13,843", "13,567"),
        *row(668, "SALES FROM WHOLESALE OPERATIONS TO"),
        *row(658, "DIRECT OPERATIONS", "12,730", "10,543"),
        *row(642, "Long-term debt and long-term"),
        *row(630, "capital lease obligations", "13,486", "12,156"),
        *row(614, "Deferred:"),
        *row(602, "Federal", "38", "162"),
    )
    assert text_of(lines_of(page)).splitlines() == [
        "Footwear | 33,135 | 29,143",
        "Apparel | 13,843 | 13,567",
        "SALES FROM WHOLESALE OPERATIONS TO DIRECT OPERATIONS | 12,730 | 10,543",
        "Long-term debt and long-term capital lease obligations | 13,486 | 12,156",
        "Deferred:",
        "Federal | 38 | 162",
    ]


def test_a_heading_does_not_go_on_into_its_text() -> None:
    page = page_of(
        (72, 712, "Harbours"),
        (72, 700, "The quick brown fox jumps over the lazy dog and"),
        (72, 688, "then sleeps."),
    )
    assert [line.goes_on for line in lines_of(page)] == [False, True, False]


def test_an_entry_of_a_list_begins_anew() -> None:
    page = page_of(
        (72, 700, "• The quick brown fox jumps over the lazy dog and"),
        (84, 688, "then sleeps in the shade of the old oak by the st"),
        (72, 676, "• Another entry"),
    )
    assert [line.goes_on for line in lines_of(page)] == [True, False, False]


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


def test_hebrew_and_arabic_rows_are_read_from_the_right() -> None:
    first, second = "انواع", "الخطوط"
    page = PageWords(
        (first, second, "العربية"),
        np.array([[500, 700, 540, 710], [450, 700, 495, 710], [200, 700, 240, 710]], np.float32),
        612,
        792,
    )
    assert texts_of(page) == [f"{first} {second} | العربية"]


def test_a_hyphen_at_a_lines_end_is_told() -> None:
    page = page_of((72, 700, "a beau tiful"), (72, 688, "day"), joined="tiful")
    assert [line.hyphenated for line in lines_of(page)] == [True, False]


@pytest.mark.parametrize(
    "text", ["• One", "(a) First", "3. Third", "iv) Fourth", "- dash", "[7] x"]
)
def test_markers_are_known(text: str) -> None:
    assert begins_with_marker(text)


@pytest.mark.parametrize("text", ["2018 was good.", "a dog", "(Millions) 2018", "3M Company"])
def test_words_are_no_markers(text: str) -> None:
    assert not begins_with_marker(text)
