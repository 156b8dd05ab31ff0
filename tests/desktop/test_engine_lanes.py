"""The decode loop on the shipped model: who speaks first, and what guessing ahead changes."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from itertools import pairwise
from pathlib import Path

import pytest

from desktop.engine.lane import Work
from desktop.engine.lanes import Lanes
from desktop.engine.llama import Context, ContextSize, Llama, Model, Row
from desktop.engine.pieces import PIECE
from desktop.engine.sequences import Sequences
from desktop.engine.template import chatml
from desktop.prompt import CLOSED_BOOK, OPEN_BOOK
from desktop.types import Delta, LaneEnded, LaneEvent, Message, PromptRead, Sampling, Stop
from tests.benchmarks.engine_questions import QUOTED, passage

STARTER = Path(__file__).parents[2] / "desktop" / "starter" / "starter.gguf"
WORDS = [text.split() for text, _ in QUOTED]
# What begins like one of them and goes on like another: guesses that turn out wrong.
MIXED = [
    " ".join([*one[:half], *other[half:]])
    for one, other in zip(WORDS, [*WORDS[1:], WORDS[0]], strict=True)
    for half in (5, 9)
]
PASSAGES = "\n\n".join(
    f"[{n}] record.pdf, page {n}\n{text}"
    for n, text in enumerate([*(text for text, _ in QUOTED), *MIXED], 1)
)
CLOSED = "Who built the bridge?"

pytestmark = pytest.mark.skipif(not STARTER.exists(), reason="the starter model is not there")


@cache
def model() -> Model:
    return Llama().load(STARTER)


@dataclass(slots=True)
class Bench:
    """Lanes over the starter, and the batches that they ran."""

    context: Context
    lanes: Lanes
    batches: list[list[Row]] = field(default_factory=list)

    @property
    def checked(self) -> list[int]:
        """For each batch in which guesses were checked (several rows of one lane, all wanted), how
        many of its rows were of no use: what came next stands in their place."""
        return [
            last[-1].position + 1 - following[0].position
            for last, following in pairwise(self.batches)
            if len(last) > 1 and all(row.wanted for row in [*last, *following])
        ]


def bench_with(drafts: bool) -> Bench:
    context = model().context(ContextSize(2048, 2, PIECE + 1, 1))
    made = Bench(context, Lanes(model(), context, Sequences(context, True, 1, 0), 1, drafts))
    decode = context.decode

    def counted(rows: Sequence[Row]) -> None:
        made.batches.append(list(rows))
        decode(rows)

    context.decode = counted  # type: ignore[method-assign]
    return made


@pytest.fixture
def bench() -> Iterator[Bench]:
    made = bench_with(drafts=False)
    yield made
    made.context.close()


def asked(lane: str, question: str, sampling: Sampling, passages: str = "") -> Work:
    system = Message("system", OPEN_BOOK if passages else CLOSED_BOOK)
    text = f"{passages}\n\nQuestion: {question}" if passages else f"Question: {question}"
    prompt = model().tokenise(chatml([system, Message("user", text)]), special=True)
    return Work(lane, prompt, sampling, time.perf_counter())


def events_of(bench: Bench, works: Sequence[Work]) -> Iterator[LaneEvent]:
    for work in works:
        bench.lanes.begin(work)
    while bench.lanes.busy:
        yield from bench.lanes.step(lambda lane: False)


def text_of(bench: Bench, work: Work) -> str:
    return "".join(e.text for e in events_of(bench, [work]) if isinstance(e, Delta))


def quotations(samplings: Sequence[Sampling]) -> list[Work]:
    return [
        asked("rag", question, sampling, PASSAGES)
        for _, question in QUOTED
        for sampling in samplings
    ]


def test_guessing_ahead_saves_batches_and_changes_no_likeliest_text(bench: Bench) -> None:
    guessing = bench_with(drafts=True)
    works = quotations([Sampling(max_tokens=64)])
    assert [text_of(guessing, w) for w in works] == [text_of(bench, w) for w in works]
    assert min(guessing.checked) == 0 < max(guessing.checked)  # there were right and wrong ones
    assert len(guessing.batches) < len(bench.batches) * 0.8
    assert bench.checked == []
    guessing.context.close()


def test_guessing_ahead_leaves_what_is_drawn_as_likely_as_it_was(bench: Bench) -> None:
    # A guess is only taken where it is what was drawn from the same row with the same seed. So the
    # texts are the same, but where a draw falls between two tokens whose bits differ in a batch.
    guessing = bench_with(drafts=True)
    works = quotations([Sampling(seed, 0.9, max_tokens=24) for seed in range(8)])
    pairs = [(text_of(guessing, w), text_of(bench, w)) for w in works]
    same = sum(with_guesses == without for with_guesses, without in pairs)
    assert len({without for _, without in pairs}) > len(QUOTED)  # they do differ by the seed
    assert min(guessing.checked) == 0 < max(guessing.checked)
    assert same >= 0.9 * len(works)
    guessing.context.close()


def test_the_shortest_prompt_speaks_first_and_goes_on_while_a_long_one_is_read(
    bench: Bench,
) -> None:
    long = "\n\n".join(passage(number, 60) for number in range(1, 9))
    sampling = Sampling(max_tokens=24)
    works = [asked("rag", CLOSED, sampling, long), asked("base", CLOSED, sampling)]
    assert len(works[0].prompt) > 500
    events = list(events_of(bench, works))
    kinds = [(event.lane, type(event)) for event in events]
    reads = [at for at, kind in enumerate(kinds) if kind == ("rag", PromptRead)]
    said = [at for at, kind in enumerate(kinds) if kind == ("base", Delta)]
    assert said[0] < reads[0]
    between = [sum(before < at < after for at in said) for before, after in pairwise(reads)]
    assert len(between) > 3
    assert min(between[:3]) >= 1


@pytest.mark.parametrize("after", [1, 3])
def test_a_lane_that_is_called_off_while_it_is_read_ends_within_one_piece(
    bench: Bench, after: int
) -> None:
    long = "\n\n".join(passage(number, 60) for number in range(1, 20))
    work = asked("rag", CLOSED, Sampling(max_tokens=24), long)
    bench.lanes.begin(work)
    for _ in range(after):
        (read,) = bench.lanes.step(lambda lane: False)
        assert isinstance(read, PromptRead)
    batches = len(bench.batches)
    (end,) = bench.lanes.step(lambda lane: True)
    assert isinstance(end, LaneEnded)
    assert (end.stop, end.stats.generated_tokens) == (Stop.CANCELLED, 0)
    assert (len(bench.batches), bench.lanes.busy) == (batches, False)
