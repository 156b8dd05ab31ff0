from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from app import Quire
from desktop.errors import BadInput
from desktop.home import Home
from desktop.model_options import ModelOptions
from desktop.models import KeptFile, ModelChoice
from desktop.types import Weights

MODEL, ADAPTER, MERGED = Path("m.gguf"), Path("a.gguf"), Path("t.gguf")


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(tmp_path)


def test_without_a_choice_the_starter_model_answers(home: Home) -> None:
    assert ModelOptions().weights(Quire(), home) == Quire().starter()


def test_what_was_chosen_on_the_screen_answers_where_nothing_is_named(home: Home) -> None:
    KeptFile(home.chosen_model).choose(ModelChoice(str(MODEL), strength=0.5))
    assert ModelOptions().weights(Quire(), home) == Weights(MODEL, adapter_strength=0.5)
    assert ModelOptions(MERGED).weights(Quire(), home) == Weights(MERGED)


def test_a_model_comes_without_the_starters_adapter(home: Home) -> None:
    assert ModelOptions(MODEL).weights(Quire(), home) == Weights(MODEL)
    assert ModelOptions(MODEL, ADAPTER).weights(Quire(), home) == Weights(MODEL, ADAPTER)


def test_tuned_weights_alone_go_with_the_starter_model(home: Home) -> None:
    starter = Quire().starter()
    adapted = ModelOptions(adapter=ADAPTER).weights(Quire(), home)
    assert (adapted.base, adapted.adapter, adapted.merged) == (starter.base, ADAPTER, None)
    merged = ModelOptions(tuned_model=MERGED).weights(Quire(), home)
    assert (merged.base, merged.adapter, merged.merged) == (starter.base, None, MERGED)


def test_the_cache_is_as_it_was_asked_for(home: Home) -> None:
    asked = ModelOptions(kv_cache="q8_0")
    assert asked.weights(Quire(), home) == replace(Quire().starter(), kv_cache="q8_0")
    assert ModelOptions(MODEL, kv_cache="q8_0").weights(Quire(), home) == Weights(
        MODEL, kv_cache="q8_0"
    )


def test_two_kinds_of_tuned_weights_are_one_too_many(home: Home) -> None:
    with pytest.raises(BadInput, match="not both"):
        ModelOptions(MODEL, ADAPTER, MERGED).weights(Quire(), home)


def test_a_model_named_ahead_of_a_command_is_not_passed_over() -> None:
    ModelOptions().must_be_nothing("ask")
    with pytest.raises(BadInput, match="`quire ask --model"):
        ModelOptions(MODEL).must_be_nothing("ask")
