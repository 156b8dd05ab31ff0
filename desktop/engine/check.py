"""Whether files can be loaded, as far as their headers tell: kind, fit of an adapter, memory.

Each reason not to is one sentence. What headers cannot tell, the child finds out.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import psutil

from desktop.engine.gguf_header import GgufHeader, read_header
from desktop.errors import AdapterMismatch, ModelRefused, NotGguf
from desktop.types import CacheType, Weights

USUAL_CONTEXT = 4096  # tokens of one lane, where the model was trained on as many
LEAST_CONTEXT = 512
WORKING_BYTES = 256 * 1024 * 1024  # llama.cpp's own buffers, and the child itself
_LONG_STEP = 64  # tokens
# Q4_0, Q4_1, Q5_0, Q8_0, IQ4_NL, BF16: whatever the number of rows, each row of a product of these
# came out the same to the last bit.
_SAME_FOR_ANY_ROWS = frozenset({2, 3, 6, 8, 20, 30})
_WIDE = frozenset({0, 1})  # F32, F16

_MOST_SEQUENCES = 4
_FEW_SEQUENCES = 2  # a closed and an open book; whatever else was computed is set aside as it is
_SMALL_CACHE_BYTES = 64 * 1024 * 1024  # of one lane
_CACHE_BLOCK = 32  # numbers that q8_0 keeps together, with 16 bits for their size
_CACHE_SHARES = {"f16": 1.0, "q8_0": (32 * 8 + 16) / (32 * 16)}


@dataclass(frozen=True, slots=True)
class Files:
    """The headers of what is to be loaded."""

    base: GgufHeader
    adapter: GgufHeader | None
    merged: GgufHeader | None
    cache: CacheType = "f16"

    @property
    def models(self) -> tuple[GgufHeader, ...]:
        """Those that hold weights of their own."""
        return (self.base,) if self.merged is None else (self.base, self.merged)

    @property
    def contexts(self) -> int:
        """How many contexts are made: one, or two with tuned weights."""
        return 1 if self.adapter is None and self.merged is None else 2


@dataclass(frozen=True, slots=True)
class Fit:
    """What a machine can hold of a model."""

    context: int  # tokens of one lane
    sequences: int  # in each context


def read_files(weights: Weights) -> Files:
    """The headers, each checked for itself and against the others.

    Raises ModelMissing, NotGguf, ModelRefused or AdapterMismatch.
    """
    base = read_header(weights.base)
    check_model(base)
    adapter = read_header(weights.adapter) if weights.adapter else None
    if adapter is not None:
        _check_adapter(adapter, base)
    merged = read_header(weights.merged) if weights.merged else None
    if merged is not None:
        check_model(merged)
    files = Files(base, adapter, merged, weights.kv_cache)
    _check_cache(files)
    return files


def fit_to_memory(files: Files, context: int | None, free_bytes: int | None = None) -> Fit:
    """The window and the sequences that fit what is free; `context`: what the person asked for.

    Raises ModelRefused, with the numbers, where even the smallest window does not fit.
    """
    free = psutil.virtual_memory().available if free_bytes is None else free_bytes
    trained = files.base.trained_context or USUAL_CONTEXT
    wanted = context or min(trained, USUAL_CONTEXT)
    cached = _cache_bytes(files)
    tries = [(wanted, _FEW_SEQUENCES)]
    if cached * wanted <= _SMALL_CACHE_BYTES:
        tries.insert(0, (wanted, _MOST_SEQUENCES))
    if context is None:
        tries += [(wanted // n, _FEW_SEQUENCES) for n in (2, 4, 8)]
    for length, sequences in tries:
        fit = Fit(length, sequences)
        if length >= min(LEAST_CONTEXT, wanted) and memory_needed(files, fit) <= free:
            return fit
    needed = memory_needed(files, Fit(tries[-1][0], _FEW_SEQUENCES))
    raise ModelRefused(
        f"{files.base.path.name} needs about {_giga(needed)} of memory and {_giga(free)} is free. "
        "Close other programs, or choose a smaller model."
    )


def memory_needed(files: Files, fit: Fit) -> int:
    """Bytes that the files take once loaded, with such windows."""
    weights = sum(model.file_bytes for model in files.models) + WORKING_BYTES
    return weights + _cache_bytes(files) * files.contexts * fit.context * fit.sequences


def _cache_bytes(files: Files) -> int:
    """What one token costs in a lane's cache, as it is kept."""
    return math.ceil(files.base.cache_bytes_per_token * _CACHE_SHARES[files.cache])


def reading_steps(files: Files) -> tuple[int, int]:
    """Tokens at whose multiples a prompt may be taken up again, base and tuned, for the text to
    stay the same.

    With the K types and with 16 or 32 bits, what is computed for a token depends on how many rows
    its batch has: measured, pieces of 64 and more agree, shorter ones differ by up to 0.06 in a
    logit. The matrix for the output sees one row of a prompt, whatever its type.
    """

    def step(kinds: frozenset[int]) -> int:
        return 1 if kinds <= _SAME_FOR_ANY_ROWS else _LONG_STEP

    base, tuned = _both_kinds(files, output=False)
    return step(base), step(tuned)


def largest_groups(files: Files) -> tuple[int, int]:
    """How many lanes one batch may hold, base and tuned, for each to say what it says alone.

    Measured: two and three lanes come out as one does with every quantised type, four not with the
    K types, and with 16 or 32 bits none do, be it only the adapter that has them.
    """
    base, tuned = _both_kinds(files, output=True)
    return _largest_group(base), _largest_group(tuned)


def _largest_group(kinds: frozenset[int]) -> int:
    if kinds & _WIDE:
        return 1
    return 4 if kinds <= _SAME_FOR_ANY_ROWS else 3


def _both_kinds(files: Files, output: bool) -> tuple[frozenset[int], frozenset[int]]:
    tuned = _kinds(files.merged or files.base, output)
    if files.adapter is not None:
        tuned |= _kinds(files.adapter, output)
    return _kinds(files.base, output), tuned


def _kinds(header: GgufHeader, output: bool) -> frozenset[int]:
    """The types of the matrices that rows are multiplied with, that for the output or not."""
    others = {"token_embd.weight"} | (set() if output else {"output.weight"})
    return frozenset(
        tensor.kind
        for tensor in header.tensors
        if len(tensor.shape) > 1 and tensor.name not in others
    )


def check_model(header: GgufHeader) -> None:
    """Raises ModelRefused or NotGguf where the file holds no model that answers."""
    if header.is_adapter:
        raise ModelRefused(
            f"{header.path.name} is an adapter and not a model. Choose it as the adapter, "
            "together with its base model."
        )
    if not header.architecture or not header.tensors:
        raise NotGguf(f"{header.path.name} holds no model. Choose another file.")
    if header.values.get(f"{header.architecture}.attention.causal") is False:
        raise ModelRefused(
            f"{header.path.name} is an encoder: it compares texts and writes none. "
            "Choose a model that answers."
        )
    parts = header.values.get("split.count")
    if isinstance(parts, int) and parts > 1:
        raise ModelRefused(
            f"{header.path.name} is one of {parts} parts. Join them with llama-gguf-split --merge."
        )


def _check_cache(files: Files) -> None:
    if files.cache == "f16":
        return
    for header in files.models:
        if any(width % _CACHE_BLOCK for width in header.head_widths):
            raise ModelRefused(
                f"{header.path.name} cannot be used with a cache of {files.cache}: its attention "
                f"heads have {header.head_widths[0]} numbers, which is no multiple of "
                f"{_CACHE_BLOCK}. Choose f16."
            )


def _check_adapter(adapter: GgufHeader, base: GgufHeader) -> None:
    name = adapter.path.name
    if not adapter.is_adapter:
        raise AdapterMismatch(
            f"{name} is a model and not an adapter. Choose it as the base or the merged model."
        )
    if adapter.architecture != base.architecture:
        raise AdapterMismatch(
            f'{name} was made for a "{adapter.architecture}" model, and {base.path.name} is '
            f'"{base.architecture}". Choose the base model it was made for.'
        )
    shapes = {tensor.name: tensor.shape for tensor in base.tensors}
    for tensor in adapter.tensors:
        target, _, half = tensor.name.rpartition(".")
        place = {"lora_a": 0, "lora_b": 1}.get(half)
        if place is None:
            continue
        expected = shapes.get(target)
        # Embeddings are looked up by row, so that their two halves are laid the other way.
        at = 1 - place if target == "token_embd.weight" else place
        if expected is None or len(tensor.shape) < 2 or tensor.shape[place] != expected[at]:
            raise AdapterMismatch(
                f"{name} was made for another base model: {tensor.name} has the sizes "
                f"{_sizes(tensor.shape)}, and {base.path.name} has {_sizes(expected)} there. "
                "Choose the base model it was made for."
            )


def _sizes(shape: tuple[int, ...] | None) -> str:
    return " x ".join(str(length) for length in shape) if shape else "nothing"


def _giga(count: int) -> str:
    return f"{count / 1e9:.1f} GB"
