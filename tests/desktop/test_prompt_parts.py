"""The parts of a prompt, counted by a stand-in to which a word is a token."""

from __future__ import annotations

from collections.abc import Sequence

from desktop.errors import BadInput
from desktop.modes import Mode
from desktop.prompt import CLOSED_BOOK, OPEN_BOOK, conversation
from desktop.prompt_parts import PromptCounter, PromptParts
from desktop.types import Answer, Cited, Message, Stats, Stop, Turn
from tests.desktop.fakes import FakeEngine, hits, passage, words

QUESTION = "Question: how long is the notice period?"
FOUND = tuple(
    Cited(n, hit)
    for n, hit in enumerate(hits(passage(1, "Three months."), passage(2, "To its end.")), 1)
)
SHOWN = len(words("[1] handbook.pdf, page 1 Three months. [2] handbook.pdf, page 1 To its end."))


def counted(mode: Mode, turns: Sequence[Turn], template: int = 9) -> PromptParts | None:
    engine = FakeEngine()
    engine.load()
    messages = conversation(mode, turns, QUESTION, FOUND, "Be brief.")
    total = engine.count_tokens([messages])[0] + template
    return PromptCounter(engine).parts(messages, QUESTION, total)


def test_each_part_has_its_tokens_and_the_template_counts_for_the_question() -> None:
    asked = 1 + len(words(QUESTION)) + 9
    assert counted(Mode.RAG, ()) == PromptParts(len(words(OPEN_BOOK)) + 2, 0, SHOWN, asked)
    assert counted(Mode.BASE, ()) == PromptParts(len(words(CLOSED_BOOK)) + 2, 0, 0, asked)


def test_earlier_turns_with_their_passages_are_a_part_of_their_own() -> None:
    answer = Answer(Mode.RAG, "Three months [1].", (), (), Stop.END, Stats(1, 0, 1, 1.0, 1.0, 0))
    turn = Turn("How long?", FOUND[:1], {Mode.RAG: answer})
    given = "[1] handbook.pdf, page 1 Three months. Question: How long? Three months [1]."
    parts = counted(Mode.RAG, [turn])
    assert parts is not None
    assert parts.earlier == len(words(given))
    assert parts.passages == len(words("[2] handbook.pdf, page 1 To its end."))


def test_nothing_is_counted_without_a_model_or_where_it_cannot_count() -> None:
    messages = conversation(Mode.BASE, (), QUESTION, ())
    assert PromptCounter(FakeEngine()).parts(messages, QUESTION, 50) is None
    broken = Broken()
    broken.load()
    assert PromptCounter(broken).parts(messages, QUESTION, 50) is None


class Broken(FakeEngine):
    def count_tokens(self, conversations: Sequence[tuple[Message, ...]]) -> tuple[int, ...]:
        raise BadInput("The model ended.")
