"""What comes out of real pages, against what a person reads there."""

from __future__ import annotations

from collections import Counter
from functools import cache
from pathlib import Path
from unicodedata import normalize

import pytest

from indexer.cleaning import text_of
from indexer.layout import lines_of
from indexer.marking import Mark, marked_boxes
from indexer.pdf_file import PdfiumFile
from indexer.reader import read
from indexer.types import Page, Quality


@pytest.fixture
def pdfs(shared: Path) -> Path:
    return shared / "pdfs"


@cache
def pages_of(path: Path) -> tuple[Page, ...]:
    return tuple(value for value in read(path) if isinstance(value, Page))


def lines_on(path: Path, page: int) -> list[str]:
    return pages_of(path)[page - 1].text.splitlines()


@pytest.mark.parametrize(
    ("name", "page", "expected"),
    [
        (
            "report-3m-2018.pdf",
            1,
            [
                "SECURITIES AND EXCHANGE COMMISSION",
                "Common Stock, Par Value $.01 Per Share | New York Stock Exchange, Inc.",
                "Shares of common stock outstanding at January 31, 2019: 575.8 million",
            ],
        ),
        (
            "report-3m-2018.pdf",
            56,
            [
                "Consolidated Statement of Income",
                "(Millions, except per share amounts) | 2018 | 2017 | 2016",
                "Net sales | $ 32,765 | $ 31,657 | $ 30,109",
                "Research, development and related expenses | 1,821 | 1,870 | 1,764",
                "Earnings per share attributable to 3M common shareholders — basic"
                " | $ 9.09 | $ 8.13 | $ 8.35",
            ],
        ),
        (
            "report-3m-2018.pdf",
            59,
            [
                "(Dollars in millions, except per share amounts) | Total | Common Stock and"
                " Additional Paid-in Capital | Retained Earnings | Treasury Stock | Accumulated"
                " Other Comprehensive Income (Loss) | Noncontrolling Interest",
                "Net income | 5,058 | | 5,050 | | | 8",
                "Reacquired stock | (3,699) | | | (3,699)",
            ],
        ),
        (
            "report-3m-2018.pdf",
            92,
            [
                "(Millions) | United States 2018 | United States 2017 | International 2018"
                " | International 2017 | Benefits 2018 | Benefits 2017",
                "Funded status at end of year"
                " | $ (1,145) | $ (1,674) | $ (795) | $ (765) | $ (915) | $ (1,013)",
            ],
        ),
        (
            "report-nike-2023.pdf",
            36,
            [
                "Apparel | 13,843 | 13,567 | 2 % | 8 % | 12,865 | 5 % | 6 %",
                "TOTAL NIKE BRAND WHOLESALE EQUIVALENT REVENUES"
                " | $ 40,127 | $ 36,151 | 11 % | 18 % | $ 35,770 | 1 % | 1 %",
            ],
        ),
        (
            "report-nike-2023.pdf",
            59,
            [
                "Revenues | $ 51,217 | $ 46,710 | $ 44,538",
                "NET INCOME | $ 5,070 | $ 6,046 | $ 5,727",
            ],
        ),
    ],
)
def test_rows_and_sentences_of_the_reports(
    pdfs: Path, name: str, page: int, expected: list[str]
) -> None:
    lines = lines_on(pdfs / name, page)
    assert [line for line in expected if line not in lines] == []


@pytest.mark.parametrize("name", ["report-3m-2018.pdf", "report-nike-2023.pdf"])
def test_no_page_of_a_report_but_the_first_repeats_its_header_or_number(
    pdfs: Path, name: str
) -> None:
    pages = pages_of(pdfs / name)
    left = [page.number for page in pages[2:] if page.text.endswith(f"\n{page.label}")]
    assert left == []
    assert sum("Table of Contents\n" in page.text for page in pages[5:]) == 0


def test_printed_page_numbers_become_labels(pdfs: Path) -> None:
    labels = [page.label for page in pages_of(pdfs / "report-nike-2023.pdf")]
    assert labels[4:6] + labels[70:72] == ["1", "2", "67", "68"]
    labels = [page.label for page in pages_of(pdfs / "book-geotopo-german.pdf")]
    assert labels[:3] == ["i", "ii", "iii"]


def test_columns_of_a_paper_are_read_one_by_one(pdfs: Path) -> None:
    text = "\n".join(page.text for page in pages_of(pdfs / "text-multicolumn.pdf"))
    assert "consectetuer adipiscing elit. Ut purus elit, vestibulum ut, placerat ac" in text
    assert " | " not in pages_of(pdfs / "text-multicolumn.pdf")[0].text


def test_a_proofs_line_numbers_are_gone_and_its_broken_words_whole(pdfs: Path) -> None:
    text = pages_of(pdfs / "book-free-culture.pdf")[49].text
    assert "is the ability ... to understand, analyze, and deconstruct media images." in text
    assert "20,000 and 45,000 commercials generally" in text
    assert "University of Southern California’s Annenberg Center" in text


def test_the_ligatures_of_a_font_are_spelled_out(pdfs: Path) -> None:
    assert pages_of(pdfs / "text-ligatures.pdf")[0].text == "abcdeffffiflffifflſtstghijklmno"


def test_pages_whose_font_says_nothing_are_garbled(pdfs: Path) -> None:
    qualities = [page.quality for page in pages_of(pdfs / "article-tam-review.pdf")]
    assert qualities.count(Quality.GARBLED) == 21
    assert qualities[0] is Quality.FINE


@pytest.mark.parametrize(
    ("name", "page", "part"),
    [
        ("report-3m-2018.pdf", 1, "Shares of common stock outstanding at January 31, 2019:"),
        ("report-nike-2023.pdf", 59, "NET INCOME | $ 5,070 | $ 6,046 | $ 5,727"),
        ("text-multicolumn.pdf", 2, "Aenean faucibus pede eu ante."),
    ],
)
def test_a_part_of_a_real_page_is_marked_on_its_own_line(
    pdfs: Path, name: str, page: int, part: str
) -> None:
    text = pages_of(pdfs / name)[page - 1].text
    with PdfiumFile(pdfs / name) as file:
        words = file.words(page - 1)
    start = text.index(part)
    boxes = marked_boxes(words, lines_of(words), Mark(text, start, start + len(part)))
    assert 1 <= len(boxes) <= 2
    inside = [
        word
        for word, (left, bottom, right, top) in zip(words.texts, words.boxes, strict=True)
        if any(
            box[0] <= left + 0.1
            and box[2] >= right - 0.1
            and box[1] <= (bottom + top) / 2 <= box[3]
            for box in boxes
        )
    ]
    assert "".join(inside) == part.replace(" | ", "").replace(" ", "")


@pytest.mark.parametrize(
    "name", ["report-3m-2018", "report-nike-2023", "book-geotopo-german", "text-multicolumn"]
)
def test_no_word_that_the_file_draws_is_lost(pdfs: Path, name: str) -> None:
    with PdfiumFile(pdfs / f"{name}.pdf") as file:
        for index in range(0, file.pages, 9):
            words = file.words(index)
            lines = lines_of(words)
            placed = [word for line in lines for word in line.words]
            assert set(placed) == {*range(len(words.texts))}
            text = "".join(words.texts[word] for word in placed)
            drawn = filter(str.isalnum, normalize("NFKC", text))
            kept = filter(str.isalnum, normalize("NFKC", text_of(lines)))
            assert Counter(kept) == Counter(drawn)
