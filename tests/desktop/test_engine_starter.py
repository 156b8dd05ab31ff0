"""The shipped model: four lanes say what each says alone, cold or warm."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from desktop.engine import Engine
from desktop.prompt import CLOSED_BOOK, OPEN_BOOK
from desktop.types import Delta, LaneRequest, Message, Sampling, Weights

FOLDER = Path(__file__).parents[2] / "desktop" / "starter"
WEIGHTS = Weights(FOLDER / "starter.gguf", FOLDER / "house-style.gguf")
GREEDY = Sampling(max_tokens=64)

PASSAGES = (
    "[1] handbook.pdf, page 1\nThe notice period is three months to the end of a quarter. Every "
    "member of staff has thirty days of paid holiday a year.",
    "[2] handbook.pdf, page 2\nThe daily allowance for meals is 42 euros in the country and 61 "
    "euros abroad. Receipts are handed in within six weeks, or the claim lapses.",
    "[3] handbook.pdf, page 3\nThe emergency exit of the workshop is behind the paint store. "
    "Machine 7 may be started only by Ms Okafor or her deputy.",
)
QUESTIONS = (
    "How long is the notice period?",
    "How many days of paid holiday are there?",
    "What is the daily allowance for meals abroad?",
    "When do receipts have to be handed in?",
    "Where is the emergency exit of the workshop?",
    "Who may start machine 7?",
    "Who built the bridge?",
    "What does the handbook say of travel by train?",
)

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not WEIGHTS.base.exists(), reason="the starter model is not there"),
]


@pytest.fixture(scope="module")
def engine() -> Iterator[Engine]:
    with Engine(WEIGHTS, threads=1, drafts=False) as made:
        yield made


def four(question: str, *before: Message) -> list[LaneRequest]:
    made = []
    for lane, tuned, reads in (("base", False, False), ("rag", False, True),
                               ("tuned", True, False), ("combined", True, True)):  # fmt: skip
        system = Message("system", OPEN_BOOK if reads else CLOSED_BOOK)
        text = "\n\n".join([*(PASSAGES if reads else ()), f"Question: {question}"])
        made.append(LaneRequest(lane, tuned, (system, *before, Message("user", text))))
    return made


def texts_of(engine: Engine, lanes: list[LaneRequest], sampling: Sampling) -> dict[str, str]:
    texts = {lane.lane: "" for lane in lanes}
    for event in engine.answer(lanes, sampling):
        if isinstance(event, Delta):
            texts[event.lane] += event.text
    return texts


@pytest.mark.parametrize("sampling", [GREEDY, Sampling(3, 0.8, max_tokens=64)])
def test_together_is_alone_is_reversed(engine: Engine, sampling: Sampling) -> None:
    for question in QUESTIONS:
        lanes = four(question)
        together = texts_of(engine, lanes, sampling)
        assert texts_of(engine, lanes[::-1], sampling) == together
        alone: dict[str, str] = {}
        for lane in lanes:
            alone |= texts_of(engine, [lane], sampling)
        assert alone == together


def test_a_follow_up_says_what_it_says_cold(engine: Engine) -> None:
    for question, more in zip(QUESTIONS, QUESTIONS[::-1], strict=True):
        first = texts_of(engine, four(question), GREEDY)
        grown = [
            LaneRequest(
                lane.lane,
                lane.tuned,
                (
                    *lane.messages,
                    Message("assistant", first[lane.lane] or "-"),
                    Message("user", more),
                ),
            )
            for lane in four(question)
        ]
        warm = texts_of(engine, grown, GREEDY)
        engine.close()
        assert texts_of(engine, grown, GREEDY) == warm
