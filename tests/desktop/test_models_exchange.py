"""What is asked while the models are exchanged: it goes on with the new one, and the old one is
never loaded again. Real files, real llama.cpp."""

from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Callable, Generator, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path

import psutil
import pytest

from desktop.engine import Engine
from desktop.errors import EngineDied, ModelRefused
from desktop.models import Exchange
from desktop.types import (
    Answerer,
    Delta,
    EngineWishes,
    LaneEvent,
    LaneRequest,
    Message,
    PromptRead,
    Sampling,
    Weights,
)
from tests.desktop.model_bench import FileEngine
from tests.desktop.tiny_gguf import Shape, write_model

SHAPE = Shape(kind="Q8_0", context=1024)
QUESTION = LaneRequest("base", False, (Message("user", "Why do bridges last?"),))
WISHES = EngineWishes()


class Gate:
    """Whoever comes by waits, and is seen waiting, while it is shut."""

    def __init__(self) -> None:
        self.reached = threading.Event()
        self._open = threading.Event()
        self._open.set()

    def shut(self) -> None:
        self._open.clear()

    def open(self) -> None:
        self._open.set()

    def wait(self) -> None:
        self.reached.set()
        assert self._open.wait(60)


class Slow(Engine):
    """Begins what it is asked when it may."""

    def __init__(self, weights: Weights, gate: Gate) -> None:
        super().__init__(weights, 512, 1)
        self._gate = gate

    def answer(
        self, lanes: Sequence[LaneRequest], sampling: Sampling
    ) -> Generator[LaneEvent, None, None]:
        self._gate.wait()
        yield from super().answer(lanes, sampling)

    def count_tokens(self, conversations: Sequence[tuple[Message, ...]]) -> tuple[int, ...]:
        self._gate.wait()
        return super().count_tokens(conversations)


class Bench:
    """An exchange over two models and a third that does not load."""

    def __init__(self, folder: Path) -> None:
        self.first, self.second = Weights(folder / "first.gguf"), Weights(folder / "second.gguf")
        self.strange = Weights(folder / "strange.gguf")
        self.asking, self.making = Gate(), Gate()
        self.engines: list[Slow] = []
        self._others = children()
        self.exchange = Exchange(self._make, self.first)
        self.apart = ThreadPoolExecutor()

    def _make(self, weights: Answerer, _: EngineWishes) -> Slow:
        assert isinstance(weights, Weights)
        if self.engines:
            self.making.wait()
        self.engines.append(Slow(weights, self.asking))
        return self.engines[-1]

    def children(self) -> set[psutil.Process]:
        return children() - self._others

    def later(self, what: Callable[[], object]) -> Future[object]:
        """Ask in another thread; returns when the engine that answers now was reached."""
        self.asking.reached.clear()
        self.asking.shut()
        told = self.apart.submit(what)
        assert self.asking.reached.wait(60)
        return told

    def text(self) -> str:
        events = self.exchange.answer([QUESTION], Sampling(max_tokens=20))
        return "".join(event.text for event in events if isinstance(event, Delta))

    def close(self) -> None:
        for gate in (self.asking, self.making):
            gate.open()
        self.exchange.close()
        self.apart.shutdown()


def children() -> set[psutil.Process]:
    every = psutil.Process().children()
    return {child for child in every if "spawn_main" in " ".join(child.cmdline())}


def until(condition: Callable[[], object]) -> None:
    end = time.monotonic() + 60
    while not condition():
        assert time.monotonic() < end, "it did not come about in time"
        time.sleep(0.005)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("models")
    write_model(made / "first.gguf", SHAPE)
    write_model(made / "second.gguf", SHAPE, seed=5)
    whole = (made / "second.gguf").read_bytes()
    # A whole header over an architecture that llama.cpp does not know.
    (made / "strange.gguf").write_bytes(whole.replace(b"llama", b"lhama"))
    return made


@pytest.fixture(scope="module")
def texts(folder: Path) -> tuple[str, str]:
    """What the first and the second model say."""
    said: list[str] = []
    for name in ("first", "second"):
        with Engine(Weights(folder / f"{name}.gguf"), 512, 1) as engine:
            events = engine.answer([QUESTION], Sampling(max_tokens=20))
            said.append("".join(event.text for event in events if isinstance(event, Delta)))
    first, second = said
    assert first != second
    return first, second


@pytest.fixture
def bench(folder: Path) -> Iterator[Bench]:
    made = Bench(folder)
    yield made
    made.close()
    assert made.children() == set()


def test_an_answer_overtaken_by_an_exchange_is_the_new_models(
    bench: Bench, texts: tuple[str, str]
) -> None:
    assert bench.text() == texts[0]
    told = bench.later(bench.text)  # it has the first one in its hand
    bench.exchange.exchange(bench.second, WISHES)
    bench.asking.open()
    assert told.result(60) == texts[1]
    assert len(bench.children()) == 1
    assert [engine.info is None for engine in bench.engines] == [True, False]


def test_a_count_overtaken_by_an_exchange_is_the_new_models(bench: Bench) -> None:
    counted = bench.exchange.count_tokens([QUESTION.messages])
    told = bench.later(lambda: bench.exchange.count_tokens([QUESTION.messages]))
    bench.exchange.exchange(bench.second, WISHES)
    bench.asking.open()
    assert told.result(60) == counted
    assert len(bench.children()) == 1


def test_what_is_read_ahead_ends_with_the_exchange(bench: Bench) -> None:
    bench.exchange.load()
    told = bench.later(lambda: list(bench.exchange.read_ahead([QUESTION])))
    bench.exchange.exchange(bench.second, WISHES)
    bench.asking.open()
    with pytest.raises(EngineDied):
        told.result(60)
    assert len(bench.children()) == 1


def test_an_answer_asked_during_an_exchange_waits_for_it(
    bench: Bench, texts: tuple[str, str]
) -> None:
    bench.exchange.load()
    bench.making.shut()
    done = bench.apart.submit(bench.exchange.exchange, bench.second, WISHES)
    assert bench.making.reached.wait(60)
    assert bench.children() == set()  # both may not fit in memory
    told = bench.apart.submit(bench.text)
    bench.making.open()
    assert told.result(60) == texts[1]
    assert done.result(60).name == "Tiny"
    assert len(bench.children()) == 1


def test_an_answer_whose_prompt_is_being_read_is_begun_anew_by_the_new_model(
    bench: Bench, texts: tuple[str, str]
) -> None:
    bench.exchange.load()
    (child,) = bench.children()
    os.kill(child.pid, signal.SIGSTOP)  # it reads for ever
    told = bench.apart.submit(bench.text)
    until(bench.asking.reached.is_set)
    bench.exchange.exchange(bench.second, WISHES)
    assert told.result(60) == texts[1]
    assert len(bench.children()) == 1


def test_an_exchange_does_not_wait_for_an_answer_nor_one_answer_for_another(
    bench: Bench, texts: tuple[str, str]
) -> None:
    events = bench.exchange.answer([QUESTION], Sampling(max_tokens=20))
    assert isinstance(next(events), PromptRead)
    assert bench.text() == texts[0]
    bench.exchange.exchange(bench.second, WISHES)
    assert texts[0].startswith(rest(events))  # it does not go on with another
    assert bench.text() == texts[1]


def rest(events: Iterator[LaneEvent]) -> str:
    """What is still said, until the end or until the model is taken away."""
    said = ""
    with suppress(EngineDied):
        for event in events:
            said += event.text if isinstance(event, Delta) else ""
    return said


def test_where_the_new_one_does_not_load_an_overtaken_answer_is_the_old_ones(
    bench: Bench, texts: tuple[str, str]
) -> None:
    assert bench.text() == texts[0]
    told = bench.later(bench.text)
    with pytest.raises(ModelRefused, match="lhama"):
        bench.exchange.exchange(bench.strange, WISHES)
    bench.asking.open()
    assert told.result(60) == texts[0]
    assert bench.exchange.weights == bench.first
    assert len(bench.children()) == 1


def test_an_answer_overtaken_by_the_end_begins_nothing(bench: Bench) -> None:
    bench.exchange.load()
    told = bench.later(bench.text)
    bench.exchange.close()
    bench.asking.open()
    with pytest.raises(EngineDied, match="is being closed"):
        told.result(60)
    with pytest.raises(EngineDied, match="is being closed"):
        bench.text()
    with pytest.raises(EngineDied, match="is being closed"):
        bench.exchange.load()
    assert bench.children() == set()


def test_the_end_during_an_exchange_leaves_nothing_loaded(bench: Bench) -> None:
    bench.exchange.load()
    bench.making.shut()
    done = bench.apart.submit(bench.exchange.exchange, bench.second, WISHES)
    assert bench.making.reached.wait(60)
    closed = bench.apart.submit(bench.exchange.close)
    until(lambda: refuses(bench))
    bench.making.open()
    closed.result(60)
    with pytest.raises((EngineDied, ModelRefused)):
        done.result(60)
    assert bench.children() == set()


def refuses(bench: Bench) -> bool:
    """Whether the engine that was there first is retired for good."""
    try:
        bench.engines[0].load()
    except EngineDied:
        return True
    return False


def test_the_end_does_not_wait_for_a_model_that_is_being_loaded(bench: Bench) -> None:
    loading = bench.apart.submit(bench.exchange.load)
    until(bench.children)
    (child,) = bench.children()
    os.kill(child.pid, signal.SIGSTOP)  # it loads for ever
    bench.exchange.close()
    with pytest.raises(EngineDied):
        loading.result(60)
    assert bench.children() == set()


class Dying(FileEngine):
    """Dies of every question, and of no exchange."""

    def answer(
        self, lanes: Sequence[LaneRequest], sampling: Sampling
    ) -> Generator[LaneEvent, None, None]:
        self.asked = (*self.asked, *lanes)
        raise EngineDied("The process with the model in it ended.")
        yield


def test_an_engine_that_dies_of_a_question_is_not_asked_it_again(folder: Path) -> None:
    made: list[Dying] = []

    def make(weights: Answerer, wishes: EngineWishes) -> Dying:
        assert isinstance(weights, Weights)
        made.append(Dying(weights, wishes))
        return made[-1]

    exchange = Exchange(make, Weights(folder / "first.gguf"))
    with pytest.raises(EngineDied, match="ended"):
        list(exchange.answer([QUESTION], Sampling()))
    assert [engine.asked for engine in made] == [(QUESTION,)]
