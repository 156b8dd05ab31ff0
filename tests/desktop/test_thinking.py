from __future__ import annotations

from collections.abc import Generator, Sequence
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.comparison import Asked, compare
from desktop.contract import asked as asked_shape
from desktop.modes import Mode
from desktop.prompt import conversation
from desktop.snapshot import Comparison, LaneView
from desktop.thinking import Thinking, split
from desktop.types import (
    AnswerReady,
    Delta,
    LaneEnded,
    LaneEvent,
    LaneRequest,
    Message,
    Sampling,
    Stop,
    Thought,
    Turn,
)
from desktop.ui.lanes import Seen, lane_panel
from desktop.ui.what_changed import what_changed
from tests.desktop.fakes import FakeEngine, FakeLibrary

SAID = "\n\nThree months [1]."


class Thinker(FakeEngine):
    """Says what it is told to, a few characters at a time, and then what the fake says."""

    def __init__(self, first: str) -> None:
        super().__init__()
        self._first = first
        self.load()

    def answer(
        self, lanes: Sequence[LaneRequest], sampling: Sampling
    ) -> Generator[LaneEvent, None, None]:
        """The first words, then the rest."""
        for event in super().answer(lanes, sampling):
            if isinstance(event, LaneEnded):
                for at in range(0, len(self._first), 5):
                    yield Delta(event.lane, self._first[at : at + 5])
            if not isinstance(event, Delta):
                yield event


def events_of(said: str) -> list[object]:
    library = FakeLibrary("The notice period is three months.")
    return list(compare(Asked("What is the notice period?", (Mode.RAG,)), library, Thinker(said)))


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("Plain.", ("", "Plain.")),
        ("<think>a</think>b", ("a", "b")),
        (" \n<think>\na\n</think>\n\nb", ("\na\n", "\n\nb")),
        ("<think>never done", ("never done", "")),
        ("<thin", ("", "<thin")),
        ("Use <think>x</think> so.", ("", "Use <think>x</think> so.")),
        ("<think></think>b <think>c</think>", ("", "b <think>c</think>")),
        ("", ("", "")),
    ],
)
def test_only_the_block_at_the_beginning_is_thought(text: str, parts: tuple[str, str]) -> None:
    assert split(text) == parts


@given(
    st.lists(st.sampled_from(["<think>", "</think>", "<", "th", "</thi", "a [1]", "\n", ">"])),
    st.lists(st.integers(1, 9)),
)
def test_however_the_text_is_cut_the_parts_are_the_same(words: list[str], cuts: list[int]) -> None:
    text, at = "".join(words), 0
    thinking, parts = Thinking(), list[tuple[str, str]]()
    for length in cuts:
        parts.append(thinking.add(text[at : at + length]))
        at += length
    parts += [thinking.add(text[at:]), thinking.finish()]
    assert ("".join(a for a, _ in parts), "".join(b for _, b in parts)) == split(text)


def test_what_is_thought_is_neither_cited_nor_judged_nor_told_as_the_answer() -> None:
    *before, ready = events_of("<think>Passage [1] speaks of 99 penguins.</think>" + SAID)
    assert isinstance(ready, AnswerReady)
    answer = ready.answer
    assert (answer.text, answer.thought) == (
        "Three months [1].",
        "Passage [1] speaks of 99 penguins.",
    )
    assert [sentence.sentence for sentence in answer.support] == ["Three months [1]."]
    assert [cited.n for cited in answer.citations] == [1]
    told = "".join(event.text for event in before if isinstance(event, Delta))
    thought = "".join(event.text for event in before if isinstance(event, Thought))
    assert (told, thought) == (SAID, "Passage [1] speaks of 99 penguins.")
    only_thought = events_of("<think>It says so in [1].</think>No idea.")[-1]
    assert isinstance(only_thought, AnswerReady)
    assert only_thought.answer.citations == ()
    shape = asked_shape("?", None, [answer])["answers"]["rag"]
    assert (shape["text"], shape["thought"]) == (answer.text, answer.thought)


def test_a_follow_up_goes_on_from_what_the_model_gave_to_the_letter() -> None:
    def above(said: str) -> Message:
        ready = events_of(said)[-1]
        assert isinstance(ready, AnswerReady)
        turn = Turn("One?", (), {Mode.RAG: ready.answer})
        return conversation(Mode.RAG, (turn,), "Two?", ())[2]

    assert above(" Three months.") == Message("assistant", " Three months.")
    assert above("Three months.") == Message("assistant", "Three months.")
    assert above("<think>Hm.</think>" + SAID) == Message("assistant", "Three months [1].")


def test_the_screen_folds_what_was_thought_and_counts_none_of_it() -> None:
    lane = LaneView(Mode.RAG)
    comparison = Comparison("When?", (lane, replace(lane, mode=Mode.BASE)))
    for event in events_of("<think>First <b>[1]</b>.</think>Three months."):
        comparison = comparison.with_event(event)  # type: ignore[arg-type]
    (rag, _) = comparison.lanes
    assert (rag.thought, rag.text) == ("First <b>[1]</b>.", "Three months.")
    html = str(lane_panel(Seen(rag, ())))
    assert html.count("<details") == 1
    assert " open" not in html.split("<details")[1].split(">")[0]
    assert "First &lt;b&gt;[1]&lt;/b&gt;." in html
    assert "penguin" not in str(what_changed(comparison))
    assert "First" not in str(what_changed(comparison))


def test_an_answer_that_only_thought_says_so() -> None:
    ready = events_of("<think>On and on")[-1]
    assert isinstance(ready, AnswerReady)
    cut = replace(ready.answer, stop=Stop.LENGTH)
    lane = LaneView(Mode.RAG, running=False, answer=cut, thought=cut.thought)
    assert "still thinking" in str(lane_panel(Seen(lane, ())))
