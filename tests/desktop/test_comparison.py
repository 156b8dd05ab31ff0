from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

import pytest

from desktop.comparison import Asked, compare, read_ahead
from desktop.errors import BadInput, QuestionTooLong
from desktop.lane_answer import NO_DOCUMENTS
from desktop.modes import Mode
from desktop.types import AnswerReady, Retrieved, Sampling, Stop, Turn
from indexer import EncoderError, Passage, SearchResult
from tests.desktop.fakes import FakeEngine, FakeLibrary

LIBRARY = FakeLibrary(
    "The notice period is three months.",
    "Inventories were flat at 8.5 billion.",
    "Holidays are thirty days a year.",
)


def _loaded(context: int = 2048) -> FakeEngine:
    engine = FakeEngine(context)
    engine.load()
    return engine


def _ask(
    asked: Asked, engine: FakeEngine, library: FakeLibrary | None = LIBRARY
) -> tuple[Retrieved | None, dict[Mode, AnswerReady]]:
    retrieved, answers = None, {}
    for event in compare(asked, library, engine):
        if isinstance(event, Retrieved):
            retrieved = event
        elif isinstance(event, AnswerReady):
            answers[event.answer.mode] = event
    return retrieved, answers


def test_open_book_modes_read_the_very_same_passages_and_closed_book_ones_none() -> None:
    engine = _loaded()
    _, answers = _ask(Asked("What is the notice period?", tuple(Mode)), engine)
    prompts = {request.lane: request.messages for request in engine.asked[0]}
    assert prompts["rag"] == prompts["combined"]
    assert prompts["base"] == prompts["tuned"]
    assert answers[Mode.RAG].answer.text == "The notice period is three months. [1]"
    assert answers[Mode.COMBINED].answer.text == "THE NOTICE PERIOD IS THREE MONTHS. [1]"
    assert [c.n for c in answers[Mode.RAG].answer.citations] == [1]
    assert answers[Mode.BASE].answer.citations == ()


def test_passages_are_retrieved_once_for_all_modes() -> None:
    class Counting(FakeLibrary):
        searches = 0

        def search(
            self, question: str, k: int = 8, documents: Collection[int] | None = None
        ) -> SearchResult:
            self.searches += 1
            return super().search(question, k, documents)

    library = Counting("One.", "Two.")
    _ask(Asked("One?", tuple(Mode)), _loaded(), library)
    assert library.searches == 1


def test_every_lane_is_given_to_the_engine_at_once() -> None:
    engine = _loaded()
    _ask(Asked("Why?", tuple(Mode)), engine)
    assert [[request.lane for request in batch] for batch in engine.asked] == [
        ["base", "rag", "tuned", "combined"]
    ]


def test_an_empty_library_is_said_in_the_open_book_lanes_and_the_others_answer() -> None:
    retrieved, answers = _ask(Asked("Why so?", tuple(Mode)), _loaded(), None)
    assert retrieved is not None
    assert retrieved.note == NO_DOCUMENTS
    assert [answers[mode].answer.error for mode in Mode] == ["", NO_DOCUMENTS, "", NO_DOCUMENTS]
    assert answers[Mode.BASE].answer.text == "Question: Why so?"


class _Broken(FakeLibrary):
    def search(
        self, question: str, k: int = 8, documents: Collection[int] | None = None
    ) -> SearchResult:
        raise EncoderError("The encoder's folder is empty. Choose another.")


def test_where_nothing_can_be_found_the_open_book_lanes_say_why_and_the_others_answer() -> None:
    why = "The encoder's folder is empty. Choose another."
    retrieved, answers = _ask(Asked("Why so?", tuple(Mode)), _loaded(), _Broken("One."))
    assert retrieved is not None
    assert (retrieved.note, retrieved.candidates) == (why, 0)
    assert [answers[mode].answer.error for mode in Mode] == ["", why, "", why]
    assert answers[Mode.BASE].answer.text == "Question: Why so?"
    assert answers[Mode.BASE].answer.support == ()


def test_where_nothing_can_be_found_and_nothing_else_was_asked_the_question_fails() -> None:
    with pytest.raises(EncoderError, match="folder is empty"):
        _ask(Asked("Why so?", (Mode.RAG, Mode.COMBINED)), _loaded(), _Broken("One."))


def test_passages_that_do_not_fit_are_dropped_whole_from_the_lowest_rank() -> None:
    retrieved, _ = _ask(
        Asked("What is the notice period?", (Mode.RAG,), Sampling(max_tokens=20)), _loaded(95)
    )
    assert retrieved is not None
    assert 0 < len(retrieved.passages) < 3
    assert [cited.hit.rank for cited in retrieved.passages] == [
        *range(1, len(retrieved.passages) + 1)
    ]
    assert retrieved.note == f"{len(retrieved.passages)} of 3 passages fit."


def test_a_model_that_answers_best_from_few_passages_is_given_no_more() -> None:
    asked = Asked("What is the notice period?", (Mode.RAG, Mode.COMBINED), most_read=2)
    retrieved, _ = _ask(asked, _loaded())
    assert retrieved is not None
    assert (len(retrieved.passages), retrieved.candidates) == (2, 3)
    assert retrieved.note == "This model answers best from few passages: it reads 2 of 3."


def test_the_oldest_turn_goes_when_the_window_is_full_and_it_is_said() -> None:
    engine = _loaded(110)
    turns: tuple[Turn, ...] = ()
    for question in ("What is the notice period?", "How many holidays?", "Were inventories flat?"):
        asked = Asked(question, (Mode.RAG,), Sampling(max_tokens=20), turns)
        retrieved, answers = _ask(asked, engine)
        assert retrieved is not None
        assert answers[Mode.RAG].answer.stop is Stop.END
        turns += (Turn(question, retrieved.passages, {Mode.RAG: answers[Mode.RAG].answer}),)
    assert retrieved is not None
    assert "no longer fits: the conversation's oldest" in retrieved.note
    assert retrieved.turns_left_out > 0
    numbers = {cited.hit.passage.passage_id: cited.n for turn in turns for cited in turn.passages}
    assert len(set(numbers.values())) == len(numbers), "a number means one passage"


def test_a_question_longer_than_the_window_is_refused_with_the_numbers() -> None:
    with pytest.raises(QuestionTooLong, match=r"takes 4\d\d tokens .* room for 80 "):
        _ask(Asked("why " * 400, tuple(Mode), Sampling(max_tokens=20)), _loaded(100))
    with pytest.raises(QuestionTooLong, match="30,000 characters"):
        _ask(Asked("a" * 30_000, tuple(Mode)), _loaded())


def test_an_empty_question_is_refused() -> None:
    with pytest.raises(BadInput, match="empty"):
        _ask(Asked("  \n", tuple(Mode)), _loaded())


def test_invented_closed_book_answers_show_as_unsupported() -> None:
    _, answers = _ask(Asked("Which penguin sings?", tuple(Mode)), _loaded())
    assert [each.score for each in answers[Mode.BASE].answer.support] == [0.0]
    assert [each.score for each in answers[Mode.RAG].answer.support] == [1.0]


def test_what_is_read_ahead_is_what_would_be_asked() -> None:
    engine = _loaded()
    asked = Asked("What is the notice period?", tuple(Mode))
    first, *_ = list(read_ahead(asked, LIBRARY, engine))
    retrieved, _ = _ask(asked, engine)
    assert (engine.read, first) == (engine.asked, retrieved)


def test_without_documents_only_the_closed_book_modes_are_read_ahead() -> None:
    engine = _loaded()
    list(read_ahead(Asked("What is the notice period?", tuple(Mode)), None, engine))
    assert [[request.lane for request in batch] for batch in engine.read] == [["base", "tuned"]]


class Following(FakeLibrary):
    """Its passages follow on each other, each on a page of its own."""

    def _passage(self, at: int) -> Passage:
        number = str(at + 1)
        return replace(super()._passage(at), page=at + 1, page_label=number, last_page=at + 1)


NOTICE = Following(
    "The notice period is three months.", "In the first year the notice is one month.", "Holidays."
)


def test_neighbours_are_given_as_one_passage_to_a_model_that_wants_them_so() -> None:
    engine = _loaded()
    asked = Asked("What is the notice period in the first year?", (Mode.RAG,), most_read=2)
    retrieved, answers = _ask(asked, engine, NOTICE)
    assert retrieved is not None
    (both,) = retrieved.passages
    assert (both.n, both.ids, both.best.page) == (1, (1, 2), 2)
    assert (retrieved.read, retrieved.candidates) == (2, 3)
    assert retrieved.note == "This model answers best from few passages: it reads 2 of 3."
    assert (
        engine.asked[0][0]
        .messages[-1]
        .content.startswith(
            "[1] handbook.pdf, page 1\nThe notice period is three months.\nIn the first year"
        )
    )
    assert [(c.n, c.page) for c in answers[Mode.RAG].answer.citations] == [(1, 2)]
    apart, _ = _ask(replace(asked, joins=False), engine, NOTICE)
    assert apart is not None
    assert [cited.ids for cited in apart.passages] == [(2,), (1,)]


def test_what_was_read_is_read_again_as_it_was() -> None:
    engine = _loaded()
    asked = Asked("What is the notice period in the first year?", (Mode.RAG,))
    first, _ = _ask(asked, engine, NOTICE)
    assert first is not None
    again = replace(asked, found=first.result, read=first.passages, joins=False)
    second, _ = _ask(again, engine, None)
    assert second is not None
    assert second.passages == first.passages
    assert engine.asked[1][0].messages == engine.asked[0][0].messages


def test_only_what_fits_is_joined() -> None:
    engine = _loaded(68)
    asked = Asked("What is the notice period?", (Mode.RAG,), Sampling(max_tokens=8))
    retrieved, _ = _ask(asked, engine, NOTICE)
    assert retrieved is not None
    assert [cited.ids for cited in retrieved.passages] == [(1,)]
    assert retrieved.note == "1 of 3 passages fit."
