from __future__ import annotations

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psutil
import pytest

from indexer.errors import (
    Damaged,
    Encrypted,
    NoText,
    NotPdf,
    ReadError,
    ReadTimeout,
    TooLarge,
)
from indexer.reader import Opened, PagesRead, Readers, ReadLimits, read
from indexer.types import Page, Quality, Status
from tests.indexer import made_pdfs


def mock(first: str, second: str = "dies_at_once", structure: str = "dies_at_once") -> Readers:
    module = "tests.indexer.reading_children"
    return Readers(f"{module}:{first}", f"{module}:{second}", f"{module}:{structure}")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "ship's log.pdf"
    path.write_bytes(b"%PDF-1.7\nwhat the children make of it is up to them")
    return path


@pytest.fixture(autouse=True)
def _no_child_is_left() -> Iterator[None]:
    yield
    deadline = time.monotonic() + 5
    while left := [one for one in psutil.Process().children(recursive=True) if _reads(one)]:
        assert time.monotonic() < deadline, left
        time.sleep(0.01)


def _reads(process: psutil.Process) -> bool:
    """Whether it is a reading child: spawned, or forked from the server that waits for work."""
    try:
        parent = process.parent()
        line, line_above = process.cmdline(), parent.cmdline() if parent else []
    except psutil.Error:
        return False
    return "spawn_main" in " ".join(line) or ("forkserver" in " ".join(line) and line == line_above)


def pages_of(path: Path, password: str | None = None) -> list[Page]:
    return [value for value in read(path, password) if isinstance(value, Page)]


def failure_of(path: Path, readers: Readers, limits: ReadLimits | None = None) -> ReadError:
    with pytest.raises(ReadError) as caught:
        list(read(path, None, limits, readers))
    return caught.value


# ── what comes out ──────────────────────────────────────────────────────────────────────────


def test_a_reading_opens_and_then_gives_every_page_in_order(tmp_path: Path) -> None:
    path = made_pdfs.labelled(tmp_path / "book.pdf")
    opened, *pages = [value for value in read(path) if not isinstance(value, PagesRead)]
    assert opened == Opened(4, "The Harbour Book")
    assert pages == [
        Page(1, "iv", "Preface", "This is what page 1 says.", Quality.FINE, 612, 792),
        Page(2, "v", "Preface", "This is what page 2 says.", Quality.FINE, 612, 792),
        Page(3, "1", "Building", "This is what page 3 says.", Quality.FINE, 612, 792),
        Page(4, "2", "The mole", "This is what page 4 says.", Quality.FINE, 612, 792),
    ]


def test_labels_titles_and_progress_come_from_the_children(file: Path) -> None:
    values = list(read(file, None, None, mock("reads_two_pages", structure="labels_two_pages")))
    assert values == [
        Opened(2, "Two"),
        PagesRead(1, 2),
        Page(1, "iv", "", "First page.", Quality.FINE, 612, 792, 0),
        Page(2, "1", "Building", "Second page.", Quality.FINE, 612, 792, 3),
    ]


@pytest.mark.parametrize(
    "structure", ["dies_at_once", "labels_too_many_pages", "speaks_no_json", "wants_a_password"]
)
def test_without_a_structure_pages_have_their_numbers(file: Path, structure: str) -> None:
    readers = mock("reads_two_pages", structure=structure)
    pages = [value for value in read(file, None, None, readers) if isinstance(value, Page)]
    assert [(page.label, page.section) for page in pages] == [("1", ""), ("2", "")]


def test_hidden_text_is_counted_and_left_out(tmp_path: Path) -> None:
    (page,) = pages_of(made_pdfs.hiding(tmp_path / "hiding.pdf"))
    assert page.text == "Everybody can see this.\nWhite on black."
    hidden = "White on white. Too small. Off the page. Transparent. Covered up."
    assert page.hidden_characters == len(hidden.replace(" ", ""))


def test_a_password_is_asked_for_checked_and_used(tmp_path: Path) -> None:
    path = made_pdfs.encrypted(tmp_path / "locked.pdf", "gull")
    with pytest.raises(Encrypted, match=r"^locked\.pdf is locked: give its password"):
        list(read(path))
    with pytest.raises(Encrypted, match=r"^The password does not open locked\.pdf: try another"):
        list(read(path, "heron"))
    assert [page.text for page in pages_of(path, "gull")] == ["The key lies under the third stone."]


def test_an_empty_password_is_not_asked_for(tmp_path: Path) -> None:
    path = made_pdfs.encrypted(tmp_path / "open.pdf", "")
    assert [page.text for page in pages_of(path)] == ["The key lies under the third stone."]


def test_scans_have_no_text_and_say_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(NoText, match=r"scan\.pdf has no text: .* run text recognition") as caught:
        list(read(made_pdfs.scanned(tmp_path / "scan.pdf")))
    assert caught.value.status is Status.NO_TEXT


def test_one_page_without_text_among_others_is_told_by_its_quality(tmp_path: Path) -> None:
    path = made_pdfs.lines(tmp_path / "gap.pdf", [["One page of words."], [], ["Another page."]])
    assert [page.quality for page in pages_of(path)] == ["fine", "no_text", "fine"]


# ── what goes wrong ─────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "content", [b"", b"Dear Sir,\n", b"PK\x03\x04" + bytes(2000), bytes(1100) + b"%PDF-1.4"]
)
def test_a_file_without_a_header_that_nobody_opens_is_no_pdf(
    tmp_path: Path, content: bytes
) -> None:
    path = tmp_path / "letter.pdf"
    path.write_bytes(content)
    with pytest.raises(NotPdf, match=r"^letter\.pdf is not a PDF: choose another file\.$"):
        list(read(path))


def test_a_pdf_behind_other_bytes_is_still_read(tmp_path: Path) -> None:
    path = made_pdfs.lines(tmp_path / "mail.pdf", [["It came by mail."]])
    path.write_bytes(b"Content-Type: application/pdf\r\n\r\n" + path.read_bytes())
    assert [page.text for page in pages_of(path)] == ["It came by mail."]


def test_a_pdf_cut_short_at_its_head_is_damaged(tmp_path: Path) -> None:
    whole = made_pdfs.lines(tmp_path / "whole.pdf", [["Words."]]).read_bytes()
    path = tmp_path / "cut.pdf"
    path.write_bytes(whole[:60])
    with pytest.raises(Damaged, match=r"^cut\.pdf is damaged and cannot be read: ") as caught:
        list(read(path))
    assert caught.value.status is Status.DAMAGED


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(Damaged, match=r"^gone\.pdf cannot be opened: No such file"):
        list(read(tmp_path / "gone.pdf"))


@pytest.mark.parametrize(
    "bad",
    [
        "dies_at_once",
        "dies_between_pages",
        "leaves_early",
        "has_no_pages",
        "speaks_no_json",
        "nests_json_deeply",
        "sends_a_list",
        "lies_about_its_text",
        "claims_too_many_pages",
        "claims_a_huge_frame",
        "takes_all_memory",
        "finds_nothing",
    ],
)
def test_where_the_first_reader_fails_the_second_reads(file: Path, bad: str) -> None:
    limits = ReadLimits(memory_bytes=700 * 1024**2)
    values = list(read(file, None, limits, mock(bad, second="reads_two_pages")))
    pages = [value.text for value in values if isinstance(value, Page)]
    assert pages == ["First page.", "Second page."]
    assert isinstance(values[0], Opened)


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        ("finds_it_garbled", "reads_two_pages", ["First page.", "Second page."]),
        ("finds_it_garbled", "finds_it_garbled", ["% | & !"]),
        ("finds_it_garbled", "finds_nothing", ["% | & !"]),
        ("finds_it_garbled", "dies_at_once", ["% | & !"]),
        ("finds_nothing", "finds_it_garbled", ["% | & !"]),
        ("reads_two_pages", "finds_it_garbled", ["First page.", "Second page."]),
    ],
)
def test_the_reader_that_finds_words_is_believed(
    file: Path, first: str, second: str, expected: list[str]
) -> None:
    values = read(file, None, None, mock(first, second))
    assert [value.text for value in values if isinstance(value, Page)] == expected


@pytest.mark.parametrize(
    ("first", "second", "kind"),
    [
        ("dies_at_once", "dies_at_once", Damaged),
        ("speaks_no_json", "leaves_early", Damaged),
        ("takes_all_memory", "dies_at_once", TooLarge),
        ("takes_all_memory", "finds_nothing", TooLarge),
        ("dies_at_once", "finds_nothing", Damaged),
        ("claims_too_many_pages", "dies_at_once", TooLarge),
        ("floods_with_text", "dies_at_once", TooLarge),
        ("floods_with_progress", "dies_at_once", TooLarge),
        ("hangs_at_once", "reads_two_pages", ReadTimeout),
        ("hangs_between_pages", "reads_two_pages", ReadTimeout),
        ("hangs_in_mid_frame", "reads_two_pages", ReadTimeout),
        ("ignores_being_asked_to_end", "reads_two_pages", ReadTimeout),
        ("dies_at_once", "hangs_at_once", ReadTimeout),
        ("wants_a_password", "reads_two_pages", Encrypted),
        ("dies_at_once", "wants_a_password", Encrypted),
        ("finds_nothing", "dies_at_once", NoText),
        ("finds_nothing", "hangs_at_once", NoText),
    ],
)
def test_every_failure_has_its_kind_and_one_sentence(
    file: Path, first: str, second: str, kind: type[ReadError]
) -> None:
    hangs = first != "finds_nothing" and ("hangs" in first + second or "ignores" in first)
    seconds = 1.5 if hangs else 8.0 if "hangs" in second else 60.0
    limits = ReadLimits(700 * 1024**2, seconds, 0.0, 2_000_000)
    started = time.monotonic()
    error = failure_of(file, mock(first, second), limits)
    assert type(error) is kind
    assert time.monotonic() - started < seconds + 10
    assert "ship's log.pdf" in str(error)
    assert "\n" not in str(error)
    assert str(error).endswith(".")


def test_a_damaged_child_of_a_file_without_header_means_no_pdf(tmp_path: Path) -> None:
    path = tmp_path / "song.mp3"
    path.write_bytes(b"ID3")
    assert type(failure_of(path, mock("dies_at_once"))) is NotPdf


def test_closing_a_reading_ends_its_children_at_once(file: Path) -> None:
    reading = read(file, None, None, mock("hangs_between_pages", structure="hangs_at_once"))
    assert next(reading) == Opened(2, "")
    started = time.monotonic()
    reading.close()
    assert time.monotonic() - started < 5


def test_a_hostile_file_costs_the_others_nothing(tmp_path: Path, file: Path) -> None:
    good = [made_pdfs.lines(tmp_path / f"{n}.pdf", [[f"Leaf {n} of file {n}."]]) for n in range(3)]
    limits = ReadLimits(700 * 1024**2, 5.0, 0.0, 2_000_000)
    bad = ("takes_all_memory", "hangs_at_once", "floods_with_text", "dies_at_once")
    with ThreadPoolExecutor(7) as threads:
        failing = [threads.submit(failure_of, file, mock(one, one), limits) for one in bad]
        reading = [threads.submit(pages_of, path) for path in good]
        kinds = [type(one.result()) for one in failing]
        texts = [[page.text for page in one.result()] for one in reading]
    assert kinds == [TooLarge, ReadTimeout, TooLarge, Damaged]
    assert texts == [[f"Leaf {n} of file {n}."] for n in range(3)]


def test_where_nothing_moves_progress_is_said_again_so_that_one_can_cancel(file: Path) -> None:
    reading = read(file, None, None, mock("hangs_between_pages"))
    assert [next(reading) for _ in range(3)] == [Opened(2, ""), PagesRead(1, 2), PagesRead(1, 2)]
    reading.close()
