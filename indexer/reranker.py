"""A cross-encoder from a folder that a person gives: it reads question and passage together.

Slower than comparing vectors and often better. None comes with the program and none is downloaded.
It runs in the encoder's child process; knows nothing of searches.
"""

from __future__ import annotations

import json
from pathlib import Path

from indexer.encoder import SentenceEncoder
from indexer.errors import EncoderError

_KIND = "ForSequenceClassification"  # how such an architecture's name ends


class CrossEncoder:
    """A folder with a cross-encoder; a `Reranker`. Raises EncoderError where it holds none."""

    def __init__(self, folder: Path, encoder: SentenceEncoder) -> None:
        _check(folder)
        self._folder = folder
        self._encoder = encoder

    def scores(self, question: str, texts: list[str]) -> list[float]:
        """How well each text answers the question; higher is better.

        Raises EncoderError where the model cannot be loaded, or fails.
        """
        return self._encoder.score(self._folder, question, texts)


def _check(folder: Path) -> None:
    try:
        config = json.loads((folder / "config.json").read_text("utf-8"))
        kinds = [str(kind) for kind in config.get("architectures") or []]
        labels = len(config.get("id2label") or {"0": "one"})
    except (OSError, ValueError, AttributeError) as error:
        raise EncoderError(
            f"{folder} holds no model (its config.json is missing or unreadable). Choose the "
            "folder of a cross-encoder, or search without one."
        ) from error
    if not any(kind.endswith(_KIND) for kind in kinds):
        what = kinds[0] if kinds else "a model of no known kind"
        raise EncoderError(
            f"{folder} holds no cross-encoder but {what}. Choose the folder of a cross-encoder, "
            "or search without one."
        )
    if labels != 1:
        raise EncoderError(
            f"The model in {folder} sorts texts into {labels} kinds; a cross-encoder gives one "
            "score. Choose another, or search without one."
        )
    if not any(folder.glob("*.safetensors")) and not any(folder.glob("*.bin")):
        raise EncoderError(f"{folder} holds no weights. Choose a complete copy of the model.")
