"""What is chosen for a model on a machine, by what was measured; how it is kept, and said."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from app import Quire
from desktop.engine import Engine, Keeping
from desktop.engine.check import read_files
from desktop.engine.costs import Costs
from desktop.engine.fingerprint import fingerprint
from desktop.engine.fitted_file import FittedFile
from desktop.engine.fitting import Fitted, Runs, faster, fit
from desktop.engine.gguf_header import read_header
from desktop.engine.loading import Settings, fitting_key, order_for
from desktop.home import Home
from desktop.settings import Settings as SetByPerson
from desktop.settings import SettingsFile
from desktop.types import Delta, LaneRequest, Message, Sampling, Weights
from tests.desktop.tiny_gguf import Shape, write_model

COSTS = Costs(1.8, 2.7, 2.5, 4.0)
FITTED = Fitted(1, 2, 64, COSTS, ((1, 0.02), (2, 0.03)), ((1, 200.0), (2, 330.0)))


def machine(
    steps: dict[int, float], reads: dict[int, float], long_pieces: float = 1.0
) -> tuple[Runs, list[str]]:
    """One whose seconds are known: by threads for a step, and for a token that is read."""
    ran: list[str] = []

    def step(threads: int) -> float:
        ran.append(f"step {threads}")
        return steps[threads]

    def read(tokens: int, threads: int) -> float:
        ran.append(f"read {tokens} {threads}")
        return reads[threads] * tokens * (long_pieces if tokens > 64 else 1.0)

    return Runs(step, read, lambda n: 0.01 * (1 + 0.8 * (n - 1)), lambda n: 0.01 * n), ran


def test_the_fastest_threads_are_chosen_for_answering_and_for_reading() -> None:
    runs, _ = machine({1: 0.020, 2: 0.012, 4: 0.030}, {1: 0.004, 2: 0.003, 4: 0.002})
    fitted = fit(runs, [4, 1, 2])
    assert (fitted.threads, fitted.reading_threads, fitted.piece) == (2, 4, 64)
    assert fitted.costs.two_lanes == pytest.approx(1.8)


def test_more_threads_that_hardly_help_are_left_to_others() -> None:
    runs, _ = machine({1: 0.0100, 2: 0.0097}, {1: 0.002, 2: 0.00195})
    assert fit(runs, [1, 2]).threads == 1


def test_long_pieces_are_read_where_they_are_faster() -> None:
    runs, _ = machine({1: 0.01}, {1: 0.002}, long_pieces=0.8)
    assert fit(runs, [1]).piece == 256


def test_a_large_model_is_not_measured_for_long() -> None:
    runs, ran = machine({1: 0.4, 2: 0.2}, {1: 0.2, 2: 0.1})
    assert fit(runs, [1, 2]).piece == 256
    assert [each for each in ran if each.startswith("read")] == ["read 32 1", "read 32 2"]


def test_it_is_said_what_was_chosen_and_why() -> None:
    assert FITTED.sentence == (
        "Measured on this machine: it answers with 1 thread (20.0 ms a token; 30.0 with 2), reads "
        "with 2 threads (330 tokens a second; 200.0 with 1) in pieces of 64 tokens, and two lanes "
        "share a batch, as a batch of two costs 1.8 of one."
    )
    assert replace(FITTED, step_seconds=()).sentence == ""


def test_a_card_is_used_where_a_question_takes_less_time_with_it() -> None:
    card = replace(FITTED, gpu_layers=25, step_seconds=((1, 0.01),), read_rates=((2, 4000.0),))
    assert (round(FITTED.question_seconds, 2), card.question_seconds) == (5.03, 1.25)
    chosen = faster(card, FITTED)
    assert (chosen.gpu_layers, round(chosen.card_gain, 2)) == (25, 4.02)
    assert chosen.card_sentence == (
        "25 layers are on the graphics card: measured, a question is 4.0 times as fast with it."
    )
    slow = replace(card, step_seconds=((1, 0.10),))
    chosen = faster(slow, FITTED)
    assert (chosen.gpu_layers, round(chosen.card_gain, 2)) == (0, 0.49)
    assert chosen.card_sentence == (
        "The graphics card is not used: measured, a question is 2.0 times as slow with it."
    )
    assert replace(chosen, card_gain=0.0) == FITTED
    assert FITTED.card_sentence == "The graphics card is not used."


def test_what_was_measured_is_kept_and_the_oldest_goes(tmp_path: Path) -> None:
    path = tmp_path / "engine" / "fitted.json"
    for n in range(45):
        FittedFile(path).keep(f"model {n}", replace(FITTED, piece=n + 2))
    assert FittedFile(path).find("model 44") == replace(FITTED, piece=46)
    assert FittedFile(path).find("model 4") is None
    assert [file.name for file in path.parent.iterdir()] == ["fitted.json"]


@pytest.mark.parametrize(
    "content",
    ["", "[]", "null", '{"m": 5}', '{"m": {"threads": "many"}}', '{"m": {"threads": 0}}', "\x00"],
)
def test_a_damaged_file_is_as_good_as_none_and_written_anew(tmp_path: Path, content: str) -> None:
    path = tmp_path / "fitted.json"
    path.write_text(content)
    assert FittedFile(path).find("m") is None
    FittedFile(path).keep("m", FITTED)
    assert FittedFile(path).find("m") == FITTED


@pytest.mark.parametrize(
    "wrong", [{"threads": 0}, {"piece": 1}, {"piece": 10_000}, {"gpu_layers": -1}]
)
def test_figures_out_of_range_are_not_used(tmp_path: Path, wrong: dict[str, int]) -> None:
    path = tmp_path / "fitted.json"
    path.write_text(json.dumps({"m": {**FITTED.frame(), **wrong}}))
    assert FittedFile(path).find("m") is None


def test_weights_are_told_apart_and_known_again(tmp_path: Path) -> None:
    shape = Shape(kind="Q8_0")
    one = fingerprint(read_header(write_model(tmp_path / "one.gguf", shape)))
    assert fingerprint(read_header(write_model(tmp_path / "again.gguf", shape))) == one
    assert fingerprint(read_header(write_model(tmp_path / "other.gguf", shape, seed=7))) != one


def test_what_was_measured_before_is_used_and_said_and_changes_no_text(tmp_path: Path) -> None:
    path = write_model(tmp_path / "model.gguf", Shape(kind="Q8_0"))
    weights, kept = Weights(path), tmp_path / "engine"
    files = read_files(weights)
    order = order_for(files, 1.0, Settings(context=512), Keeping(kept))
    FittedFile(kept / "fitted.json").keep(fitting_key(files, order), FITTED)
    asked = [LaneRequest("base", False, (Message("user", "Tell me " * 40),))]

    def said(engine: Engine) -> str:
        events = engine.answer(asked, Sampling(max_tokens=30))
        return "".join(event.text for event in events if isinstance(event, Delta))

    with (
        Engine(weights, context=512, kept=Keeping(kept)) as fitted,
        Engine(weights, context=512) as plain,
    ):
        info = fitted.load()
        assert info.fitted.startswith(FITTED.sentence)
        assert "512 tokens" in info.fitted
        assert info.threads == 1
        assert said(fitted) == said(plain)
        assert not plain.load().fitted.startswith("Measured")


def test_a_model_that_was_not_measured_is_not_where_that_would_be_a_surprise(
    tmp_path: Path,
) -> None:
    weights = Weights(write_model(tmp_path / "model.gguf", Shape(kind="Q8_0")))
    kept = Keeping(tmp_path / "engine", measures=False)
    with Engine(weights, context=512, kept=kept) as engine:
        assert not engine.load().fitted.startswith("Measured")
    assert not kept.fitted.exists()


def test_the_shell_answers_as_it_was_measured_and_set_on_the_screen(tmp_path: Path) -> None:
    home = Home(tmp_path / "home").made()
    weights = Weights(write_model(tmp_path / "model.gguf", Shape(kind="Q8_0")))
    SettingsFile(home.settings).keep(SetByPerson(context=768, kv_cache="q8_0"))
    files = read_files(weights)
    order = order_for(files, 1.0, Settings(context=768), Keeping(home.engine))
    FittedFile(Keeping(home.engine).fitted).keep(fitting_key(files, order), FITTED)
    with Quire().engine(home, weights) as engine:
        info = engine.load()
    assert info.fitted.startswith(FITTED.sentence)
    assert (info.context, "q8_0" in info.fitted) == (768, False)  # the cache is its own option
