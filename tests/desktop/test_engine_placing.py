"""A graphics card in use, where this build of llama.cpp has one; what is said of it everywhere.

With Mesa's processor in a card's place: a llama-cpp-python built with -DGGML_VULKAN=ON, and
GGML_VK_VISIBLE_DEVICES=0.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from desktop.engine import Engine, Keeping
from desktop.engine.costs import Costs
from desktop.engine.fitting import Fitted
from desktop.engine.line import Line
from desktop.engine.llama import Llama
from desktop.engine.loading import CARD_FAILED
from desktop.types import Delta, LaneEnded, LaneRequest, Message, Sampling, Stop, Weights
from tests.desktop.tiny_gguf import Shape, write_adapter, write_model

SHAPE = Shape(kind="Q8_0", context=1024)
LANES = [
    LaneRequest(name, tuned, (Message("user", f"{passages}How many rooms?"),))
    for name, tuned, passages in (
        ("base", False, ""), ("rag", False, "The hotel has forty rooms. " * 9),
        ("tuned", True, ""), ("combined", True, "The hotel has forty rooms. " * 9),
    )
]  # fmt: skip


@pytest.fixture(scope="module")
def weights(tmp_path_factory: pytest.TempPathFactory) -> Weights:
    folder = tmp_path_factory.mktemp("models")
    base = write_model(folder / "base.gguf", SHAPE)
    return Weights(base, write_adapter(folder / "adapter.gguf", SHAPE))


@pytest.fixture
def card() -> None:
    if not Llama().offloads:
        pytest.skip("this build of llama.cpp uses no graphics card")


def ends_of(engine: Engine) -> tuple[dict[str, str], dict[str, LaneEnded]]:
    texts: dict[str, str] = {}
    ends: dict[str, LaneEnded] = {}
    for event in engine.answer(LANES, Sampling(max_tokens=8)):
        if isinstance(event, Delta):
            texts[event.lane] = texts.get(event.lane, "") + event.text
        elif isinstance(event, LaneEnded):
            ends[event.lane] = event
    return texts, ends


@pytest.mark.usefixtures("card")
def test_four_lanes_are_answered_by_the_card(weights: Weights) -> None:
    with Engine(weights, 512, 1) as engine:
        info = engine.load()
        assert (info.gpu_layers, engine.notes) == (SHAPE.layers + 1, ())
        assert "3 layers are on the graphics card." in info.fitted
        _, ends = ends_of(engine)
        again = ends_of(engine)[1]
    assert {name: end.stop for name, end in ends.items()} == dict.fromkeys(
        ("base", "rag", "tuned", "combined"), Stop.LENGTH
    )
    assert again["rag"].stats.reused_tokens == again["rag"].stats.prompt_tokens - 2


@pytest.mark.usefixtures("card")
def test_without_the_wish_the_card_computes_nothing(weights: Weights) -> None:
    with Engine(weights, 512, 1, gpu=False) as engine:
        info = engine.load()
        assert (info.gpu_layers, "The graphics card is not used." in info.fitted) == (0, True)
        assert set(ends_of(engine)[1]) == {"base", "rag", "tuned", "combined"}


@pytest.mark.usefixtures("card")
def test_the_card_is_measured_once_and_what_is_faster_is_kept(
    weights: Weights, tmp_path: Path
) -> None:
    told = []
    for _ in range(2):
        with Engine(weights, 512, 1, kept=Keeping(tmp_path)) as engine:
            told.append((engine.load().gpu_layers, engine.load().fitted))
    if "quieter time" in told[0][1]:
        pytest.skip("other programs are busy here")
    assert told[0] == told[1]
    assert ": measured, a question is " in told[0][1]


def test_without_a_card_that_is_said(weights: Weights) -> None:
    if Llama().offloads:
        pytest.skip("this build of llama.cpp uses a graphics card")
    with Engine(weights, 512, 1) as engine:
        info = engine.load()
    assert info.gpu_layers == 0
    assert info.fitted.endswith("This build of llama.cpp finds no graphics card that it can use.")


class DyingCard(Line):
    """A line to a child that says it uses a card, and dies of it."""

    def ask(self, order):  # type: ignore[no-untyped-def]
        if order["do"] == "load" and order["gpu_layers"]:
            yield {"id": 0, "on_card": True}
            self.close()
        yield from super().ask(order)


def test_where_the_child_dies_of_its_card_the_processor_answers(
    weights: Weights, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Engine(weights, 512, 1, gpu=False) as plain:
        expected = ends_of(plain)[0]
    monkeypatch.setattr("desktop.engine.engine.Line", DyingCard)
    with Engine(weights, 512, 1) as engine:
        info = engine.load()
        assert (info.gpu_layers, engine.notes) == (0, (CARD_FAILED,))
        assert info.fitted.endswith(CARD_FAILED)
        assert ends_of(engine)[0] == expected


def test_figures_of_a_card_come_back_from_a_frame() -> None:
    fitted = Fitted(1, 2, 64, Costs(), ((1, 0.02),), ((2, 330.0),), 25, 4.0)
    assert Fitted.read(fitted.frame()) == fitted
