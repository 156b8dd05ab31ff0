from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from indexer.cleaning import words_known_from
from indexer.furniture import Furniture
from indexer.gist import from_text, gist_of, together, written
from indexer.lines import Line

TEXTS = st.sampled_from(
    [
        "Velden Harbour Trust",
        "Page 7",
        "- 12 -",
        "The long-term loan",
        "of inter\ufffe",
        "12",
        "\ud800",
    ]
)
PAGES = st.lists(st.lists(TEXTS, max_size=9), max_size=12)


def laid_out(texts: list[str]) -> tuple[Line, ...]:
    return tuple(
        [Line(text, (n,), 72, 700 - 14 * n, 300, 710 - 14 * n) for n, text in enumerate(texts)]
    )


@given(PAGES, st.integers(1, 5))
def test_however_pages_are_dealt_out_the_gist_is_the_same(pages: list[list[str]], n: int) -> None:
    lines = [laid_out(texts) for texts in pages]
    told = [from_text(written(gist_of(lines[part::n]))) for part in range(n)]
    assert together(told) == gist_of(lines)


@given(PAGES)
def test_the_words_known_are_those_of_the_lines_that_stay(pages: list[list[str]]) -> None:
    lines = [laid_out(texts) for texts in pages]
    gist = gist_of(lines)
    furniture = Furniture(gist.edges)
    kept = [line.text for n, page in enumerate(lines) for line in furniture.without(n, page)]
    assert gist.known_words(furniture) == words_known_from(kept)
