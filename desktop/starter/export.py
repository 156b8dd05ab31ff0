"""Writes the starter model, and adapters over it, as GGUF files that llama.cpp loads.

The only file here that knows GGUF. Knows nothing of how the weights came to be.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import gguf
import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from desktop.starter.model import Decoder, Shape
from desktop.starter.tokenizer import CHAT_TEMPLATE, SPECIAL, Tokenizer

NAME = "Quire starter"
LICENCE = "apache-2.0"

Floats = NDArray[np.float32]


QUANTIZATIONS = ("F32", "F16", "Q8_0", "Q5_0", "Q4_0")


def export_model(
    model: Decoder, tokenizer: Tokenizer, path: Path, quantization: str = "Q8_0"
) -> None:
    """Write the model with its tokenizer and template, its matrices in one of QUANTIZATIONS."""
    writer = gguf.GGUFWriter(path, "llama")
    _describe(writer, model.shape, quantization)
    _add_tokenizer(writer, tokenizer)
    weights: dict[str, Tensor] = dict(model.named_parameters())
    for name, weight in weights.items():
        if name.endswith(("attn_q.weight", "attn_k.weight")):
            weight = interleaved(weight, model.shape.heads)
        _add_tensor(writer, name, _array(weight), quantization)
    _write(writer)


def export_adapter(
    pairs: Mapping[str, tuple[Tensor, Tensor]], alpha: float, shape: Shape, path: Path
) -> None:
    """Write LoRA pairs as an adapter.

    `pairs` maps a weight's name ("blk.0.attn_q.weight") to A (rank, inputs) and B (outputs, rank);
    the change to the weight is alpha / rank * B @ A.
    """
    writer = gguf.GGUFWriter(path, "llama")
    writer.add_type("adapter")
    writer.add_string("adapter.type", "lora")
    writer.add_float32("adapter.lora.alpha", alpha)
    writer.add_name("Quire house style")
    writer.add_license(LICENCE)
    for name, (down, up) in pairs.items():
        if name.endswith(("attn_q.weight", "attn_k.weight")):
            up = interleaved(up, shape.heads)
        writer.add_tensor(f"{name}.lora_a", _array(down).astype(np.float16))
        writer.add_tensor(f"{name}.lora_b", _array(up).astype(np.float16))
    _write(writer)


def interleaved(weight: Tensor, heads: int) -> Tensor:
    """Rows of a query or key weight from half-split to llama.cpp's interleaved rotary order."""
    rows, columns = weight.shape
    halves = weight.reshape(heads, 2, rows // heads // 2, columns)
    return halves.swapaxes(1, 2).reshape(rows, columns)


def _describe(writer: gguf.GGUFWriter, shape: Shape, quantization: str) -> None:
    writer.add_type("model")
    writer.add_name(NAME)
    writer.add_license(LICENCE)
    writer.add_description("A small quoting model, trained from scratch. See CARD.md.")
    named = "ALL_F32" if quantization == "F32" else f"MOSTLY_{quantization}"
    writer.add_file_type(gguf.LlamaFileType[named])
    writer.add_context_length(shape.context)
    writer.add_embedding_length(shape.width)
    writer.add_block_count(shape.layers)
    writer.add_feed_forward_length(shape.hidden)
    writer.add_head_count(shape.heads)
    writer.add_head_count_kv(shape.heads)
    writer.add_key_length(shape.head_width)
    writer.add_value_length(shape.head_width)
    writer.add_rope_dimension_count(shape.head_width)
    writer.add_rope_freq_base(shape.rope_base)
    writer.add_layer_norm_rms_eps(shape.epsilon)
    writer.add_vocab_size(shape.vocabulary)


def _add_tokenizer(writer: gguf.GGUFWriter, tokenizer: Tokenizer) -> None:
    tokens = tokenizer.tokens()
    kinds = [
        gguf.TokenType.CONTROL if token in SPECIAL else gguf.TokenType.NORMAL for token in tokens
    ]
    writer.add_tokenizer_model("gpt2")
    writer.add_tokenizer_pre("gpt-2")
    writer.add_token_list(tokens)
    writer.add_token_types(kinds)
    writer.add_token_merges(tokenizer.merges())
    writer.add_bos_token_id(tokenizer.pad)
    writer.add_eos_token_id(tokenizer.end)
    writer.add_pad_token_id(tokenizer.pad)
    writer.add_add_bos_token(False)
    writer.add_chat_template(CHAT_TEMPLATE)


def _add_tensor(writer: gguf.GGUFWriter, name: str, values: Floats, quantization: str) -> None:
    if quantization != "F32" and values.ndim == 2:
        kind = gguf.GGMLQuantizationType[quantization]
        writer.add_tensor(name, gguf.quants.quantize(values, kind), raw_dtype=kind)
    else:
        writer.add_tensor(name, values)


def _array(weight: Tensor) -> Floats:
    values: Floats = weight.detach().to("cpu", torch.float32).contiguous().numpy()
    return values


def _write(writer: gguf.GGUFWriter) -> None:
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()
