"""A cross-encoder of a few random weights, made here: what it says is nonsense, and always the
same."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from indexer import CrossEncoder, EncoderError, Library, SentenceEncoder
from tests.indexer.added import add
from tests.indexer.fakes import WordEncoder, pdf, read_text

MAKE = """
import sys, torch
from pathlib import Path
from transformers import BertConfig, BertForSequenceClassification, BertTokenizerFast
folder = Path(sys.argv[1])
folder.mkdir()
letters = [c for n in range(97, 123) for c in (chr(n), "##" + chr(n))]
words = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", *letters, ".", "?"]
(folder / "vocab.txt").write_text("\\n".join(words))
torch.manual_seed(5)
config = BertConfig(
    vocab_size=len(words), hidden_size=32, num_hidden_layers=2, num_attention_heads=2,
    intermediate_size=64, max_position_embeddings=128, num_labels=1, initializer_range=0.5,
)
BertForSequenceClassification(config).save_pretrained(folder)
tokenizer = BertTokenizerFast(vocab_file=str(folder / "vocab.txt"), model_max_length=128)
tokenizer.save_pretrained(folder)
"""

PREDICT = """
import json, sys
from sentence_transformers import CrossEncoder
model = CrossEncoder(sys.argv[1], device="cpu", local_files_only=True)
question, texts = json.load(sys.stdin)
print(json.dumps([float(s) for s in model.predict([[question, t] for t in texts])]))
"""

QUESTION = "which boat sails to the harbour?"
TEXTS = [f"boat number {'abcdefgh'[n % 8] * (n + 1)} sails." * (n % 5 + 1) for n in range(40)]


def alone(script: str, folder: Path, given: str = "") -> str:
    done = subprocess.run(
        [sys.executable, "-c", script, str(folder)], input=given, text=True, check=True,
        capture_output=True, env={**os.environ, "HF_HUB_OFFLINE": "1"},
    )  # fmt: skip
    return done.stdout


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("weights") / "tiny-cross-encoder"
    alone(MAKE, made)
    return made


@pytest.fixture(scope="module")
def encoder() -> Iterator[SentenceEncoder]:
    started = SentenceEncoder(threads=2)
    yield started
    started.close()


def test_scores_are_the_models_own(folder: Path, encoder: SentenceEncoder) -> None:
    said = alone(PREDICT, folder, json.dumps([QUESTION, TEXTS])).splitlines()[-1]
    scores = CrossEncoder(folder, encoder).scores(QUESTION, TEXTS)
    assert scores == pytest.approx(json.loads(said), abs=1e-4)
    assert max(scores) - min(scores) > 0.05
    assert encoder.encode(["The encoder goes on beside it."]).shape == (1, 384)
    assert CrossEncoder(folder, encoder).scores(QUESTION, []) == []


def test_a_search_is_put_in_its_order(
    folder: Path, encoder: SentenceEncoder, tmp_path: Path
) -> None:
    with Library.open(tmp_path / "home", WordEncoder(), read_text) as library:
        add(library, pdf(tmp_path, "a.pdf", *TEXTS[:12]))
        plain = library.search(QUESTION, 12).hits
        reranker = CrossEncoder(folder, encoder)
        hits = library.search(QUESTION, 12, rerank=reranker).hits
        texts = [hit.passage.text for hit in hits]
        assert sorted(texts) == sorted(hit.passage.text for hit in plain)
        assert [hit.rerank_score for hit in hits] == sorted(
            reranker.scores(QUESTION, texts), reverse=True
        )
        assert hits != plain


def test_a_folder_that_holds_no_cross_encoder_is_said(tmp_path: Path) -> None:
    encoder = SentenceEncoder()  # never started
    with pytest.raises(EncoderError, match=r"holds no model \(its config\.json is missing"):
        CrossEncoder(tmp_path, encoder)
    config = tmp_path / "config.json"
    config.write_text("[]")
    with pytest.raises(EncoderError, match="holds no model"):
        CrossEncoder(tmp_path, encoder)
    config.write_text('{"architectures": ["BertModel"]}')
    with pytest.raises(EncoderError, match="holds no cross-encoder but BertModel"):
        CrossEncoder(tmp_path, encoder)
    kinds = {"0": "bad", "1": "good"}
    architectures = ["BertForSequenceClassification"]
    config.write_text(json.dumps({"architectures": architectures, "id2label": kinds}))
    with pytest.raises(EncoderError, match="sorts texts into 2 kinds"):
        CrossEncoder(tmp_path, encoder)
    config.write_text(json.dumps({"architectures": architectures}))
    with pytest.raises(EncoderError, match="holds no weights"):
        CrossEncoder(tmp_path, encoder)
    assert not encoder.ready


def test_weights_that_do_not_load_are_one_sentence(
    folder: Path, encoder: SentenceEncoder, tmp_path: Path
) -> None:
    for file in folder.iterdir():
        (tmp_path / file.name).write_bytes(file.read_bytes())
    (tmp_path / "model.safetensors").write_bytes(b"nonsense")
    broken = CrossEncoder(tmp_path, encoder)
    with pytest.raises(EncoderError, match="does not work"):
        broken.scores(QUESTION, TEXTS)
    assert len(CrossEncoder(folder, encoder).scores(QUESTION, TEXTS)) == len(TEXTS)
