from __future__ import annotations

from pathlib import Path

import pytest

from app import Quire
from desktop.errors import BadInput
from desktop.model_options import ModelOptions
from desktop.types import Weights

MODEL, ADAPTER, MERGED = Path("m.gguf"), Path("a.gguf"), Path("t.gguf")


def test_without_a_choice_the_starter_model_answers() -> None:
    assert ModelOptions().weights(Quire()) == Quire().starter()


def test_a_model_comes_without_the_starters_adapter() -> None:
    assert ModelOptions(MODEL).weights(Quire()) == Weights(MODEL)
    assert ModelOptions(MODEL, ADAPTER).weights(Quire()) == Weights(MODEL, ADAPTER)


def test_tuned_weights_alone_go_with_the_starter_model() -> None:
    starter = Quire().starter()
    adapted = ModelOptions(adapter=ADAPTER).weights(Quire())
    assert (adapted.base, adapted.adapter, adapted.merged) == (starter.base, ADAPTER, None)
    merged = ModelOptions(tuned_model=MERGED).weights(Quire())
    assert (merged.base, merged.adapter, merged.merged) == (starter.base, None, MERGED)


def test_the_cache_is_as_it_was_asked_for() -> None:
    assert ModelOptions(kv_cache="q8_0").weights(Quire()).kv_cache == "q8_0"
    assert ModelOptions(MODEL, kv_cache="q8_0").weights(Quire()) == Weights(MODEL, kv_cache="q8_0")


def test_two_kinds_of_tuned_weights_are_one_too_many() -> None:
    with pytest.raises(BadInput, match="not both"):
        ModelOptions(MODEL, ADAPTER, MERGED).weights(Quire())


def test_a_model_named_ahead_of_a_command_is_not_passed_over() -> None:
    ModelOptions().must_be_nothing("ask")
    with pytest.raises(BadInput, match="`quire ask --model"):
        ModelOptions(MODEL).must_be_nothing("ask")
