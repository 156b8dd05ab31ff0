from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from desktop.citations import citation_marks, citations, without_marks
from desktop.cited import Part
from desktop.types import Citation, Cited
from tests.desktop.fakes import hits, passage

PASSAGES = tuple(
    Cited(n, hit)
    for n, hit in zip(
        (1, 2, 7), hits(*(passage(n, "text", page=n) for n in (1, 2, 7))), strict=True
    )
)


def test_a_citation_names_the_page_of_its_passage_once_in_order_of_appearance() -> None:
    text = "Sales rose [2], costs fell [1, 7] and sales rose [2]."
    assert citations(text, PASSAGES) == (
        Citation(2, 1, "handbook.pdf", 2, "2"),
        Citation(1, 1, "handbook.pdf", 1, "1"),
        Citation(7, 1, "handbook.pdf", 7, "7"),
    )


def test_a_number_that_names_no_passage_is_no_citation() -> None:
    assert citations("As shown [3], in [2018] and [x].", PASSAGES) == ()


def test_marks_tell_where_the_bracket_stands() -> None:
    text = "Fell [1, 7]."
    assert [(m.n, text[m.start : m.end]) for m in citation_marks(text, PASSAGES)] == [
        (1, "[1, 7]"),
        (7, "[1, 7]"),
    ]
    assert without_marks(text) == "Fell ."


@given(st.text(alphabet="[]0127, ;a"))
def test_every_citation_of_any_text_names_a_passage(text: str) -> None:
    known = {cited.n for cited in PASSAGES}
    assert {citation.n for citation in citations(text, PASSAGES)} <= known


def test_a_joined_passage_is_cited_with_the_page_of_the_part_that_fits_best() -> None:
    parts = (Part(11, 4, "iv", 4, 0, 90), Part(12, 5, "5", 5, 0, 70))
    (hit,) = hits(passage(12, "both", page=4))
    assert citations("So it is [3].", [Cited(3, hit, parts)]) == (
        Citation(3, 1, "handbook.pdf", 5, "5"),
    )
