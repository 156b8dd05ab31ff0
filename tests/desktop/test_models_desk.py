"""Models exchanged under a running workbench: real files, real llama.cpp."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Collection, Iterator
from functools import partial
from pathlib import Path

import pytest

from desktop.engine import Engine
from desktop.errors import AdapterMismatch, BadInput
from desktop.loading import State
from desktop.models import (
    Exchange,
    KeptFile,
    ModelChoice,
    ModelDesk,
    ModelFiles,
    Role,
    ServerFile,
    Servers,
    answerer_of,
    weights_of,
)
from desktop.modes import Mode
from desktop.served import ServedEngine
from desktop.types import Answerer, EngineWishes, Served, Weights
from desktop.workbench import Parts, Workbench
from indexer import SearchResult
from tests.desktop.fakes import FakeLibrary
from tests.desktop.mock_server import MockServer
from tests.desktop.tiny_gguf import Shape, write_adapter, write_model

SHAPE = Shape(kind="Q8_0", context=1024)
OTHER = Shape(kind="Q8_0", context=1024, width=256)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("models")
    write_model(made / "base.gguf", SHAPE)
    write_model(made / "second.gguf", SHAPE, seed=5)
    write_model(made / "other.gguf", OTHER)
    write_adapter(made / "adapter.gguf", SHAPE)
    whole = (made / "second.gguf").read_bytes()
    # A whole header over an architecture that llama.cpp does not know.
    (made / "strange.gguf").write_bytes(whole.replace(b"llama", b"lhama"))
    return made


@pytest.fixture
def kept(tmp_path: Path) -> KeptFile:
    return KeptFile(tmp_path / "models.json")


@pytest.fixture
def server_file(tmp_path: Path) -> ServerFile:
    return ServerFile(tmp_path / "server.json")


@pytest.fixture
def server() -> Iterator[MockServer]:
    made = MockServer()
    yield made
    made.close()


def small_engine(weights: Answerer, wishes: EngineWishes) -> Engine | ServedEngine:
    if isinstance(weights, Served):
        return ServedEngine(weights)
    return Engine(weights, wishes.context or 512, 1)


@pytest.fixture
def searching() -> threading.Event:
    """While it is not set, a search waits."""
    may = threading.Event()
    may.set()
    return may


class SlowLibrary(FakeLibrary):
    """Finds what there is when it may."""

    def __init__(self, may: threading.Event) -> None:
        super().__init__("One.")
        self._may = may

    def search(
        self, question: str, k: int = 8, documents: Collection[int] | None = None
    ) -> SearchResult:
        assert self._may.wait(60)
        return super().search(question, k, documents)


@pytest.fixture
def bench(
    folder: Path, kept: KeptFile, server_file: ServerFile, searching: threading.Event
) -> Iterator[Workbench]:
    weights = Weights(folder / "base.gguf", folder / "adapter.gguf")
    exchange = Exchange(small_engine, weights)
    files = ModelFiles(folder, kept, weights)
    made = Workbench(
        Parts(
            lambda: SlowLibrary(searching), lambda: None, exchange, weights,
            models=partial(ModelDesk, files, kept, exchange, weights, Servers(server_file)),
        )
    )  # fmt: skip
    made.start()
    until(lambda: all(part.state is State.READY for part in made.loading()))
    yield made
    made.close()


def until(condition: Callable[[], bool], seconds: float = 60) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "it did not come about in time"
        time.sleep(0.005)


def desk_of(bench: Workbench) -> ModelDesk:
    assert bench.desks.models is not None
    return bench.desks.models


def settled(bench: Workbench) -> str:
    """Wait until what is being loaded is there; what went wrong."""
    until(lambda: not desk_of(bench).view().loading)
    return desk_of(bench).view().problem


def answer(bench: Workbench, mode: Mode = Mode.BASE) -> str:
    bench.ask("Why?", [mode])
    until(lambda: (now := bench.comparison()) is not None and not now.running)
    now = bench.comparison()
    assert now is not None
    return now.lanes[0].text or now.error


def test_another_base_answers_and_the_choice_lasts(
    bench: Workbench, folder: Path, kept: KeptFile
) -> None:
    before = answer(bench)
    desk_of(bench).choose(folder / "second.gguf", Role.BASE)
    assert settled(bench) == ""
    assert answer(bench) != before
    assert kept.now.choice == ModelChoice(str(folder / "second.gguf"), "house style")
    roles = {row.card.path.name: row.role for row in desk_of(bench).view().rows if row.role}
    assert roles == {"second.gguf": Role.BASE, "adapter.gguf": Role.ADAPTER}


def test_an_adapter_that_was_made_for_another_base_stays_behind(
    bench: Workbench, folder: Path
) -> None:
    desk = desk_of(bench)
    desk.choose(folder / "other.gguf", Role.BASE)
    assert settled(bench) == ""
    assert desk.answers == Weights(folder / "other.gguf")
    assert Mode.TUNED not in bench.modes()
    with pytest.raises(AdapterMismatch, match="made for another base model"):
        desk.choose(folder / "adapter.gguf", Role.ADAPTER)
    assert desk.answers == Weights(folder / "other.gguf")


def test_where_a_new_model_does_not_load_the_last_good_one_answers(
    bench: Workbench, folder: Path, kept: KeptFile
) -> None:
    before = answer(bench)
    desk_of(bench).choose(folder / "strange.gguf", Role.BASE)
    problem = settled(bench)
    assert "llama.cpp does not load strange.gguf" in problem
    assert problem.endswith("Tiny is ready again.")
    assert desk_of(bench).files.base == folder / "base.gguf"
    assert kept.now.choice is None
    bench.new_conversation()
    assert answer(bench) == before


def test_the_strength_is_kept_and_changes_the_tuned_text_alone(
    bench: Workbench, kept: KeptFile
) -> None:
    base = answer(bench)
    bench.new_conversation()
    tuned = answer(bench, Mode.TUNED)
    assert tuned != base
    desk_of(bench).set_strength(0.0)
    bench.new_conversation()
    assert answer(bench, Mode.TUNED) == base
    assert kept.now.choice == ModelChoice("starter model", "house style", strength=0.0)
    with pytest.raises(BadInput, match="not within"):
        desk_of(bench).set_strength(7)


def test_a_merged_model_takes_the_adapters_place_and_can_be_done_without(
    bench: Workbench, folder: Path
) -> None:
    desk = desk_of(bench)
    desk.choose(folder / "second.gguf", Role.MERGED)
    assert settled(bench) == ""
    assert desk.answers == Weights(folder / "base.gguf", merged=folder / "second.gguf")
    desk.choose_untuned()
    assert settled(bench) == ""
    assert bench.modes() == (Mode.BASE, Mode.RAG)


def test_nothing_is_exchanged_under_a_running_question_nor_twice_at_once(
    bench: Workbench, folder: Path, searching: threading.Event
) -> None:
    desk = desk_of(bench)
    searching.clear()
    bench.ask("Why?", [Mode.RAG])
    with pytest.raises(BadInput, match="still being answered"):
        desk.choose(folder / "second.gguf", Role.BASE)
    searching.set()
    until(lambda: (now := bench.comparison()) is not None and not now.running)
    desk.choose(folder / "second.gguf", Role.BASE)
    with pytest.raises(BadInput, match="is being loaded"):
        desk.choose(folder / "base.gguf", Role.BASE)
    assert answer(bench)  # it waits for the model
    assert settled(bench) == ""


def test_what_is_in_use_is_not_removed_and_speed_is_measured(
    bench: Workbench, folder: Path, kept: KeptFile
) -> None:
    desk = desk_of(bench)
    with pytest.raises(BadInput, match="in use"):
        desk.remove(folder / "base.gguf")
    answer(bench)
    (row,) = [row for row in desk.view().rows if row.role is Role.BASE]
    assert row.tokens_per_second == kept.now.tokens_per_second["starter model"]
    assert (row.tokens_per_second or 0) > 1


def test_what_was_typed_has_been_read_when_it_is_asked(bench: Workbench) -> None:
    bench.ahead.typed("Why do bridges last", [Mode.TUNED])
    until(lambda: not bench.ahead.busy)
    bench.ask("Why do bridges last so long?", [Mode.TUNED])
    until(lambda: (now := bench.comparison()) is not None and not now.running)
    now = bench.comparison()
    assert now is not None
    said = now.lanes[0].answer
    assert said is not None
    # All but the last words, as far as the adapter's batches allow: to a multiple of 64.
    assert said.stats.reused_tokens == (said.stats.prompt_tokens - len(" so long?")) // 64 * 64
    assert said.stats.reused_tokens > 0


def test_where_the_chosen_file_is_gone_another_can_be_chosen(folder: Path, tmp_path: Path) -> None:
    kept = KeptFile(tmp_path / "models.json")
    kept.choose(ModelChoice(str(tmp_path / "gone.gguf")))
    own = Weights(folder / "base.gguf", folder / "adapter.gguf")
    files = ModelFiles(tmp_path / "models", kept, own)
    exchange = Exchange(small_engine, weights_of(kept.now.choice, files, own))
    bench = Workbench(
        Parts(
            lambda: FakeLibrary("One."), lambda: None, exchange, exchange.weights,
            models=partial(
                ModelDesk, files, kept, exchange, own, Servers(ServerFile(tmp_path / "server.json"))
            ),
        )
    )  # fmt: skip
    bench.start()
    until(lambda: {part.name: part.state for part in bench.loading()}["model"] is State.FAILED)
    assert "There is no file" in answer(bench)
    desk_of(bench).choose(folder / "base.gguf", Role.BASE)
    assert settled(bench) == ""
    bench.new_conversation()
    assert not answer(bench).startswith("There is no file")
    assert kept.now.choice == ModelChoice("starter model", "house style")
    bench.close()


def test_a_server_answers_in_the_files_place_and_they_come_back_by_a_click(
    bench: Workbench, kept: KeptFile, server_file: ServerFile, server: MockServer
) -> None:
    server.behaviour.key = "secret"
    server.behaviour.models = {"data": [{"id": "one"}, {"id": "tuned"}]}
    desk, before, files = desk_of(bench), answer(bench), desk_of(bench).answers
    assert desk.look_at_server(server.url, "secret") == ("one", "tuned")
    desk.choose_served("one", tuned=False)
    assert settled(bench) == ""
    assert Mode.TUNED not in bench.modes()
    desk.choose_served("tuned", tuned=True)
    assert settled(bench) == ""
    bench.new_conversation()
    assert (answer(bench).strip(), server.asked[-1]["model"]) == ("Why?", "one")
    bench.new_conversation()
    assert (answer(bench, Mode.TUNED).strip(), server.asked[-1]["model"]) == ("WHY?", "tuned")
    asked = Served(server.url, "one", "tuned", "secret")
    assert (desk.answers, server_file.now, kept.now.served) == (asked, asked, True)
    assert not any(row.role for row in desk.view().rows)
    assert "secret" not in repr(desk.view())
    desk.choose_files()
    assert settled(bench) == ""
    bench.new_conversation()
    assert (answer(bench), desk.answers, kept.now.served) == (before, files, False)


def test_what_a_server_was_chosen_with_is_there_at_the_next_start(
    bench: Workbench, folder: Path, kept: KeptFile, server_file: ServerFile, server: MockServer
) -> None:
    desk = desk_of(bench)
    desk.choose(folder / "second.gguf", Role.BASE)
    assert settled(bench) == ""
    chosen = desk.answers
    (name,) = desk.look_at_server(server.url, "")
    desk.choose_served(name, tuned=False)
    assert settled(bench) == ""
    own = Weights(folder / "base.gguf", folder / "adapter.gguf")
    files = ModelFiles(folder, kept, own)
    assert answerer_of(kept.now, server_file.now, files, own) == Served(server.url, name)
    assert answerer_of(kept.now, None, files, own) == desk.files == chosen
    with pytest.raises(BadInput, match="in use"):
        desk.forget_server()


def test_a_server_that_is_gone_again_leaves_what_answered(
    bench: Workbench, kept: KeptFile, server_file: ServerFile, server: MockServer
) -> None:
    before, desk = answer(bench), desk_of(bench)
    (name,) = desk.look_at_server(server.url, "")
    server.behaviour.models = {"data": [{"id": "another"}]}
    desk.choose_served(name, tuned=False)
    assert settled(bench).endswith('has no model "base": it has another. Tiny is ready again.')
    assert (server_file.now, kept.now.served) == (None, False)
    bench.new_conversation()
    assert answer(bench) == before
