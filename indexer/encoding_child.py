"""The child process that holds the encoder; the one door to sentence_transformers.

Takes texts, gives counts and vectors. Knows nothing of documents.
"""

from __future__ import annotations

import hashlib
import os
import threading
from pathlib import Path
from typing import Any

from indexer.child import Channel

_BATCH = 8  # the fastest of 4, 8, 16 and 32 here: what a layer works on stays in the cache
_MARKERS = 2  # [CLS] and [SEP], which every text gets


def run(channel: Channel, folder: str, threads: int | None) -> None:
    """Load the model, say what it is, then answer until the parent closes the channel.

    {"count": texts} is answered by {"counts": [...]}, {"encode": texts} by the vectors' bytes
    (float32, row by row).
    """
    try:
        model = _load(folder, threads)
    except (OSError, ValueError, KeyError, RuntimeError, ImportError) as error:
        channel.send({"error": f"The encoder in {folder} cannot be loaded: {error}"})
        return
    channel.send(_about(model, folder))
    while True:
        try:
            frame = channel.receive()
        except EOFError:
            return
        if "count" in frame:
            channel.send({"counts": _count(model, frame["count"])})
        else:
            channel.send_bytes(_encode(model, frame["encode"]))


def _load(folder: str, threads: int | None) -> Any:
    os.environ["TRANSFORMERS_VERBOSITY"] = "error"  # whoever reads our stderr has no use for it
    os.environ["HF_HUB_DISABLE_PROGRESS_BARS"] = "1"
    os.environ["TQDM_DISABLE"] = "1"
    # Threads that wait for each other must not spin: measured on a busy machine, 10 times as fast
    # with two threads; on an idle one, the same.
    os.environ["OMP_WAIT_POLICY"] = "PASSIVE"
    import torch

    if threads is not None:
        torch.set_num_threads(threads)
    import tqdm  # type: ignore[import-untyped]
    from sentence_transformers import SentenceTransformer

    # Its own lock is shared between processes, and is left behind when this one is ended.
    tqdm.tqdm.set_lock(threading.RLock())
    model = SentenceTransformer(folder, device="cpu", local_files_only=True)
    return model.bfloat16() if _multiplies_halves() else model


def _about(model: Any, folder: str) -> dict[str, object]:
    weights = sorted(Path(folder).rglob("*.safetensors")) or sorted(Path(folder).rglob("*.bin"))
    digest = hashlib.sha256()
    for file in weights:
        with file.open("rb") as opened:
            digest.update(hashlib.file_digest(opened, "sha256").digest())
    return {
        "name": f"{_family(folder)}@{digest.hexdigest()[:16]}",
        "dimension": int(model.get_embedding_dimension()),
        "max_pieces": int(model.max_seq_length) - _MARKERS,
    }


def _family(folder: str) -> str:
    path = Path(folder)
    return path.parent.name if path.name == "model" else path.name


def _count(model: Any, texts: list[str]) -> list[int]:
    fast = getattr(model.tokenizer, "backend_tokenizer", None)
    if fast is None:
        encoded = model.tokenizer(texts, add_special_tokens=False, truncation=False)
        return [len(pieces) for pieces in encoded["input_ids"]]
    fast.no_truncation()  # both are set again by each encoding
    fast.no_padding()
    return [len(pieces) for pieces in fast.encode_batch_fast(texts, add_special_tokens=False)]


def _encode(model: Any, texts: list[str]) -> bytes:
    vectors = model.encode(
        texts, batch_size=_BATCH, show_progress_bar=False, convert_to_numpy=False,
        convert_to_tensor=True,
    ).float()  # fmt: skip
    unit = vectors / vectors.norm(dim=1, keepdim=True)
    return bytes(unit.numpy().tobytes())


def _multiplies_halves() -> bool:
    """Whether the processor itself multiplies bfloat16; where it does not, float32 is faster.

    Measured with AVX-512 BF16: 1.9 times float32's pieces in a processor second (with autocast
    1.8), cosine to float32's vectors at least 0.9999. The matrices are then multiplied at the
    processor's peak: what is left is attention, a third of the time at 256 pieces.
    """
    import torch

    flags = ("is_avx512_bf16_supported", "is_amx_tile_supported")
    checks = (getattr(torch.cpu, f"_{flag}", None) for flag in flags)
    return any(check() for check in checks if check is not None)
