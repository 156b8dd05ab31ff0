"""The child's side, run here: what it says of loading, above all where a graphics card fails."""

from __future__ import annotations

import queue
from pathlib import Path
from typing import cast

import pytest

import desktop.engine.placing
from desktop.engine.check import read_files
from desktop.engine.llama import Adapter, Context, ContextSize, Llama, LlamaFailed, Model
from desktop.engine.loading import Settings, order_for
from desktop.engine.placing import NO_ROOM_ON_CARD, SOME_ROOM_ON_CARD
from desktop.engine.worker import Worker
from desktop.types import Weights
from indexer import Channel, Frame
from tests.desktop.tiny_gguf import Shape, write_adapter, write_model


class Orders:
    """Stands where the channel would; hangs up after the last order."""

    def __init__(self, *orders: Frame) -> None:
        self._orders: queue.SimpleQueue[Frame] = queue.SimpleQueue()
        for order in orders:
            self._orders.put(order)
        self.told: list[Frame] = []

    def receive(self) -> Frame:
        if self._orders.empty():
            raise EOFError
        return self._orders.get()

    def send(self, frame: Frame) -> None:
        self.told.append(frame)


class SmallCard(Llama):
    """A llama.cpp with a card on which no model finds room."""

    offloads = True

    def load(self, path: Path, gpu_layers: int = 0, vocabulary_only: bool = False) -> Model:
        if gpu_layers:
            raise LlamaFailed("unable to allocate CUDA0 buffer")
        return super().load(path, 0, vocabulary_only)


class FullCard(Llama):
    """One on which the weights find room and the windows do not."""

    offloads = True

    def load(self, path: Path, gpu_layers: int = 0, vocabulary_only: bool = False) -> Model:
        model = super().load(path, 0, vocabulary_only)
        if gpu_layers:
            model.context = _no_room  # type: ignore[method-assign]
        return model


def _no_room(size: ContextSize, adapter: Adapter | None = None, strength: float = 1.0) -> Context:
    raise LlamaFailed("failed to allocate the KV cache")


class NarrowCard(Llama):
    """One that holds two of the model's five layers."""

    offloads = True

    def load(self, path: Path, gpu_layers: int = 0, vocabulary_only: bool = False) -> Model:
        if gpu_layers > 2:
            raise LlamaFailed("unable to allocate CUDA0 buffer")
        return super().load(path, 0, vocabulary_only)


def loaded(folder: Path, gpu: bool = True) -> list[Frame]:
    """What the child says of loading a model of four layers with its adapter."""
    shape = Shape(kind="Q8_0", layers=4)
    weights = Weights(
        write_model(folder / "base.gguf", shape), write_adapter(folder / "adapter.gguf", shape)
    )
    settings = Settings(context=512, threads=1, gpu=gpu)
    order = order_for(read_files(weights), 1.0, settings)
    channel = Orders({**order.frame(), "id": 0})
    Worker(cast(Channel, channel)).run()
    return channel.told


@pytest.mark.parametrize("card", [SmallCard, FullCard])
def test_a_card_without_room_leaves_the_work_to_the_processor_and_that_is_said(
    card: type[Llama], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(desktop.engine.placing, "Llama", card)
    on_card, told = loaded(tmp_path)
    assert on_card == {"id": 0, "on_card": True}  # said before anything can go wrong with it
    assert (told["gpu_layers"], told["offloads"], told["notes"]) == (0, True, [NO_ROOM_ON_CARD])
    assert told["context"] == 512


def test_a_card_that_is_not_wished_for_is_not_tried(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(desktop.engine.placing, "Llama", SmallCard)
    (told,) = loaded(tmp_path, gpu=False)
    assert (told["gpu_layers"], told["notes"]) == (0, [])


def test_a_card_takes_as_many_layers_as_it_has_room_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(desktop.engine.placing, "Llama", NarrowCard)
    _, told = loaded(tmp_path)
    note = SOME_ROOM_ON_CARD.format(layers=2, most=5)
    assert (told["gpu_layers"], told["notes"]) == (2, [note])
