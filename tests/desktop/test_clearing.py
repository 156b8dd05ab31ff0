from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from desktop.clearing import Clearing, Kind
from desktop.loading import State
from desktop.models import Role
from desktop.modes import Mode
from desktop.settings import Settings
from tests.desktop.model_bench import SHAPE, ModelBench
from tests.desktop.tiny_gguf import write_model


@pytest.fixture
def made(tmp_path: Path) -> Iterator[ModelBench]:
    """A home with a document, a conversation, a model and a setting."""
    bench = ModelBench(tmp_path, serves=False)
    work = bench.workbench
    until(lambda: all(part.state is State.READY for part in work.loading()))
    work.ask("What is the notice period?", [Mode.RAG])
    until(lambda: (now := work.comparison()) is not None and not now.running)
    assert work.desks.models is not None and work.desks.settings is not None
    (bench.home / "models").mkdir()
    write_model(bench.home / "models" / "mine.gguf", SHAPE)
    work.desks.models.choose(bench.home / "models" / "mine.gguf", Role.BASE)
    until(lambda: not work.desks.models.loading)  # type: ignore[union-attr]
    work.desks.settings.set("temperature", "0.5")
    yield bench
    bench.close()


def until(condition: Callable[[], bool], seconds: float = 30) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "it did not come about in time"
        time.sleep(0.005)


def clearing(bench: ModelBench) -> Clearing:
    assert bench.workbench.desks.clearing is not None
    return bench.workbench.desks.clearing


def things(bench: ModelBench) -> dict[Kind, int]:
    return {room.kind: room.things for room in clearing(bench).rooms()}


def test_each_kind_is_counted_with_the_room_it_takes(made: ModelBench) -> None:
    assert things(made) == {Kind.LIBRARY: 1, Kind.CONVERSATIONS: 1, Kind.MODELS: 1}
    sizes = {room.kind: room.size_bytes for room in clearing(made).rooms()}
    assert sizes[Kind.MODELS] == (made.home / "models" / "mine.gguf").stat().st_size
    assert sizes[Kind.CONVERSATIONS] > 4096
    assert clearing(made).folder == made.home


def test_one_kind_is_cleared_and_the_others_stay(made: ModelBench) -> None:
    clearing(made).clear(Kind.CONVERSATIONS)
    assert things(made) == {Kind.LIBRARY: 1, Kind.CONVERSATIONS: 0, Kind.MODELS: 1}
    assert made.workbench.comparison() is None
    clearing(made).clear(Kind.LIBRARY)
    assert things(made) == {Kind.LIBRARY: 0, Kind.CONVERSATIONS: 0, Kind.MODELS: 1}
    assert made.settings.now == Settings(temperature=0.5)


def test_no_word_of_a_cleared_conversation_is_left_on_the_disk(made: ModelBench) -> None:
    files = [path for path in made.home.iterdir() if path.name.startswith("conversations")]
    assert any(b"notice period" in path.read_bytes() for path in files)
    clearing(made).clear(Kind.CONVERSATIONS)
    left = [path for path in made.home.iterdir() if path.name.startswith("conversations")]
    assert not any(b"notice period" in path.read_bytes() for path in left)


def test_everything_is_cleared_and_what_comes_along_answers(made: ModelBench) -> None:
    clearing(made).clear_all()
    until(lambda: not made.workbench.desks.models.loading)  # type: ignore[union-attr]
    assert set(things(made).values()) == {0}
    assert not (made.home / "models").exists()
    assert (made.settings.now, made.kept.now.choice) == (Settings(), None)
    info = made.workbench.model()
    assert info is not None and info.name == "own"
    assert made.second.exists()  # a person's own files stay
