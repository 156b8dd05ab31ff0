from __future__ import annotations

from pathlib import Path

from indexer.furniture import Furniture, edges_of
from indexer.layout import lines_of
from indexer.lines import Line
from indexer.pdf_file import PdfiumFile
from tests.indexer import made_pdfs


def page(*texts: str, top: float = 740) -> tuple[Line, ...]:
    return tuple(
        Line(text, (n,), 72, top - 14 * n, 300, top - 14 * n + 10) for n, text in enumerate(texts)
    )


def without_furniture(pages: list[tuple[Line, ...]]) -> list[tuple[Line, ...]]:
    furniture = Furniture([edges_of(lines) for lines in pages])
    return [furniture.without(n, lines) for n, lines in enumerate(pages)]


def printed_numbers(pages: list[tuple[Line, ...]]) -> list[str]:
    return Furniture([edges_of(lines) for lines in pages]).numbers


def texts(pages: list[tuple[Line, ...]]) -> list[list[str]]:
    return [[line.text for line in lines] for lines in pages]


def test_headers_and_page_numbers_go_and_the_first_page_keeps_what_the_header_says(
    tmp_path: Path,
) -> None:
    with PdfiumFile(made_pdfs.with_furniture(tmp_path / "f.pdf")) as file:
        pages = [lines_of(file.words(n)) for n in range(file.pages)]
    kept = texts(without_furniture(pages))
    assert kept[0][0] == "Velden Harbour Trust, annual report"
    assert kept[1:] == [
        [
            f"Chapter {'ABCDEF'[n - 1]} tells of ship {n}.",
            f"She carried {n * 7} tons of {('salt', 'oil', 'tin', 'tar')[n % 4]}.",
        ]
        for n in range(2, 7)
    ]


def test_bare_page_numbers_go_from_every_page() -> None:
    words = "alpha beta gamma delta epsilon zeta eta theta".split()
    pages = [page(*(f"{word} {n}" for n in "abcd"), str(n)) for n, word in enumerate(words)]
    assert without_furniture(pages) == [lines[:-1] for lines in pages]


def test_page_numbers_that_slide_up_and_down_the_page_go_too() -> None:
    words = "alpha beta gamma delta epsilon zeta eta theta".split()
    pages = [
        page(*(f"{word} {x}" for x in "abcd"), str(n + 12), top=700 - 17 * n)
        for n, word in enumerate(words)
    ]
    assert without_furniture(pages) == [lines[:-1] for lines in pages]
    assert printed_numbers(pages) == [str(n + 12) for n in range(8)]


def test_printed_numbers_are_told_from_other_numbers() -> None:
    words = "alpha beta gamma delta epsilon zeta".split()
    pages = [
        page(
            f"{word} 2018", "a", "b", "c", f"{n + 67} | Ship Ltd." if n % 2 else f"Year 7 {n + 67}"
        )
        for n, word in enumerate(words)
    ]
    assert printed_numbers(pages) == [str(n) for n in range(67, 73)]
    assert printed_numbers([page("Total 12"), page("Total 7"), page("Total 99")]) == ["", "", ""]


def test_pages_without_a_number_have_the_one_they_would_have() -> None:
    numbered = [page("a", "b", f"- {n} -") for n in range(1, 6)]
    pages = [page("Title"), page("Contents"), *numbered, page("Back cover")]
    assert printed_numbers(pages) == ["(1)", "(2)", "1", "2", "3", "4", "5", "6"]


def test_the_edges_that_stay_are_those_of_the_lines_that_stay() -> None:
    words = "alpha beta gamma delta".split()
    pages = [page("Ship Ltd.", word, f"{word}!") for word in words]
    furniture = Furniture([edges_of(lines) for lines in pages])
    assert list(furniture.kept_edges()) == [
        *["Ship Ltd.", "alpha", "alpha!"],
        *[text for word in words[1:] for text in (word, f"{word}!")],
    ]


def test_a_line_that_repeats_at_another_height_stays() -> None:
    pages = [page("Total 12", f"Of {n}{n}", top=700 - 31 * n) for n in range(8)]
    assert without_furniture(pages) == pages


def test_two_pages_are_too_few_to_tell() -> None:
    pages = [page("Header", "One."), page("Header", "Two.")]
    assert without_furniture(pages) == pages


def test_a_page_of_nothing_else_keeps_its_lines() -> None:
    pages = [page("Hello world")] * 5
    assert without_furniture(pages) == pages


def test_lines_in_the_middle_of_pages_stay_however_often_they_repeat() -> None:
    words = "alpha beta gamma delta epsilon zeta".split()
    pages = [
        page(*(f"{word} {n}" for n in "abc"), "Continued", *(f"{word} {n}" for n in "xyz"))
        for word in words
    ]
    assert without_furniture(pages) == pages
