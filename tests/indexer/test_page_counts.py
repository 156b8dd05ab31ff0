"""Which pages count as what."""

from __future__ import annotations

from dataclasses import replace

from indexer import Quality
from indexer.page_counts import garbled, with_hidden_text, without_text
from tests.indexer.fakes import page


def test_each_page_counts_by_its_quality_and_by_what_it_hides() -> None:
    fine = page("Words.")
    number_alone = replace(page("7"), quality=Quality.NO_TEXT)  # a scan with its page number on it
    noise = replace(page("#"), quality=Quality.GARBLED, hidden_characters=3)
    pages = [fine, number_alone, noise, page("")]
    assert (without_text(pages), garbled(pages), with_hidden_text(pages)) == (2, 1, 1)
    assert (without_text([]), garbled([]), with_hidden_text([])) == (0, 0, 0)
