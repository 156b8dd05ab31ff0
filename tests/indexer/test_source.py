from dataclasses import replace
from pathlib import Path

import pytest

from indexer.reader import PagesRead
from indexer.source import Source, what_is_hidden, what_is_missing
from indexer.types import Phase, Quality, Status
from tests.indexer.fakes import page


def source() -> Source:
    return Source(Path("/a.pdf"), 100.0, pages=(page("one"), page("two", 2)))


@pytest.fixture(autouse=True)
def at_110_seconds(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("indexer.source.monotonic", lambda: 110.0)


def test_progress_tells_the_rate_and_the_time_that_is_left() -> None:
    read = source().reading(PagesRead(20, 50))
    assert (read.phase, read.pages_done, read.pages) == (Phase.READING, 20, 50)
    assert (read.pages_per_second, read.seconds_left) == (2.0, 15.0)
    assert source().reading(PagesRead(0, 50)).seconds_left is None
    embedding = source().embedding(3, 12, 4.0)
    assert (embedding.passages_done, embedding.passages) == (3, 12)
    assert (embedding.pages_per_second, embedding.seconds_left) == (0.05, 12.0)


def test_the_last_word_has_the_report_and_nothing_of_a_file_that_failed() -> None:
    failed = source().failed(Status.DAMAGED, "It is damaged.")
    assert failed.phase is Phase.DONE
    assert failed.report is not None
    assert (failed.report.document_id, failed.report.pages, failed.report.seconds) == (None, 0, 10)


def test_what_is_missing_is_said_in_a_sentence() -> None:
    fine, empty, garbled = page("text"), page(""), replace(page("#"), quality=Quality.GARBLED)
    assert what_is_missing([fine]) == ""
    assert what_is_missing([fine, empty]) == "1 of 2 pages has no text and cannot be found."
    assert what_is_missing([empty, garbled, garbled, empty]) == (
        "2 of 4 pages have no text and cannot be found. "
        "2 of 4 pages are garbled: their words may be wrong."
    )


def test_pages_that_hide_text_are_counted_in_a_sentence() -> None:
    fine, hiding = page("text"), replace(page("text"), hidden_characters=28)
    assert what_is_hidden([fine]) == ""
    assert what_is_hidden([fine, hiding]) == (
        "1 of 2 pages has text that cannot be seen: it was left out."
    )
    assert what_is_hidden([hiding, hiding]) == (
        "2 of 2 pages have text that cannot be seen: it was left out."
    )
