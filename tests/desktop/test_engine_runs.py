"""Batches that are run to be measured: as many as it takes, and nothing of them stays."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from desktop.engine.llama import Context, ContextSize, Llama, Row
from desktop.engine.runs import runs_over
from tests.desktop.tiny_gguf import Shape, write_model


@pytest.fixture
def context(tmp_path: Path) -> Iterator[Context]:
    path = write_model(tmp_path / "m.gguf", Shape(kind="Q8_0"))
    made = Llama().load(path).context(ContextSize(256, 4, 65, 1))
    yield made
    made.close()


def watched(context: Context, monkeypatch: pytest.MonkeyPatch, seconds: float = 0) -> list[int]:
    """The rows of each batch from now on, each of them taking so much longer."""
    sizes: list[int] = []
    decode: Callable[[list[Row]], None] = context.decode

    def slowly(rows: list[Row]) -> None:
        decode(rows)
        sizes.append(len(rows))
        time.sleep(seconds)

    monkeypatch.setattr(context, "decode", slowly)
    return sizes


def test_a_row_of_a_small_model_is_measured_among_others(
    context: Context, monkeypatch: pytest.MonkeyPatch
) -> None:
    sizes = watched(context, monkeypatch, 0.0001)
    assert 0.0001 < runs_over(context).step(1) < 0.05
    assert set(sizes) == {1}
    assert len(sizes) > 10


def test_a_row_of_a_large_model_is_measured_alone(
    context: Context, monkeypatch: pytest.MonkeyPatch
) -> None:
    sizes = watched(context, monkeypatch, 0.02)
    assert runs_over(context).step(1) >= 0.02
    assert sizes == [1]


def test_nothing_that_was_measured_stays(context: Context, monkeypatch: pytest.MonkeyPatch) -> None:
    runs = runs_over(context)
    prompt = [Row(token, i, 0, i == 4) for i, token in enumerate(range(3, 8))]
    context.decode(prompt)
    before = context.logits(4).copy()
    context.cut(0, 0)
    sizes = watched(context, monkeypatch)
    runs.step(1), runs.read(64, 1), runs.lanes(4), runs.rows(8)
    assert sizes[-3:] == [64, 4, 8]
    context.decode(prompt)
    assert (context.logits(4) == before).all()
