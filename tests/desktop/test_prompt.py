from __future__ import annotations

from desktop.modes import Mode
from desktop.prompt import CLOSED_BOOK, OPEN_BOOK, conversation, number_passages
from desktop.types import Answer, Message, Stats, Stop, Turn
from tests.desktop.fakes import hits, passage

STATS = Stats(0, 0, 0, 0.0, 0.0, 0)
ONE, TWO, THREE = passage(11, "First."), passage(12, "Second.", page=4), passage(13, "Third.")


def _turn(mode: Mode, question: str, reply: str) -> Turn:
    answer = Answer(mode, reply, (), (), Stop.END, STATS)
    return Turn(question, number_passages((), hits(ONE, TWO)), {mode: answer})


def test_the_closed_book_prompt_holds_the_question_alone() -> None:
    given = number_passages((), hits(ONE))
    assert conversation(Mode.BASE, (), "Why?", given) == (
        Message("system", CLOSED_BOOK),
        Message("user", "Question: Why?"),
    )


def test_the_open_book_prompt_holds_numbered_passages_best_first() -> None:
    given = number_passages((), hits(ONE, TWO))
    assert conversation(Mode.RAG, (), "Why?", given) == (
        Message("system", OPEN_BOOK),
        Message(
            "user",
            "[1] handbook.pdf, page 1\nFirst.\n\n[2] handbook.pdf, page 4\nSecond.\n\n"
            "Question: Why?",
        ),
    )


def test_tuning_changes_no_word_of_the_prompt() -> None:
    given = number_passages((), hits(ONE, TWO))
    assert conversation(Mode.RAG, (), "Why?", given) == conversation(
        Mode.COMBINED, (), "Why?", given
    )
    assert conversation(Mode.BASE, (), "Why?", ()) == conversation(Mode.TUNED, (), "Why?", ())


def test_a_passage_found_again_keeps_its_number_and_is_not_repeated() -> None:
    turns = (_turn(Mode.RAG, "Why?", "Because [1]."),)
    given = number_passages(turns, hits(TWO, THREE))
    assert [cited.n for cited in given] == [2, 3]
    assert conversation(Mode.RAG, turns, "And then?", given)[-1] == Message(
        "user", "[3] handbook.pdf, page 1\nThird.\n\nQuestion: And then?"
    )


def test_a_conversation_only_grows_at_its_end() -> None:
    turns = (_turn(Mode.RAG, "Why?", "Because [1]."),)
    first = conversation(Mode.RAG, (), "Why?", turns[0].passages)
    second = conversation(Mode.RAG, turns, "And?", number_passages(turns, hits(THREE)))
    assert second[: len(first)] == first


def test_a_turn_that_a_mode_did_not_answer_is_left_out_for_it() -> None:
    turns = (_turn(Mode.RAG, "Why?", "Because [1]."),)
    assert len(conversation(Mode.BASE, turns, "And?", ())) == 2
