"""The line to the child: what cannot be begun, and what is closed for good."""

from __future__ import annotations

import os
import resource
import signal
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import psutil
import pytest

from desktop.engine import Engine
from desktop.errors import EngineDied, ModelRefused
from desktop.types import LaneRequest, Message, Sampling, Weights
from tests.desktop.tiny_gguf import Shape, write_model

QUESTION = LaneRequest("base", False, (Message("user", "Why?"),))


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Weights:
    path = tmp_path_factory.mktemp("models") / "tiny.gguf"
    return Weights(write_model(path, Shape(kind="Q8_0", context=1024)))


def children() -> set[psutil.Process]:
    every = psutil.Process().children()
    return {child for child in every if "spawn_main" in " ".join(child.cmdline())}


@contextmanager
def no_file_but(few: int) -> Iterator[None]:
    """This process may open so many files more."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(soft, 4096), hard))
    held: list[int] = []
    try:
        while True:
            try:
                held.append(os.open(os.devnull, os.O_RDONLY))
            except OSError:
                break
        for _ in range(few):
            os.close(held.pop())
        yield
    finally:
        for each in held:
            os.close(each)
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


@pytest.mark.parametrize("few", [1, 2, 3, 4])
def test_where_no_process_can_be_begun_that_is_said_and_it_works_later(
    model: Weights, few: int
) -> None:
    before = children()
    with Engine(model, 512, 1) as engine:
        with no_file_but(few), pytest.raises(ModelRefused, match=r"begins no process .*files"):
            engine.load()
        assert children() == before
        assert engine.load().name == "Tiny"


def test_an_engine_that_is_retired_starts_nothing_more(model: Weights) -> None:
    before = children()
    engine = Engine(model, 512, 1)
    engine.load()
    assert len(children() - before) == 1
    engine.retire()
    with pytest.raises(EngineDied):
        engine.load()
    with pytest.raises(EngineDied):
        list(engine.answer([QUESTION], Sampling()))
    with pytest.raises(EngineDied):
        engine.count_tokens([QUESTION.messages])
    assert children() == before


def test_an_engine_retired_while_it_loads_does_not_call_its_file_damaged(model: Weights) -> None:
    before, told = children(), list[BaseException]()
    engine = Engine(model, 512, 1)

    def load() -> None:
        with pytest.raises(EngineDied) as caught:
            engine.load()
        told.append(caught.value)

    thread = threading.Thread(target=load)
    thread.start()
    end = time.monotonic() + 60
    while not (begun := children() - before):
        assert time.monotonic() < end
        time.sleep(0.002)
    os.kill(begun.pop().pid, signal.SIGSTOP)  # it loads for ever
    engine.retire()
    thread.join(60)
    assert len(told) == 1
    assert children() == before
