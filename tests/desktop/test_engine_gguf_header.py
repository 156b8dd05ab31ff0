"""Headers: what they say, and that a damaged one is found or read, never a crash or a hang."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from desktop.engine.check import Files, fit_to_memory, largest_groups, read_files, reading_steps
from desktop.engine.gguf_header import read_header
from desktop.errors import ModelError, ModelMissing, ModelRefused, NotGguf
from desktop.types import Weights
from tests.desktop.tiny_gguf import CHATML, Shape, write_adapter, write_model

SHAPE = Shape(kind="Q8_0")


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_model(tmp_path_factory.mktemp("header") / "model.gguf", SHAPE)


def test_a_header_says_what_was_written(model: Path) -> None:
    header = read_header(model)
    assert (header.architecture, header.name, header.trained_context) == ("llama", "Tiny", 1024)
    assert (header.template, header.is_adapter) == (CHATML, False)
    assert header.file_bytes == model.stat().st_size
    assert len(header.tensors) == 2 + 9 * 2
    last = max(header.tensors, key=lambda tensor: tensor.offset)
    assert last.size is not None
    end = header.data_start + last.offset + last.size
    assert header.file_bytes - 32 < end <= header.file_bytes
    # two layers, two heads of 32, keys and values, two bytes each
    assert header.cache_bytes_per_token == 2 * 2 * 2 * 32 * 2


def test_an_adapter_says_that_it_is_one(tmp_path: Path) -> None:
    assert read_header(write_adapter(tmp_path / "adapter.gguf", SHAPE)).is_adapter


def test_no_file_and_no_gguf_are_told_apart(tmp_path: Path) -> None:
    with pytest.raises(ModelMissing):
        read_header(tmp_path)
    empty = tmp_path / "empty.gguf"
    empty.write_bytes(b"")
    with pytest.raises(NotGguf):
        read_header(empty)


def test_every_cut_of_a_file_is_found(model: Path, tmp_path: Path) -> None:
    whole = model.read_bytes()
    path = tmp_path / "cut.gguf"
    for length in [*range(1, 400, 7), *range(400, len(whole) - 32, len(whole) // 60)]:
        path.write_bytes(whole[:length])
        with pytest.raises(NotGguf, match=r"cut\.gguf is"):
            read_header(path)


def test_three_hundred_damaged_headers_are_refused_or_read(model: Path, tmp_path: Path) -> None:
    whole = model.read_bytes()
    path = tmp_path / "damaged.gguf"
    rng = random.Random(11)
    refused = 0
    for _ in range(300):
        data = bytearray(whole)
        for _ in range(rng.choice([1, 1, 2, 8])):
            data[rng.randrange(4, 12_000)] = rng.choice([0, 0xFF, rng.randrange(256)])
        path.write_bytes(data)
        try:
            read_files(Weights(path))
        except ModelError as error:
            refused += 1
            assert "\n" not in str(error)
    assert refused > 20


def test_an_old_version_is_said_to_be_old(model: Path, tmp_path: Path) -> None:
    data = bytearray(model.read_bytes())
    data[4:8] = (1).to_bytes(4, "little")
    path = tmp_path / "old.gguf"
    path.write_bytes(data)
    with pytest.raises(NotGguf, match="GGUF version 1"):
        read_header(path)


def test_an_encoder_is_refused_as_such(tmp_path: Path) -> None:
    path = write_model(tmp_path / "encoder.gguf", Shape(causal=False))
    with pytest.raises(ModelRefused, match=r"encoder\.gguf is an encoder"):
        read_files(Weights(path))


def files(path: Path) -> Files:
    return read_files(Weights(path))


def test_the_window_shrinks_before_a_model_is_refused(tmp_path: Path) -> None:
    shape = Shape(width=1024, heads=8, heads_kv=8, feed_forward=64, context=4096)
    found = files(write_model(tmp_path / "wide.gguf", shape))
    fixed = found.base.file_bytes + 256 * 1024 * 1024
    per_lane = found.base.cache_bytes_per_token * 4096
    assert fit_to_memory(found, None, fixed + 4 * per_lane).context == 4096
    roomy = fit_to_memory(found, None, fixed + 4 * per_lane)
    tight = fit_to_memory(found, None, fixed + 4 * per_lane - 1)
    tighter = fit_to_memory(found, None, fixed + 2 * per_lane - 1)
    assert [(f.context, f.sequences) for f in (roomy, tight, tighter)] == [
        (4096, 4),
        (4096, 2),
        (2048, 2),
    ]
    with pytest.raises(ModelRefused, match=r"wide\.gguf needs about 0\.\d GB .* is free"):
        fit_to_memory(found, None, fixed)


def test_a_cache_of_8_bits_leaves_room_for_a_longer_window(tmp_path: Path) -> None:
    shape = Shape(width=1024, heads=8, heads_kv=8, feed_forward=64, context=4096)
    path = write_model(tmp_path / "wide.gguf", shape)
    plain, small = files(path), read_files(Weights(path, kv_cache="q8_0"))
    free = plain.base.file_bytes + 256 * 1024 * 1024 + plain.base.cache_bytes_per_token * 4400
    assert [fit_to_memory(each, None, free).context for each in (plain, small)] == [2048, 4096]


def test_heads_that_a_cache_of_8_bits_cannot_hold_are_named(tmp_path: Path) -> None:
    path = write_model(tmp_path / "narrow.gguf", Shape(width=64, heads=4, heads_kv=4))
    read_files(Weights(path))
    with pytest.raises(ModelRefused, match=r"narrow\.gguf cannot .* 16 numbers, .* Choose f16"):
        read_files(Weights(path, kv_cache="q8_0"))


def test_a_window_asked_for_is_given_or_refused(model: Path) -> None:
    assert fit_to_memory(files(model), 300, 10**9).context == 300
    with pytest.raises(ModelRefused):
        fit_to_memory(files(model), 10**9, 10**9)


@pytest.mark.parametrize(
    ("kind", "step", "group"),
    [("Q8_0", 1, 4), ("Q4_0", 1, 4), ("BF16", 1, 4), ("F32", 64, 1), ("F16", 64, 1)],
)
def test_where_prompts_are_taken_up_and_what_shares_a_batch_depends_on_the_weights(
    kind: str, step: int, group: int, tmp_path: Path
) -> None:
    found = files(write_model(tmp_path / "m.gguf", Shape(kind=kind)))
    assert (reading_steps(found), largest_groups(found)) == ((step, step), (group, group))


def test_an_adapter_with_16_bits_keeps_the_tuned_lanes_apart(model: Path, tmp_path: Path) -> None:
    adapter = write_adapter(tmp_path / "adapter.gguf", SHAPE)
    found = read_files(Weights(model, adapter))
    assert (reading_steps(found), largest_groups(found)) == ((1, 64), (4, 1))
