"""The rows of files on their way in, and of documents: every state in words and colour."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest

from desktop.ui.files_panel import file_rows, news_of
from desktop.ui.library_panel import document_rows
from indexer import Document, FileReport, Phase, Progress, Status

PATH = Path("/pdfs/report.pdf")


def words(html: str) -> str:
    """What is read of it."""
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


def failed(status: Status, message: str = "") -> Progress:
    report = FileReport(PATH, status, None, 0, 0, 0, 0.1, message)
    return Progress(PATH, Phase.DONE, report=report)


@pytest.mark.parametrize(
    ("step", "said", "colour"),
    [
        (Progress(PATH, Phase.WAITING), "report.pdf waiting", "going"),
        (Progress(PATH, Phase.READING), "report.pdf opening", "going"),
        (
            Progress(PATH, Phase.READING, 12, 160, pages_per_second=38, seconds_left=4.0),
            "report.pdf reading page 12 of 160 · 4.0 s left",
            "going",
        ),
        (
            Progress(PATH, Phase.EMBEDDING, 160, 160, 30, 1200, seconds_left=61.0),
            "report.pdf passage 30 of 1,200 · 61 s left",
            "going",
        ),
        (
            Progress(PATH, Phase.READING, 160, 160, seconds_left=0.0),
            "report.pdf 160 pages read · making passages",
            "going",
        ),
        (
            failed(Status.ENCRYPTED, "It is locked: give its password."),
            "report.pdf It is locked: give its password. Open",
            "warn",
        ),
        (
            failed(Status.DAMAGED, "It is damaged: print it to a new PDF."),
            "report.pdf It is damaged: print it to a new PDF. Try again",
            "bad",
        ),
        (failed(Status.TIMEOUT), "report.pdf Reading it took too long. Try again", "bad"),
    ],
)
def test_each_state_of_a_file_is_said(step: Progress, said: str, colour: str) -> None:
    html = str(file_rows([step]))
    assert words(html) == said
    assert f'class="mark {colour}"' in html


def test_the_rate_of_a_file_is_a_tip_and_of_several_a_line() -> None:
    going = [
        Progress(Path(f"/{name}.pdf"), Phase.READING, 1, 9, pages_per_second=rate)
        for name, rate in (("a", 30.0), ("b", 12.4))
    ]
    assert 'title="30 pages a second"' in str(file_rows(going[:1]))
    assert "to go" not in str(file_rows(going[:1]))
    assert words(str(file_rows(going))).startswith("2 files to go · 42 pages a second")


@pytest.mark.parametrize(
    ("scanned", "status", "said", "colour"),
    [
        (0, Status.INDEXED, "12 pages · ready", "ready"),
        (3, Status.PARTIAL, "12 pages · partly readable: 3 scanned pages", "warn"),
        (1, Status.PARTIAL, "12 pages · partly readable: 1 scanned page", "warn"),
        (12, Status.PARTIAL, "12 pages · scanned, no text to search", "warn"),
        (0, Status.PARTIAL, "12 pages · partly readable", "warn"),
    ],
)
def test_each_state_of_a_document_is_said(
    scanned: int, status: Status, said: str, colour: str
) -> None:
    document = Document(7, "a.pdf", Path("/a.pdf"), "", status, 12, scanned, 3, "")
    html = str(document_rows([document], ()))
    assert f"a.pdf {said} only" in words(html)
    assert f'class="tick {colour}"' in html
    html = str(document_rows([replace(document, pages_with_hidden_text=1)], ()))
    assert f"a.pdf {said} · unseen text left out on 1 page only" in words(html)


def test_a_file_that_became_a_document_is_no_file_any_more_and_tells_its_news() -> None:
    report = FileReport(PATH, Status.PARTIAL, 7, 12, 3, 9, 0.1, "3 of 12 pages have no text.")
    done = Progress(PATH, Phase.DONE, report=report)
    assert words(str(file_rows([done]))) == ""
    assert news_of([done]) == ((7, "3 of 12 pages have no text."),)
