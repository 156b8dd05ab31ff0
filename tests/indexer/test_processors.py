from __future__ import annotations

import os

import pytest

from indexer.processors import parts_of, processors


def test_processors_that_this_process_is_kept_from_do_not_count(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(os, "cpu_count", lambda: 64)
    if hasattr(os, "sched_getaffinity"):
        monkeypatch.setattr(os, "sched_getaffinity", lambda _: {2, 3})
        assert processors() == 2
    else:
        assert processors() == 64


def test_a_part_is_worth_forty_pages() -> None:
    assert [parts_of(pages, 3) for pages in (0, 1, 79, 80, 119, 120, 900)] == [1, 1, 1, 2, 2, 3, 3]
