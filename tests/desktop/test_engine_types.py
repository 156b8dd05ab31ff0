"""What is promised of each type of weights: together as alone, and a follow-up as it is cold."""

from __future__ import annotations

import ctypes
from pathlib import Path

import llama_cpp.llama_cpp as api
import pytest

from desktop.engine import Engine
from desktop.engine.llama import Llama
from desktop.types import Delta, LaneRequest, Message, Sampling, Weights
from tests.desktop.tiny_gguf import Shape, write_adapter, write_model

SHAPE = Shape(width=256, feed_forward=512, context=2048)
WRITTEN = ("F32", "F16", "BF16", "Q4_0", "Q4_1", "Q5_0", "Q8_0")
QUANTISED = {"Q4_K_M": 15, "Q5_K_M": 17, "Q6_K": 18, "Q3_K_M": 12, "Q2_K": 10, "IQ4_NL": 25,
             "IQ4_XS": 30}  # fmt: skip
GREEDY = Sampling(max_tokens=48)

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("types")
    write_model(made / "F32.gguf", SHAPE)
    write_adapter(made / "adapter.gguf", SHAPE, rank=16)
    return made


def model_of(kind: str, folder: Path) -> Path:
    path = folder / f"{kind}.gguf"
    if kind in WRITTEN:
        return write_model(path, Shape(256, 2, 4, 2, 512, 2048, kind=kind))
    Llama()
    parameters = api.llama_model_quantize_default_params()
    parameters.ftype, parameters.nthread = QUANTISED[kind], 1
    source = str(folder / "F32.gguf").encode()
    assert api.llama_model_quantize(source, str(path).encode(), ctypes.byref(parameters)) == 0
    return path


def texts_of(engine: Engine, lanes: list[LaneRequest]) -> dict[str, str]:
    texts = {lane.lane: "" for lane in lanes}
    for event in engine.answer(lanes, GREEDY):
        if isinstance(event, Delta):
            texts[event.lane] += event.text
    return texts


def lane(name: str, tuned: bool, question: str, *before: Message) -> LaneRequest:
    return LaneRequest(name, tuned, (*before, Message("user", question)))


@pytest.mark.parametrize("kind", [*WRITTEN, *QUANTISED])
def test_lanes_say_together_what_they_say_alone_and_warm_what_they_say_cold(
    kind: str, folder: Path
) -> None:
    weights = Weights(model_of(kind, folder), folder / "adapter.gguf")
    lanes = [
        lane(f"{tuned}{i}", tuned, f"Question {i} " * (3 + 7 * i))
        for tuned in (False, True)
        for i in range(4)
    ]
    with Engine(weights, context=1024, threads=1) as engine:
        together = texts_of(engine, lanes)
        alone: dict[str, str] = {}
        for one in lanes:
            alone |= texts_of(engine, [one])
        assert alone == together
        grown = [
            lane(one.lane, one.tuned, "And then?", *one.messages,
                 Message("assistant", together[one.lane] or "-"))
            for one in lanes
        ]  # fmt: skip
        warm = texts_of(engine, grown)
        engine.close()
        assert texts_of(engine, grown) == warm
