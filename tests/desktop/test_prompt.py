from __future__ import annotations

from dataclasses import replace

from desktop.modes import Mode
from desktop.prompt import CLOSED_BOOK, OPEN_BOOK, conversation, number_passages
from desktop.types import Answer, Message, Stats, Stop, Turn
from indexer import Passage
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


def _widen(passage_id: int, after: int) -> Passage:
    first, last = FOLLOWING[passage_id - 21], FOLLOWING[passage_id - 21 + after]
    text = " ".join(each.text for each in FOLLOWING[passage_id - 21 : passage_id - 20 + after])
    return replace(first, last_page=last.last_page, end=last.end, text=text)


FOLLOWING = tuple(
    Passage(21 + n, 1, "handbook.pdf", "", 1, "1", 1, 10 * n, 10 * n + 9, f"Sentence {n}.")
    for n in range(4)
)


def test_neighbours_stand_in_the_prompt_as_one_passage() -> None:
    first, second, *_ = FOLLOWING
    given = number_passages((), hits(second, ONE, first), _widen)
    assert [(cited.n, cited.ids) for cited in given] == [(1, (21, 22)), (2, (11,))]
    assert conversation(Mode.RAG, (), "Why?", given)[-1].content == (
        "[1] handbook.pdf, page 1\nSentence 0. Sentence 1.\n\n"
        "[2] handbook.pdf, page 1\nFirst.\n\nQuestion: Why?"
    )
    assert [cited.ids for cited in number_passages((), hits(second, ONE, first))] == [
        (22,),
        (11,),
        (21,),
    ]


def test_a_part_of_a_passage_above_keeps_its_number_and_its_text() -> None:
    first, second, third, fourth = FOLLOWING
    answer = Answer(Mode.RAG, "Because [1].", (), (), Stop.END, STATS)
    above = number_passages((), hits(second, first), _widen)
    turns = (Turn("Why?", above, {Mode.RAG: answer}),)
    found = hits(third, first, fourth)
    given = number_passages(turns, found, _widen)
    assert [(cited.n, cited.ids, cited.best.passage_id) for cited in given] == [
        (2, (23, 24), 23),
        (1, (21, 22), 21),
    ]
    assert (given[1].hit.rank, given[1].hit.passage.text) == (2, above[0].hit.passage.text)
    first_prompt = conversation(Mode.RAG, (), "Why?", above)
    second_prompt = conversation(Mode.RAG, turns, "And?", given)
    assert second_prompt[: len(first_prompt)] == first_prompt
    assert second_prompt[-1].content == (
        "[2] handbook.pdf, page 1\nSentence 2. Sentence 3.\n\nQuestion: And?"
    )
