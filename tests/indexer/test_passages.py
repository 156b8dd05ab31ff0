from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.passages import Draft, passages
from indexer.types import Page
from tests.indexer.fakes import page


def count(texts: list[str]) -> list[int]:
    return [len(text.split()) for text in texts]


def cut(*pages: Page, room: int = 12) -> tuple[Draft, ...]:
    return passages(pages, room, count)


def test_a_passage_knows_its_page_its_place_and_its_title() -> None:
    first = page("One two three. Four five six.", 1, "Numbers", "i")
    assert cut(first, room=40) == (
        Draft("Numbers", 1, "i", 1, 0, 29, "One two three. Four five six.", 7),
    )


def test_what_the_encoder_gets_has_the_title_in_front() -> None:
    (draft,) = cut(page("One two.", section="Numbers"))
    assert draft.embedded == "Numbers\nOne two."


def test_paragraphs_stay_whole_where_they_fit() -> None:
    text = "A a a a a a. B b b b.\nC c c c c c. D d."
    assert [draft.text for draft in cut(page(text), room=12)] == text.split("\n")


def test_a_heading_goes_with_what_follows_it() -> None:
    text = "A a a a a a. B b b b.\nHeading\nC c c c c c. D d."
    assert [draft.text for draft in cut(page(text), room=12)] == [
        "A a a a a a. B b b b.",
        "Heading\nC c c c c c. D d.",
    ]


def test_a_sentence_over_the_end_of_a_page_is_one() -> None:
    first = page("Whole one. It goes on and", 1, label="1")
    second = page("ends here. Then another.", 2, label="2")
    drafts = cut(first, second, room=40)
    assert [(d.page, d.start, d.last_page, d.end, d.text) for d in drafts] == [
        (1, 0, 2, 10, "Whole one. It goes on and\nends here."),
        (2, 11, 2, 24, "Then another."),
    ]


def test_a_long_sentence_over_the_end_of_a_page_is_split_there() -> None:
    """Two lines on the first page: the cut must not be taken for the page's end."""
    first, second = page("This goes\non and on and on and", 1), page("on to the very end.", 2)
    assert [(d.page, d.start, d.last_page, d.end, d.text) for d in cut(first, second, room=9)] == [
        (1, 0, 1, 30, "This goes\non and on and on and"),
        (2, 0, 2, 19, "on to the very end."),
    ]


def test_a_sentence_over_three_pages_keeps_its_places() -> None:
    drafts = cut(page("Alpha", 1), page("beta", 2), page("beta Alpha Alpha", 3), room=4)
    assert [(d.page, d.last_page, d.text) for d in drafts] == [
        (1, 2, "Alpha\nbeta"), (3, 3, "beta Alpha Alpha"),
    ]  # fmt: skip


def test_pages_are_not_mixed() -> None:
    drafts = cut(page("One.", 1), page("Two.", 2), room=40)
    assert [(draft.page, draft.text) for draft in drafts] == [(1, "One."), (2, "Two.")]


def test_a_table_that_is_split_has_its_header_row_in_each_part() -> None:
    rows = ["Year | Sales", *(f"{year} | {year - 1000}" for year in range(2000, 2008))]
    drafts = cut(page("\n".join(rows)), room=12)
    assert len(drafts) > 1
    assert all(draft.text.startswith("Year | Sales\n") for draft in drafts)
    shown = [row for draft in drafts for row in draft.text.split("\n") if row != rows[0]]
    assert shown == rows[1:]


def test_a_part_that_begins_with_a_title_within_the_table_has_the_header_too() -> None:
    """Of a cash flow statement the later passages had no years over their figures."""
    parts = ["Year | 2018 | 2017", "Sales | 5 | 4", "Tax | 1 | 2", "Investing", "Bought | 7 | 8"]
    drafts = cut(page("\n".join(parts)), room=10)
    assert [draft.text.split("\n") for draft in drafts] == [parts[:3], [parts[0], *parts[3:]]]
    assert drafts[1].start == len("\n".join(parts[:3])) + 1


def test_a_header_row_too_long_to_repeat_is_left_out() -> None:
    header = "a | b | c | d"
    drafts = cut(page(f"{header}\n1 | 2 | 3 | 4\n5 | 6 | 7 | 8"), room=4)
    assert [draft.text for draft in drafts] == [header, "1 | 2 | 3 | 4", "5 | 6 | 7 | 8"]


def test_a_sentence_too_long_is_split_at_words_and_nothing_is_lost() -> None:
    words = [f"w{number}" for number in range(100)]
    drafts = cut(page(" ".join(words)), room=12)
    assert [word for draft in drafts for word in draft.text.split()] == words
    assert max(draft.pieces for draft in drafts) <= 12


def test_a_word_too_long_is_split_too() -> None:
    def letters(texts: list[str]) -> list[int]:
        return [len(text) for text in texts]

    drafts = passages([page("x" * 100)], 30, letters)
    assert "".join(draft.text for draft in drafts) == "x" * 100


def test_a_long_title_is_cut_to_whole_words_so_that_text_fits() -> None:
    drafts = cut(page("One two three.", section="A very long title that fills it all up"), room=12)
    assert [(draft.section, draft.pieces) for draft in drafts] == [("A very long", 6)]


def test_no_text_gives_no_passages() -> None:
    assert cut(page("")) == ()


def test_parts_of_a_word_that_are_longer_together_still_fit() -> None:
    def odd(texts: list[str]) -> list[int]:  # every seventh letter of a word is one more piece
        return [sum(len(word) + len(word) // 7 for word in text.split()) for text in texts]

    drafts = passages([page("x" * 200 + " y")], 30, odd)
    assert "".join(draft.text for draft in drafts).replace(" ", "") == "x" * 200 + "y"
    assert max(odd([draft.embedded for draft in drafts])) <= 30


def test_a_counter_that_is_not_additive_is_noticed() -> None:
    def odd(texts: list[str]) -> list[int]:
        return [len(text.split()) ** 2 for text in texts]

    with pytest.raises(ValueError, match="a passage of"):
        passages([page("One. Two. Three. Four.")], 9, odd)


WORDS = st.sampled_from(["Alpha", "beta", "Gamma.", "delta!", "| 12 |", "\n", "\nOmega", "e.g."])


@given(st.lists(st.lists(WORDS, max_size=60).map(" ".join), max_size=4), st.integers(4, 30))
def test_all_text_is_in_a_passage_that_fits_and_is_where_it_says(
    texts: list[str], room: int
) -> None:
    pages = [page(text, number) for number, text in enumerate(texts, 1)]
    drafts = cut(*pages, room=room)
    assert max(count([draft.embedded for draft in drafts]), default=0) <= room
    for number, text in enumerate(texts, 1):
        marked = [False] * len(text)
        for draft in drafts:
            if draft.page <= number <= draft.last_page:
                start = draft.start if number == draft.page else 0
                end = draft.end if number == draft.last_page else len(text)
                marked[start:end] = [True] * (end - start)
        assert all(mark or letter.isspace() for mark, letter in zip(marked, text, strict=True))
    for before, after in pairwise(drafts):
        assert (before.last_page, before.end) <= (after.page, after.start)


def test_the_bars_between_cells_are_shown_but_not_embedded() -> None:
    text = "Year | Sales |  | a|b\n2018 |  | 32 |"
    (draft,) = cut(page(text, section="Table"))
    assert (draft.text, draft.embedded) == (text, "Table\nYear Sales a|b\n2018 32")
    assert draft.pieces == 6
