"""A library of 100,000 passages, made in minutes: real texts, and vectors blended from real ones.

Each vector is the sum of two sentences' vectors and a little noise, so that near ones are near for
a reason, as in a real library.
"""

from __future__ import annotations

import gzip
import json
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter, process_time

import numpy as np

from indexer import SentenceEncoder
from indexer.database import Database
from indexer.document_rows import NewDocument
from indexer.nearest import Nearest
from indexer.passages import Draft
from indexer.search import Asked, search
from indexer.store import Store
from indexer.types import Page, Quality, Status, Vectors
from tests.benchmarks.articles import SHARED

MANY = int(os.environ.get("QUIRE_MANY", "100000"))
_PROSE = SHARED / "prose" / "public_domain_prose.jsonl.gz"
_EACH = 100  # passages of a document
_SENTENCES = 3000  # that are really embedded
_QUESTIONS = 200
_WORDS = 12  # of a question: the first of a sentence that is in no passage
_NAME = "blended"


class Known:
    """An encoder that knows the questions' vectors beforehand, and costs nothing."""

    name = _NAME
    dimension = 384
    max_pieces = 254

    def __init__(self, questions: list[str], vectors: Vectors) -> None:
        self._vectors = dict(zip(questions, vectors, strict=True))

    def count_pieces(self, texts: list[str]) -> list[int]:
        """Words, which is near enough."""
        return [len(text.split()) for text in texts]

    def encode(self, texts: list[str]) -> Vectors:
        """The vectors that are known."""
        return np.array([self._vectors[text] for text in texts], np.float32)


@dataclass
class LargeLibrary:
    """The store, its vectors, and the questions."""

    store: Store
    nearest: Nearest
    folder: Path
    encoder: Known
    questions: list[str]

    def recall(self) -> float:
        """The share of the ten truly nearest that the graph finds."""
        blocks = self.store.blocks(_NAME)
        ids = np.concatenate([block.ids() for block in blocks])
        vectors = np.concatenate([self.store.vectors(block.document_id) for block in blocks])
        graph = self.nearest.graph
        assert graph is not None
        assert len(graph) == len(ids)
        shares = []
        for question in self.encoder.encode(self.questions):
            right = ids[np.argpartition(-(vectors @ question), 10)[:10]]
            shares.append(len(np.intersect1d(right, graph.nearest(question, 10)[0])) / 10)
        return float(np.mean(shares))

    def search_milliseconds(self, every: int = 0) -> tuple[list[float], list[float]]:
        """How long each question's search takes, without its embedding: by the clock, and of the
        processor, which a busy machine does not lengthen. `every`: with each document of so many
        left out; 0: with none."""
        numbers = [document.document_id for document in self.store.documents()]
        without = frozenset(numbers[::every]) if every else frozenset[int]()
        times, worked = [], []
        for question in self.questions:
            before = process_time()
            taken = search(
                self.store, self.nearest, self.encoder, Asked(question, without=without)
            ).milliseconds
            worked.append(1000 * (process_time() - before))
            times.append(taken.total - taken.embed)
        return sorted(times), sorted(worked)

    def restart_seconds(self) -> float:
        """From nothing in memory to the first search's answer."""
        self.store.database.close()
        began = perf_counter()
        store = Store(Database(self.store.database.path))
        again = Nearest(store, _NAME, 384, self.folder, writes=True)
        found = search(store, again, self.encoder, Asked(self.questions[0]))
        seconds = perf_counter() - began
        assert found.hits
        assert again.compared == 0
        store.database.close()
        return seconds


@contextmanager
def large_library() -> Iterator[LargeLibrary]:
    """Made in a temporary folder, with its graph built."""
    sentences = _sentences()
    sentences[:_QUESTIONS] = [" ".join(one.split()[:_WORDS]) for one in sentences[:_QUESTIONS]]
    encoder = SentenceEncoder()
    real = encoder.encode(sentences)
    encoder.close()
    questions, asked = sentences[:_QUESTIONS], real[:_QUESTIONS]
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        database = Database(folder / "quire.sqlite")
        database.prepare()
        store = Store(database)
        _fill(store, sentences[_QUESTIONS:], real[_QUESTIONS:])
        nearest = Nearest(store, _NAME, 384, folder, writes=True)
        nearest.refresh()
        nearest.settle()
        yield LargeLibrary(store, nearest, folder, Known(questions, asked), questions)
        nearest.close()
        database.close()


def _sentences() -> list[str]:
    found: dict[str, None] = {}
    with gzip.open(_PROSE, "rt", encoding="utf-8") as lines:
        for line in lines:
            for paragraph in json.loads(line)["paragraphs"][:20]:
                sentence = paragraph.split(". ")[0][:200]
                if len(sentence) > 60:
                    found[sentence] = None
            if len(found) > 20 * _SENTENCES:
                break
    every = list(found)
    return every[:: len(every) // _SENTENCES][:_SENTENCES]


def _fill(store: Store, sentences: list[str], real: Vectors) -> None:
    rng = np.random.default_rng(0)
    for number in range(MANY // _EACH):
        pairs = rng.integers(len(real), size=(_EACH, 4))
        blended = real[pairs[:, 0]] + rng.uniform(0.2, 1, (_EACH, 1)) * real[pairs[:, 1]]
        blended += rng.standard_normal(blended.shape) * 0.01
        vectors = blended / np.linalg.norm(blended, axis=1, keepdims=True)
        texts = [". ".join(sentences[at] for at in row) for row in pairs]
        drafts = tuple(Draft("", 1, "1", 1, 0, 1, text, 1) for text in texts)
        page = Page(1, "1", "", "", Quality.FINE, 595.0, 842.0)
        store.add(
            NewDocument(
                Path(f"{number}.pdf"), str(number), Status.INDEXED, "", (page,), drafts,
                vectors.astype(np.float32), _NAME,
            )
        )  # fmt: skip
