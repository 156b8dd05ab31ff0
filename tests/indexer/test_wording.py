import pytest

from indexer.wording import Wording, expression


def test_the_expression_has_the_telling_words_each_once_and_quoted() -> None:
    wording = Wording("What was the price of the U.S. well-known price?")
    assert expression(wording.telling) == '"price" OR "u.s" OR "well-known"'


def test_a_question_of_stop_words_only_keeps_them() -> None:
    assert expression(Wording("What is it?").telling) == '"what" OR "is" OR "it"'


@pytest.mark.parametrize("question", ["", "?!", '"', "* ( ) :", "_"])
def test_where_there_is_no_word_there_is_no_expression(question: str) -> None:
    wording = Wording(question)
    assert (expression(wording.telling), wording.pairs_in("a b"), wording.share_in("a b")) == (
        "",
        0,
        0.0,
    )


def test_pairs_and_shares_see_through_inflection() -> None:
    wording = Wording("Which companies acquired the technology business?")
    text = "The company has acquired a technological business."
    assert wording.pairs_in(text) == 1  # technology business
    assert wording.share_in(text) == 1.0
    assert wording.share_in("The company sold it.") == 0.25
