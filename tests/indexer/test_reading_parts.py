"""Files that several children read at once: the same pages, and the same ends as with one."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from indexer.errors import Damaged, ReadError, ReadTimeout, TooLarge
from indexer.reader import Opened, PagesRead, Readers, ReadLimits, read
from indexer.types import Page
from tests.indexer import made_pdfs
from tests.indexer.real_pdfs import PDFS

LONG = (
    "report-3m-2018.pdf", "report-nike-2023.pdf", "book-free-culture.pdf",
    "book-geotopo-german.pdf",
)  # fmt: skip


def mock(first: str) -> Readers:
    dies = "tests.indexer.reading_children:dies_at_once"
    return Readers(f"tests.indexer.parted_children:{first}", dies, dies)


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    on_processors(2, monkeypatch)
    path = tmp_path / "log.pdf"
    path.write_bytes(b"%PDF-1.7")
    return path


def on_processors(count: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("indexer.reader.processors", lambda: count)


def pages_of(path: Path) -> list[Page]:
    return [value for value in read(path) if isinstance(value, Page)]


def test_however_many_read_a_file_its_pages_are_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = made_pdfs.lines(tmp_path / "long.pdf", [book_page(n) for n in range(1, 122)])
    found = []
    for processors in (1, 2, 3):
        on_processors(processors, monkeypatch)
        found.append(pages_of(path))
    assert found[0] == found[1] == found[2]
    assert [page.number for page in found[0]] == list(range(1, 122))
    assert found[0][0].text.startswith("Velden Harbour Trust")
    assert [page.label for page in found[0][5:8]] == ["(6)", "1", "2"]
    whole = ["long-term debt." in page.text for page in found[0]]
    assert [whole, [page.text.count("Velden") for page in found[0][1:]]] == [
        [True] * 121,
        [0] * 120,
    ]


def book_page(n: int) -> list[str]:
    """A page under a header, over its number. Page 40 alone tells how the word is written that is
    broken at a line's end on the others."""
    name = "".join("bdfgklmnrs"[int(digit)] + "aeiou"[n % 5] for digit in str(n))
    loan = ["long-term debt."] if n == 40 else ["long-", "term debt."]
    lines = [*(f"{name}{letter} was let." for letter in "cpt"), f"It is {name}", *loan]
    return [
        "Velden Harbour Trust",
        *lines,
        *(f"{name}{vowel} was not." for vowel in "aei"),
        f"- {n - 6} -",
    ]


@pytest.mark.parametrize(
    "name", [LONG[3], *(pytest.param(n, marks=pytest.mark.slow) for n in LONG[:3])]
)
def test_however_many_read_a_real_file_its_pages_are_the_same(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    if not PDFS.is_dir():
        pytest.skip("the real PDFs are not beside the checkout")
    on_processors(1, monkeypatch)
    alone = pages_of(PDFS / name)
    for processors in (2, 4):
        on_processors(processors, monkeypatch)
        assert pages_of(PDFS / name) == alone


def test_each_child_hears_what_the_other_tells_and_pages_come_in_order(file: Path) -> None:
    values = list(read(file, None, None, mock("tell_each_other")))
    pages = [value for value in values if isinstance(value, Page)]
    assert values[0] == Opened(80, "")
    assert [page.text for page in pages] == [f"Page {n}, said by {n % 2}." for n in range(1, 81)]


@pytest.mark.parametrize(
    ("first", "kind"),
    [
        ("dies_before_its_gist", Damaged),
        ("dies_after_its_gist", Damaged),
        ("hangs_before_its_gist", ReadTimeout),
        ("does_not_listen", ReadTimeout),
        ("counts_other_pages", Damaged),
        ("sends_pages_too_soon", Damaged),
        ("lies_about_its_gist", Damaged),
        ("repeats_its_gist", Damaged),
        ("floods_after_its_gist", TooLarge),
    ],
)
def test_one_of_several_children_that_misbehaves_costs_its_file_only(
    file: Path, first: str, kind: type[ReadError]
) -> None:
    large = 20_000_000 if first == "does_not_listen" else 2_000_000
    limits = ReadLimits(700 * 1024**2, 1.5, 0.0, large)
    began = time.monotonic()
    with pytest.raises(kind, match=r"log\.pdf"):
        list(read(file, None, limits, mock(first)))
    assert time.monotonic() - began < 11.5


def test_what_children_tell_each_other_is_not_what_the_file_says(file: Path) -> None:
    limits = ReadLimits(output_bytes=2_000_000)  # each tells 0.6 MB, and reads 0.6 MB
    pages = [one for one in read(file, None, limits, mock("tells_much")) if isinstance(one, Page)]
    assert len(pages) == 80


def test_closing_a_reading_in_parts_ends_it_at_once_though_one_does_not_listen(file: Path) -> None:
    reading = read(file, None, None, mock("does_not_listen"))
    assert next(reading) == Opened(80, "")
    assert next(value for value in reading if isinstance(value, PagesRead) and value.done)
    began = time.monotonic()
    reading.close()
    assert time.monotonic() - began < 5
