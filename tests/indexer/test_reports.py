"""The whole line on a real annual report: read, cut, embedded, stored, found, shown."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from indexer import Library, SentenceEncoder, Status
from indexer.passages import Draft

SHARED = Path(__file__).parents[2].parent / "shared"
REPORT = SHARED / "pdfs" / "report-3m-2018.pdf"

pytestmark = [
    pytest.mark.slow,
    pytest.mark.timeout(600),
    pytest.mark.skipif(not REPORT.exists(), reason="the real PDFs are not beside the checkout"),
]


@pytest.fixture(scope="module")
def encoder() -> Iterator[SentenceEncoder]:
    started = SentenceEncoder()
    yield started
    started.close()


@pytest.fixture(scope="module")
def library(
    encoder: SentenceEncoder, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Library]:
    with Library.open(tmp_path_factory.mktemp("home"), encoder) as opened:
        reports = [one.report for one in opened.add([REPORT]) if one.report is not None]
        assert [(report.status, report.pages) for report in reports] == [(Status.INDEXED, 160)]
        yield opened


def test_the_cover_page_says_how_many_shares_are_outstanding(library: Library) -> None:
    hits = library.search("How many shares of common stock were outstanding?", 5).hits
    (cover,) = [hit.passage for hit in hits if hit.passage.page == 1]
    assert "575.8 million" in cover.text


def test_a_row_of_a_table_is_found_with_its_header(library: Library) -> None:
    hits = library.search("What was the average price paid per share in March 2018?", 5).hits
    texts = [hit.passage.text for hit in hits if hit.passage.page == 13]
    assert any("March 1-31, 2018" in text and "228.82" in text for text in texts)


def test_no_passage_is_cut_by_the_encoder(library: Library, encoder: SentenceEncoder) -> None:
    passages = library.passages_of(1)
    seen = [
        Draft(one.section, one.page, "", one.last_page, 0, 0, one.text, 0).embedded
        for one in passages
    ]
    assert max(encoder.count_pieces(seen)) <= encoder.max_pieces


def test_the_page_is_shown_with_the_passage_marked(library: Library) -> None:
    passage = library.search("Where are 3M's general offices?", 1).hits[0].passage
    marked = library.page_image(1, passage.page, passage.passage_id, 600)
    plain = library.page_image(1, passage.page, None, 600)
    assert marked.startswith(b"\x89PNG")
    assert marked != plain
