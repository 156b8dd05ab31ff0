"""The child process that holds the encoder; the one door to sentence_transformers.

Takes texts, gives counts and vectors. Knows nothing of documents.
"""

from __future__ import annotations

import hashlib
import os
import threading
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import Any, cast

import numpy as np

from indexer.child import Channel, Frame
from indexer.processors import processors
from indexer.types import Vectors

_BATCH = 8  # the fastest of 4, 8, 16 and 32 here: what a layer works on stays in the cache
_MARKERS = 2  # [CLS] and [SEP], which every text gets


def run(channel: Channel, folder: str, threads: int | None) -> None:
    """Load the model, say what it is, then answer until the parent closes the channel.

    {"count": texts} is answered by {"counts": [...]}, {"encode": texts} by the vectors' bytes
    (float32, row by row), {"rank": folder, "question": ..., "texts": [...]} by {"scores": [...]}.
    """
    at_once = threads or _threads()
    try:
        model = _load(folder)
    except (OSError, ValueError, KeyError, RuntimeError, ImportError) as error:
        channel.send({"error": f"The encoder in {folder} cannot be loaded: {error}"})
        return
    channel.send(_about(model, folder))
    crossing = _Crossing()
    with ThreadPoolExecutor(at_once) as workers:
        while True:
            try:
                frame = channel.receive()
            except EOFError:
                return
            if "count" in frame:
                channel.send({"counts": _count(model, frame["count"])})
            elif "rank" in frame:
                channel.send(crossing.answer(workers, frame))
            else:
                channel.send_bytes(_encode(model, workers, frame["encode"]))


def _load(folder: str) -> Any:
    os.environ["TRANSFORMERS_VERBOSITY"] = "error"  # whoever reads our stderr has no use for it
    os.environ["HF_HUB_DISABLE_PROGRESS_BARS"] = "1"
    os.environ["TQDM_DISABLE"] = "1"
    os.environ["OMP_NUM_THREADS"] = "1"  # see `_encode`
    import torch

    torch.set_num_threads(1)
    import tqdm  # type: ignore[import-untyped]
    from sentence_transformers import SentenceTransformer

    # Its own lock is shared between processes, and is left behind when this one is ended.
    tqdm.tqdm.set_lock(threading.RLock())
    model = SentenceTransformer(folder, device="cpu", local_files_only=True)
    return model.bfloat16() if _multiplies_halves() else model


def _threads() -> int:
    """How many there are for this process; OMP_NUM_THREADS, where set, says how many to use."""
    wanted = os.environ.get("OMP_NUM_THREADS", "")
    if wanted.isdigit() and int(wanted) > 0:
        return int(wanted)
    return processors()


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


def _encode(model: Any, workers: ThreadPoolExecutor, texts: list[str]) -> bytes:
    """The texts' vectors; batches of like length, each computed by one thread alone.

    Threads that share a batch wait for each other at every layer, and on a busy machine mostly
    wait: two sharing did 1,400 pieces a second where two alone did 4,000.
    """
    order = sorted(range(len(texts)), key=lambda at: len(texts[at]))
    batches = [order[at : at + _BATCH] for at in range(0, len(order), _BATCH)]
    # The tokenizer is one for all, and does not like to be asked by several threads: this one cuts
    # a batch into pieces (5 ms) while the others compute those before it (300 ms).
    features = (model.preprocess([texts[at] for at in batch]) for batch in batches)
    vectors = np.empty((len(texts), model.get_embedding_dimension()), np.float32)
    for batch, found in zip(batches, workers.map(partial(_forward, model), features), strict=True):
        vectors[batch] = found
    return bytes((vectors / np.linalg.norm(vectors, axis=1, keepdims=True)).tobytes())


def _forward(model: Any, features: dict[str, Any]) -> Vectors:
    import torch

    with torch.inference_mode():
        found = model(features)["sentence_embedding"].float().numpy()
    return cast(Vectors, found)


class _Crossing:
    """The cross-encoder that was last asked for; one is in memory at a time."""

    def __init__(self) -> None:
        self._folder = ""
        self._model: Any = None

    def answer(self, workers: ThreadPoolExecutor, frame: Frame) -> Frame:
        """The scores, or what is wrong with the folder."""
        folder = str(frame["rank"])
        try:
            if folder != self._folder:
                self._model, self._folder = None, ""
                self._model, self._folder = _load_crossing(folder), folder
            return {"scores": self._scores(workers, frame["question"], frame["texts"])}
        except Exception as error:  # a folder that somebody chose may hold anything
            return {"error": f"The cross-encoder in {folder} does not work: {error}"}

    def _scores(self, workers: ThreadPoolExecutor, question: str, texts: list[str]) -> list[float]:
        order = sorted(range(len(texts)), key=lambda at: len(texts[at]))
        batches = [order[at : at + _BATCH] for at in range(0, len(order), _BATCH)]
        features = [
            self._model.preprocess([[question, texts[at]] for at in batch]) for batch in batches
        ]
        scores = [0.0] * len(texts)
        for batch, found in zip(batches, workers.map(self._forward, features), strict=True):
            for at, score in zip(batch, found, strict=True):
                scores[at] = score
        return scores

    def _forward(self, features: dict[str, Any]) -> list[float]:
        import torch

        with torch.inference_mode():
            found = self._model(features)["scores"].float()
            return [float(score) for score in self._model.activation_fn(found).reshape(-1)]


def _load_crossing(folder: str) -> Any:
    from sentence_transformers import CrossEncoder

    # In float32: what halves do to the order of an unknown model's scores nobody has measured.
    return CrossEncoder(folder, device="cpu", local_files_only=True).eval()


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
