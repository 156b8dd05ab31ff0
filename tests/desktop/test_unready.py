"""What is said of files that are not ready, by what is done to them."""

from __future__ import annotations

import pytest

from desktop.unready import Work, unready_note


@pytest.mark.parametrize(
    ("going", "said"),
    [
        ([], ""),
        (
            [("a.pdf", Work.ADDING)],
            "a.pdf is still being read: ask again when it is ready.",
        ),
        (
            [("a.pdf", Work.ADDING), ("b.pdf", Work.ADDING)],
            "2 files are still being read: ask again when they are ready.",
        ),
        (
            [("a.pdf", Work.EMBEDDING_ANEW)],
            "a.pdf is being embedded anew: until then it is found by its words only.",
        ),
        (
            [("a.pdf", Work.EMBEDDING_ANEW), ("c.pdf", Work.READING_AGAIN), ("b.pdf", Work.ADDING)],
            "b.pdf is still being read: ask again when it is ready. c.pdf is being read again: "
            "what was read before was searched. a.pdf is being embedded anew: until then it is "
            "found by its words only.",
        ),
    ],
)
def test_each_kind_of_work_is_called_by_its_name(going: list[tuple[str, Work]], said: str) -> None:
    assert unready_note(going) == said
