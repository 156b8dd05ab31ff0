from __future__ import annotations

from pathlib import Path

import pytest

from desktop.engine.gguf_header import GgufHeader, read_header
from desktop.models import Fits, fit_of, memory_fit, read_card
from tests.desktop.tiny_gguf import write_adapter, write_model

GIGABYTE = 1_000_000_000


@pytest.fixture
def two_gigabytes() -> GgufHeader:
    """The header of a model of 1.7 billion weights, as its makers publish it."""
    values: dict[str, int | float | bool | str | None] = {
        "general.architecture": "qwen3",
        "qwen3.block_count": 28,
        "qwen3.attention.head_count": 16,
        "qwen3.attention.head_count_kv": 8,
        "qwen3.attention.key_length": 128,
        "qwen3.attention.value_length": 128,
        "qwen3.embedding_length": 2048,
        "qwen3.context_length": 40_960,
    }
    return GgufHeader(Path("m.gguf"), 1_834_426_016, values, (), 0)


def test_memory_decides_between_fits_tight_and_not(two_gigabytes: GgufHeader) -> None:
    fits = {free: memory_fit(two_gigabytes, free * GIGABYTE // 10) for free in (80, 31, 25, 21)}
    assert {free: (fit.fits, fit.context) for free, fit in fits.items()} == {
        80: (Fits.FITS, 4096),
        31: (Fits.TIGHT, 4096),
        25: (Fits.TIGHT, 1024),
        21: (Fits.NOT, 0),
    }
    # The file, 256 MiB to work in, and 2 lanes of 4,096 tokens at 114,688 bytes.
    assert fits[80].needed_bytes == 1_834_426_016 + 268_435_456 + 2 * 4096 * 114_688
    assert fits[21].needed_bytes > fits[21].free_bytes == 2_100_000_000


def test_a_longer_window_needs_more(two_gigabytes: GgufHeader) -> None:
    usual, long = (memory_fit(two_gigabytes, 8 * GIGABYTE, c) for c in (None, 16_384))
    assert long.needed_bytes - usual.needed_bytes == 2 * (16_384 - 4096) * 114_688
    assert memory_fit(two_gigabytes, 3 * GIGABYTE, 16_384).fits is Fits.NOT


def test_only_a_model_has_a_fit(tmp_path: Path) -> None:
    model = write_model(tmp_path / "m.gguf")
    assert fit_of(read_card(model), GIGABYTE) == memory_fit(read_header(model), GIGABYTE)
    assert fit_of(read_card(write_adapter(tmp_path / "a.gguf")), GIGABYTE) is None
    assert fit_of(read_card(tmp_path / "none.gguf"), GIGABYTE) is None
