from hypothesis import given
from hypothesis import strategies as st

from indexer.sentences import Sentence, goes_on, sentences


def texts(text: str) -> list[str]:
    return [text[one.start : one.end] for one in sentences(text)]


def test_sentences_end_at_full_stops_but_not_at_abbreviations_or_initials() -> None:
    text = 'Mr. Smith paid $1.5 million to Acme Inc. in May. J. P. Doe said "No." He left! Why?'
    assert texts(text) == [
        "Mr. Smith paid $1.5 million to Acme Inc. in May.",
        'J. P. Doe said "No."',
        "He left!",
        "Why?",
    ]


def test_a_line_ends_a_sentence_unless_it_goes_on() -> None:
    assert texts("A heading\nThe text begins\nand goes on here. It ends.") == [
        "A heading",
        "The text begins\nand goes on here.",
        "It ends.",
    ]


def test_rows_and_headings_are_told_apart() -> None:
    text = "Assets\nCash | 1 | 2\nThese are the assets. There are no more."
    assert sentences(text) == (
        Sentence(0, 6, heading=True),
        Sentence(7, 19, row=True),
        Sentence(20, 41),
        Sentence(42, 60, ends_paragraph=True),
    )


def test_chinese_and_japanese_sentences_end_without_a_space() -> None:
    assert texts("今日は晴れです。明日は雨です。") == ["今日は晴れです。", "明日は雨です。"]


def test_a_row_of_a_table_never_goes_on() -> None:
    assert not goes_on("Cash | 1", "and more")
    assert goes_on("the end of a page and", "the beginning of the next")
    assert not goes_on("It ends.", "it begins")


@given(st.text(st.sampled_from("ab Z.!?\n\t |,\u00a0。\"'(1)"), max_size=200))
def test_all_that_is_no_white_space_is_in_exactly_one_sentence(text: str) -> None:
    found = sentences(text)
    covered = "".join(text[one.start : one.end] for one in found)
    assert "".join(covered.split()) == "".join(text.split())
    places = [place for one in found for place in (one.start, one.end)]
    assert places == sorted(places)
    assert all(text[one.start : one.end].strip() == text[one.start : one.end] for one in found)
