"""Writes small models and adapters with random weights, whole and real, for tests and benchmarks.

Their text is noise, but it is llama.cpp's own, computed the way a real model's is.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import gguf
import numpy as np
from gguf.quants import dequantize, quantize
from numpy.typing import NDArray

CHATML = (
    "{% for message in messages %}{{'<|im_start|>' + message['role'] + '\\n' + "
    "message['content'] + '<|im_end|>' + '\\n'}}{% endfor %}"
    "{% if add_generation_prompt %}{{ '<|im_start|>assistant\\n' }}{% endif %}"
)
CONTROL = ("<|endoftext|>", "<|im_start|>", "<|im_end|>")


@dataclass(frozen=True, slots=True)
class Shape:
    """How large a model is; the default makes a file of some 600 KB."""

    width: int = 128
    layers: int = 2
    heads: int = 4
    heads_kv: int = 2
    feed_forward: int = 256
    context: int = 1024
    extra_tokens: int = 0  # vocabulary beyond bytes, some merges and three control tokens
    architecture: str = "llama"
    kind: str = "F32"
    embedding_kind: str | None = None  # None: as `kind`
    template: str | None = CHATML
    causal: bool = True
    speaks: str = ""  # letters that make up all that it says; "": whatever comes


QWEN_HALF_BILLION = Shape(
    width=896, layers=24, heads=14, heads_kv=2, feed_forward=4864, context=8192,
    extra_tokens=151_669, architecture="qwen2", kind="Q4_0", embedding_kind="Q8_0",
    speaks="ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789bcdfgjklmpqsuvwxyz",
)  # fmt: skip
"""The shape of Qwen2.5-0.5B in Q4_0: 350 MB, written in some seconds. What it says is noise, but
read again it is the same tokens, as with a real model's answers."""


def write_model(path: Path, shape: Shape | None = None, seed: int = 0) -> Path:
    """A model with random weights, byte-level vocabulary and ChatML."""
    shape = shape or Shape()
    writer = gguf.GGUFWriter(path, shape.architecture)
    tokens = _describe(writer, shape)
    random = np.random.default_rng(seed)
    made: dict[tuple[str, tuple[int, int]], NDArray[Any]] = {}
    for name, size in _tensors(shape, len(tokens)).items():
        if name.endswith("norm.weight"):
            writer.add_tensor(name, np.ones(size[0], np.float32))
        elif name.endswith(".bias"):
            writer.add_tensor(name, np.zeros(size[0], np.float32))
        else:
            kind = gguf.GGMLQuantizationType[shape.kind]
            if name == "token_embd.weight" and shape.embedding_kind:
                kind = gguf.GGMLQuantizationType[shape.embedding_kind]
            # Layers of a large model share their noise: making it is what takes the time.
            key = (name.split(".")[-2] if shape.layers > 8 else name, size)
            if key not in made:
                made[key] = _blocks(random, size, kind)
            rows = made[key]
            if name == "token_embd.weight" and shape.speaks:
                rows = _loud(rows, [tokens.index(letter) for letter in shape.speaks], kind)
            writer.add_tensor(name, rows, raw_dtype=kind)
    _write(writer)
    return path


def write_adapter(path: Path, shape: Shape | None = None, rank: int = 4, seed: int = 1) -> Path:
    """A LoRA over the attention of a model of the shape, strong enough to change its text."""
    shape = shape or Shape()
    writer = gguf.GGUFWriter(path, shape.architecture)
    writer.add_type("adapter")
    writer.add_string("adapter.type", "lora")
    writer.add_float32("adapter.lora.alpha", float(4 * rank))
    random = np.random.default_rng(seed)
    for name, (rows, columns) in _tensors(shape, 0).items():
        if "attn_" in name and name.endswith(".weight") and "norm" not in name:
            a, b = _weights(random, (rank, columns)), _weights(random, (rows, rank))
            writer.add_tensor(f"{name}.lora_a", a.astype(np.float16))
            writer.add_tensor(f"{name}.lora_b", b.astype(np.float16))
    _write(writer)
    return path


def byte_letters() -> list[str]:
    """The letter that stands for each byte in a GPT-2 vocabulary, in the order of the bytes."""
    shown = [*range(33, 127), *range(161, 173), *range(174, 256)]
    letters, following = {}, 256
    for byte in range(256):
        if byte in shown:
            letters[byte] = chr(byte)
        else:
            letters[byte] = chr(following)
            following += 1
    return [letters[byte] for byte in range(256)]


def _describe(writer: gguf.GGUFWriter, shape: Shape) -> list[str]:
    letters = byte_letters()
    space = letters[32]
    merges = [f"{space} t", "h e", f"{space}t he", "i n", "e r", f"{space} a", "o n", "r e"]
    joined = [merge.replace(" ", "") for merge in merges]
    extra = [f"extra{i}" for i in range(shape.extra_tokens)]
    tokens = [*letters, *joined, *extra, *CONTROL]
    control = [gguf.TokenType.CONTROL] * len(CONTROL)
    writer.add_name("Tiny")
    writer.add_type("model")
    writer.add_context_length(shape.context)
    writer.add_embedding_length(shape.width)
    writer.add_block_count(shape.layers)
    writer.add_feed_forward_length(shape.feed_forward)
    writer.add_head_count(shape.heads)
    writer.add_head_count_kv(shape.heads_kv)
    writer.add_rope_dimension_count(shape.width // shape.heads)
    writer.add_layer_norm_rms_eps(1e-5)
    writer.add_vocab_size(len(tokens))
    writer.add_tokenizer_model("gpt2")
    writer.add_tokenizer_pre("gpt-2")
    writer.add_token_list(tokens)
    writer.add_token_merges(merges)
    writer.add_token_types([gguf.TokenType.NORMAL] * (len(tokens) - len(control)) + control)
    writer.add_bos_token_id(len(tokens) - 3)
    writer.add_eos_token_id(len(tokens) - 1)
    writer.add_add_bos_token(False)
    if not shape.causal:
        writer.add_causal_attention(False)
    if shape.template is not None:
        writer.add_chat_template(shape.template)
    return tokens


def _tensors(shape: Shape, vocabulary: int) -> dict[str, tuple[int, int]]:
    """Sizes of every tensor, rows first."""
    width, inner = shape.width, shape.feed_forward
    held = width // shape.heads * shape.heads_kv
    tensors = {"token_embd.weight": (vocabulary, width), "output_norm.weight": (width, 1)}
    for i in range(shape.layers):
        tensors |= {
            f"blk.{i}.attn_norm.weight": (width, 1),
            f"blk.{i}.attn_q.weight": (width, width),
            f"blk.{i}.attn_k.weight": (held, width),
            f"blk.{i}.attn_v.weight": (held, width),
            f"blk.{i}.attn_output.weight": (width, width),
            f"blk.{i}.ffn_norm.weight": (width, 1),
            f"blk.{i}.ffn_gate.weight": (inner, width),
            f"blk.{i}.ffn_up.weight": (inner, width),
            f"blk.{i}.ffn_down.weight": (width, inner),
        }
        if shape.architecture == "qwen2":
            tensors |= {
                f"blk.{i}.attn_q.bias": (width, 1),
                f"blk.{i}.attn_k.bias": (held, 1),
                f"blk.{i}.attn_v.bias": (held, 1),
            }
    return tensors


def _weights(random: np.random.Generator, size: tuple[int, int]) -> NDArray[np.float32]:
    weights = random.standard_normal(size, dtype=np.float32)
    return weights * np.float32(1.0 / np.sqrt(size[1]))


def _blocks(
    random: np.random.Generator, size: tuple[int, int], kind: gguf.GGMLQuantizationType
) -> NDArray[Any]:
    """Random weights as the file holds them; beyond some thousand rows they are repeated."""
    rows = min(size[0], 4864)
    weights = _weights(random, (rows, size[1]))
    block = weights if kind == gguf.GGMLQuantizationType.F32 else quantize(weights, kind)
    return np.tile(block, (-(-size[0] // rows), 1))[: size[0]]


def _loud(rows: NDArray[Any], loud: list[int], kind: gguf.GGMLQuantizationType) -> NDArray[Any]:
    """The rows louder than they were, and the others hardly to be heard: so loud that only they
    are said, and not so loud that what was said last is said again and again, as with 2.5."""
    heard = dequantize(rows[loud], kind) * np.float32(1.5)
    quiet = dequantize(rows[:4864], kind) * np.float32(1 / 64)
    made = np.tile(quantize(quiet, kind), (-(-len(rows) // len(quiet)), 1))[: len(rows)]
    made[loud] = quantize(heard, kind)
    return made


def _write(writer: gguf.GGUFWriter) -> None:
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()
