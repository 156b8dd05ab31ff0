from __future__ import annotations

import io
from pathlib import Path

import pytest

from desktop.progress_line import ProgressLine, summary
from indexer import FileReport, Phase, Progress, Status

PATH = Path("reports/annual.pdf")


class Terminal(io.StringIO):
    """A stream that says it is a terminal."""

    def isatty(self) -> bool:
        return True


def _report(status: Status, message: str = "", pages: int = 160) -> FileReport:
    return FileReport(PATH, status, 1, pages, 0, 1, 2.04, message)


@pytest.mark.parametrize(
    ("report", "line"),
    [
        (_report(Status.INDEXED), "annual.pdf: ready, 160 pages, 1 passage, 2.0 s."),
        (
            _report(Status.PARTIAL, "1 of 160 pages has no text."),
            "annual.pdf: partly readable, 160 pages, 1 passage, 2.0 s. 1 of 160 pages has no text.",
        ),
        (_report(Status.NOT_PDF, "annual.pdf is no PDF."), "annual.pdf is no PDF."),
        (_report(Status.DAMAGED), "annual.pdf: damaged."),
    ],
)
def test_a_file_s_end_is_one_line(report: FileReport, line: str) -> None:
    assert summary(report) == line


def test_a_log_gets_a_line_a_file_and_no_movement() -> None:
    stream = io.StringIO()
    line = ProgressLine(stream)
    line.show(Progress(PATH, Phase.READING, 3, 160))
    line.show(Progress(PATH, Phase.DONE, report=_report(Status.INDEXED)))
    assert stream.getvalue() == "annual.pdf: ready, 160 pages, 1 passage, 2.0 s.\n"


def test_a_terminal_sees_pages_rate_and_time_left() -> None:
    stream = Terminal()
    ProgressLine(stream).show(
        Progress(PATH, Phase.READING, 40, 160, pages_per_second=20.0, seconds_left=6.0)
    )
    assert "annual.pdf: reading page 40 of 160, 20 pages/s, 6 s left" in stream.getvalue()
