"""What one GGUF file is, in a person's words: a model or an adapter, how large, how quantized.

Reads headers alone; a file that cannot be used has the sentence that says why. Knows nothing of
which one is chosen.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from enum import StrEnum
from math import prod
from pathlib import Path

from desktop.engine.check import check_model
from desktop.engine.gguf_header import GgufHeader, read_header
from desktop.errors import ModelError, NotGguf

# llama.h, enum llama_ftype
_FILE_TYPES = {
    0: "F32", 1: "F16", 2: "Q4_0", 3: "Q4_1", 7: "Q8_0", 8: "Q5_0", 9: "Q5_1", 10: "Q2_K",
    11: "Q3_K_S", 12: "Q3_K_M", 13: "Q3_K_L", 14: "Q4_K_S", 15: "Q4_K_M", 16: "Q5_K_S",
    17: "Q5_K_M", 18: "Q6_K", 19: "IQ2_XXS", 20: "IQ2_XS", 21: "Q2_K_S", 22: "IQ3_XS",
    23: "IQ3_XXS", 24: "IQ1_S", 25: "IQ4_NL", 26: "IQ3_S", 27: "IQ3_M", 28: "IQ2_S", 29: "IQ2_M",
    30: "IQ4_XS", 31: "IQ1_M", 32: "BF16", 36: "TQ1_0", 37: "TQ2_0", 38: "MXFP4",
}  # fmt: skip
# ggml.h, enum ggml_type: for files that do not say
_TENSOR_TYPES = {
    0: "F32", 1: "F16", 2: "Q4_0", 3: "Q4_1", 6: "Q5_0", 7: "Q5_1", 8: "Q8_0", 10: "Q2_K",
    11: "Q3_K", 12: "Q4_K", 13: "Q5_K", 14: "Q6_K", 16: "IQ2_XXS", 17: "IQ2_XS", 18: "IQ3_XXS",
    19: "IQ1_S", 20: "IQ4_NL", 21: "IQ3_S", 22: "IQ2_S", 23: "IQ4_XS", 29: "IQ1_M", 30: "BF16",
    34: "TQ1_0", 35: "TQ2_0", 39: "MXFP4",
}  # fmt: skip


class Kind(StrEnum):
    """What a file can be used as."""

    MODEL = "model"  # the base, or a merged model
    ADAPTER = "adapter"
    UNUSABLE = "unusable"


@dataclass(frozen=True, slots=True)
class ModelCard:
    """One GGUF file."""

    path: Path
    kind: Kind
    name: str  # its own, else the file's
    file_bytes: int = 0
    architecture: str = ""
    quantization: str = ""  # "Q4_K_M"; "" where it is not known
    parameters: int = 0
    trained_context: int = 0  # tokens; 0 where it is not known
    problem: str = ""  # why it cannot be used, in a sentence
    header: GgufHeader | None = field(default=None, repr=False, compare=False)


def read_card(path: Path) -> ModelCard:
    """The file as its header describes it. Never raises: what is wrong is its `problem`."""
    try:
        header = read_header(path)
        if header.is_adapter:
            _must_be_lora(header)
        else:
            check_model(header)
    except (ModelError, OSError) as error:
        size = path.stat().st_size if path.is_file() else 0
        sentence = str(error) if isinstance(error, ModelError) else _unreadable(path, error)
        return ModelCard(path, Kind.UNUSABLE, path.name, size, problem=sentence)
    return ModelCard(
        path=path,
        kind=Kind.ADAPTER if header.is_adapter else Kind.MODEL,
        name=header.name,
        file_bytes=header.file_bytes,
        architecture=header.architecture,
        quantization=quantization(header),
        parameters=sum(prod(tensor.shape) for tensor in header.tensors),
        trained_context=header.trained_context,
        header=header,
    )


def quantization(header: GgufHeader) -> str:
    """How its weights are kept: what the file says, else what most of its bytes are."""
    said = header.values.get("general.file_type")
    if isinstance(said, int) and said in _FILE_TYPES:
        return _FILE_TYPES[said]
    bytes_of = Counter[int]()
    for tensor in header.tensors:
        bytes_of[tensor.kind] += tensor.size or 0
    return _TENSOR_TYPES.get(bytes_of.most_common(1)[0][0], "") if bytes_of else ""


def _must_be_lora(header: GgufHeader) -> None:
    if not any(tensor.name.endswith(".lora_a") for tensor in header.tensors):
        raise NotGguf(f"{header.path.name} holds no adapter. Choose another file.")


def _unreadable(path: Path, error: OSError) -> str:
    return f"{path.name} cannot be read ({error.strerror}). Check the file, or choose another."
