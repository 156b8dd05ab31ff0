from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from app import Quire
from desktop.errors import BadInput
from desktop.home import Home
from desktop.model_options import ModelOptions
from desktop.models import KeptFile, ModelChoice, ServerFile
from desktop.types import Served, Weights

MODEL, ADAPTER, MERGED = Path("m.gguf"), Path("a.gguf"), Path("t.gguf")


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(tmp_path)


def test_without_a_choice_the_starter_model_answers(home: Home) -> None:
    assert ModelOptions().weights(Quire(), home) == Quire().starter()


def test_what_was_chosen_on_the_screen_answers_where_nothing_is_named(home: Home) -> None:
    KeptFile(home.chosen_model).choose(ModelChoice(str(MODEL), strength=0.5))
    assert ModelOptions().weights(Quire(), home) == Weights(MODEL, adapter_strength=0.5)
    assert ModelOptions(str(MERGED)).weights(Quire(), home) == Weights(MERGED)


def test_a_model_comes_without_the_starters_adapter(home: Home) -> None:
    assert ModelOptions(str(MODEL)).weights(Quire(), home) == Weights(MODEL)
    assert ModelOptions(str(MODEL), ADAPTER).weights(Quire(), home) == Weights(MODEL, ADAPTER)


def test_tuned_weights_alone_go_with_the_starter_model(home: Home) -> None:
    starter = Quire().starter()
    adapted = ModelOptions(adapter=ADAPTER).weights(Quire(), home)
    assert adapted == replace(starter, adapter=ADAPTER)
    merged = ModelOptions(tuned_model=MERGED).weights(Quire(), home)
    assert merged == replace(starter, adapter=None, merged=MERGED)


def test_the_cache_is_as_it_was_asked_for(home: Home) -> None:
    asked = ModelOptions(kv_cache="q8_0")
    assert asked.weights(Quire(), home) == replace(Quire().starter(), kv_cache="q8_0")
    assert ModelOptions(str(MODEL), kv_cache="q8_0").weights(Quire(), home) == Weights(
        MODEL, kv_cache="q8_0"
    )


def test_two_kinds_of_tuned_weights_are_one_too_many(home: Home) -> None:
    with pytest.raises(BadInput, match="not both"):
        ModelOptions(str(MODEL), ADAPTER, MERGED).weights(Quire(), home)


def test_a_model_named_ahead_of_a_command_is_not_passed_over() -> None:
    ModelOptions().must_be_nothing("ask")
    with pytest.raises(BadInput, match="`quire ask --model"):
        ModelOptions(str(MODEL)).must_be_nothing("ask")


# ── servers ─────────────────────────────────────────────────────────────────────────────────

ADDRESS = "http://127.0.0.1:8080/v1"


def test_an_address_is_a_server_and_its_key_comes_from_the_environment(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("QUIRE_MODEL_KEY", raising=False)
    assert ModelOptions(f"{ADDRESS}/").weights(Quire(), home) == Served(ADDRESS)
    monkeypatch.setenv("QUIRE_MODEL_KEY", " secret\n")
    named = ModelOptions(ADDRESS, name="one", tuned_name="two").weights(Quire(), home)
    assert named == Served(ADDRESS, "one", "two", "secret")
    assert "secret" not in repr(named)


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (ModelOptions("ftp://127.0.0.1/v1"), "is no address of a server"),
        (ModelOptions(ADDRESS, ADAPTER), "--tuned-model-name"),
        (ModelOptions(ADDRESS, tuned_model=MERGED), "--tuned-model-name"),
        (ModelOptions(ADDRESS, kv_cache="q8_0"), "leave --kv-cache out"),
        (ModelOptions(str(MODEL), name="one"), "give its address as --model"),
        (ModelOptions(tuned_name="two"), "give its address as --model"),
    ],
)
def test_what_belongs_to_a_server_and_what_does_not(
    home: Home, options: ModelOptions, said: str
) -> None:
    with pytest.raises(BadInput, match=said):
        options.weights(Quire(), home)


def test_a_key_that_is_none_is_not_sent(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QUIRE_MODEL_KEY", "sëcret")
    with pytest.raises(BadInput, match="QUIRE_MODEL_KEY holds signs that no key has"):
        ModelOptions(ADDRESS).weights(Quire(), home)


def test_the_server_that_was_chosen_on_the_screen_answers_where_nothing_is_named(
    home: Home,
) -> None:
    kept, served = KeptFile(home.chosen_model), Served(ADDRESS, "one", "", "secret")
    ServerFile(home.server).keep(served)
    assert ModelOptions().weights(Quire(), home) == Quire().starter()  # used before, and not now
    kept.serve()
    assert ModelOptions().weights(Quire(), home) == served
    assert ModelOptions(str(MODEL)).weights(Quire(), home) == Weights(MODEL)
    with pytest.raises(BadInput, match="leave --kv-cache out"):
        ModelOptions(kv_cache="q8_0").weights(Quire(), home)
