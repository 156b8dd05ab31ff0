"""Settings under a running workbench: what reaches the model, and what is loaded anew."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from desktop.errors import BadInput
from desktop.loading import State
from desktop.modes import Mode
from desktop.settings import Settings, SettingsFile
from desktop.settings_desk import SettingsDesk
from desktop.types import EngineWishes
from desktop.workbench import Workbench
from indexer import EncoderError
from tests.desktop.model_bench import ModelBench


@pytest.fixture
def made(tmp_path: Path) -> Iterator[ModelBench]:
    bench = ModelBench(tmp_path, serves=False)
    until(lambda: all(part.state is State.READY for part in bench.workbench.loading()))
    yield bench
    bench.close()


def until(condition: Callable[[], bool], seconds: float = 30) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "it did not come about in time"
        time.sleep(0.005)


def desk_of(bench: Workbench) -> SettingsDesk:
    assert bench.desks.settings is not None
    return bench.desks.settings


def loaded(bench: Workbench) -> str:
    """Wait until the engine is there again; what went wrong."""
    models = bench.desks.models
    assert models is not None
    until(lambda: not models.loading)
    return models.view().problem


def test_an_instruction_and_the_sampling_reach_every_lane(made: ModelBench) -> None:
    bench = made.workbench
    desk_of(bench).set("instruction", "Answer in French.")
    desk_of(bench).set("temperature", "0.4")
    bench.ask("What is the notice period?", tuple(Mode))
    until(lambda: (now := bench.comparison()) is not None and not now.running)
    asked = made.engines[-1].asked
    assert {lane.messages[0].content.endswith("\n\nAnswer in French.") for lane in asked} == {True}
    assert made.engines[-1].sampling == desk_of(bench).now.sampling
    assert made.settings.now == Settings("Answer in French.", 0.4)
    assert len(made.engines) == 1


def test_what_the_engine_may_use_is_kept_once_it_has_loaded_so(made: ModelBench) -> None:
    bench = made.workbench
    desk_of(bench).set("context", "1024")
    assert loaded(bench) == ""
    info = bench.model()
    assert info is not None and info.context == 1024
    assert made.settings.now.context == 1024


def test_another_cache_is_loaded_and_kept(made: ModelBench) -> None:
    desk_of(made.workbench).set("kv_cache", "q8_0")
    assert loaded(made.workbench) == ""
    assert [engine.wishes for engine in made.engines] == [
        EngineWishes(),
        EngineWishes(kv_cache="q8_0"),
    ]
    assert made.settings.now == Settings(kv_cache="q8_0")


def test_a_window_that_does_not_fit_leaves_everything_as_it_was(made: ModelBench) -> None:
    bench = made.workbench
    desk_of(bench).set("context", "120000")
    assert "needs about 30.0 GB" in loaded(bench)
    info = bench.model()
    assert info is not None and info.context == 2048
    assert made.settings.now == Settings()


def test_a_reset_loads_anew_only_where_it_must(made: ModelBench) -> None:
    bench, desk = made.workbench, desk_of(made.workbench)
    desk.set("temperature", "1.5")
    desk.reset()
    assert (desk.now, len(made.engines)) == (Settings(), 1)
    desk.set("threads", "3")
    assert loaded(bench) == ""
    desk.set("instruction", "Be brief.")
    desk.reset()
    assert loaded(bench) == ""
    assert (desk.now, len(made.engines)) == (Settings(), 3)


def test_a_bad_value_changes_nothing(made: ModelBench) -> None:
    with pytest.raises(BadInput, match="Temperature is a number"):
        desk_of(made.workbench).set("temperature", "9")
    assert made.settings.now == Settings()


def test_an_embedding_model_that_does_not_work_is_not_taken(tmp_path: Path) -> None:
    tried: list[Path] = []

    def try_encoder(folder: Path) -> None:
        tried.append(folder)
        if folder.name == "bad":
            raise EncoderError(f"The encoder in {folder} cannot be loaded.")

    file = SettingsFile(tmp_path / "settings.json")
    desk = SettingsDesk(file, None, lambda: None, try_encoder)
    with pytest.raises(EncoderError, match="cannot be loaded"):
        desk.set("encoder", "/models/bad")
    assert file.now == Settings()
    desk.set("encoder", "/models/good")
    desk.set("temperature", "0.5")
    assert (file.now, desk.encoder_in_use) == (Settings("", 0.5, encoder="/models/good"), "")
    assert SettingsDesk(file, None, lambda: None).encoder_in_use == "/models/good"
    desk.set("encoder", "")
    assert tried == [Path("/models/bad"), Path("/models/good")]
