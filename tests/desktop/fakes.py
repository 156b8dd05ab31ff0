"""Stand-ins for the library and the engine, whose answers depend on what they are given.

For tests of what lies between them; everything with real weights runs on the real ones.
"""

from __future__ import annotations

import re
import time
from collections.abc import Collection, Generator, Sequence
from dataclasses import replace
from pathlib import Path

from desktop.errors import ModelMissing
from desktop.types import (
    Delta,
    LaneEnded,
    LaneEvent,
    LaneRequest,
    Message,
    ModelInfo,
    PromptRead,
    Sampling,
    Stats,
    Stop,
)
from indexer import (
    Document,
    FileReport,
    Hit,
    Marked,
    Milliseconds,
    Passage,
    Phase,
    Progress,
    SearchResult,
    Status,
    UnknownDocument,
)
from tests.desktop.filing import Filing
from tests.desktop.grouping import Grouping


def passage(number: int, text: str, document: str = "handbook.pdf", page: int = 1) -> Passage:
    """A passage with its place."""
    return Passage(number, 1, document, "", page, str(page), page, 0, len(text), text)


def hits(*passages: Passage) -> tuple[Hit, ...]:
    """The passages as a search gives them, best first."""
    return tuple(Hit(n, p, 1 / n, n, n) for n, p in enumerate(passages, 1))


def words(text: str) -> list[str]:
    """The words of a text, as the fakes count them."""
    return re.findall(r"\w+", text.lower())


class FakeLibrary(Grouping, Filing):
    """Keeps passages, and finds those that share most words with the question."""

    def __init__(self, *texts: str, seconds_a_file: float = 0.0) -> None:
        self._texts = list(texts)
        self._files: dict[int, Path] = {1: Path("handbook.pdf")} if texts else {}
        self._document_of = [1] * len(texts)
        self._seconds = seconds_a_file
        self.otherwise: list[int] = []  # documents that another embedding model embedded
        self.closed = False

    def search(
        self, question: str, k: int = 8, documents: Collection[int] | None = None
    ) -> SearchResult:
        """The k texts with most words in common with the question."""
        asked = set(words(question))
        ranked = sorted(
            (
                each
                for each in map(self._passage, range(len(self._texts)))
                if documents is None or each.document_id in documents
            ),
            key=lambda each: -len(asked & set(words(each.text))),
        )
        return SearchResult(question, hits(*ranked[:k]), Milliseconds(0, 0, 0, 0, 0))

    def _passage(self, at: int) -> Passage:
        return replace(passage(at + 1, self._texts[at]), document_id=self._document_of[at])

    def add(
        self, paths: Sequence[Path], password: str | None = None, *, copies: bool = False
    ) -> Generator[Progress, None, None]:
        """Two steps of reading a file, then its report."""
        for path in paths:
            for page in (1, 2):
                time.sleep(self._seconds / 2)
                yield Progress(path, Phase.READING, page, 2)
            number = max(self._files, default=0) + 1
            self._files[number] = path
            self._texts.append(path.stem)
            self._document_of.append(number)
            report = FileReport(path, Status.INDEXED, number, 2, 0, 1, self._seconds, "")
            yield Progress(path, Phase.DONE, 2, 2, report=report)

    def read_again(self, document_id: int) -> Generator[Progress, None, None]:
        """Its report, with a word on it."""
        path = self._files[document_id]
        report = FileReport(path, Status.INDEXED, document_id, 2, 0, 1, 0.0, "Read anew.")
        yield Progress(path, Phase.DONE, 2, 2, report=report)

    def embed_again(self) -> Generator[Progress, None, None]:
        """Two steps for each file of `otherwise`, then its report."""
        while self.otherwise:
            number = self.otherwise[0]
            path = self._files[number]
            for done in (0, 1):
                time.sleep(self._seconds / 2)
                yield Progress(path, Phase.EMBEDDING, 2, 2, done, 1)
            del self.otherwise[0]
            report = FileReport(path, Status.INDEXED, number, 2, 0, 1, 0.0, "Embedded anew.")
            yield Progress(path, Phase.DONE, 2, 2, report=report)

    def documents(self) -> tuple[Document, ...]:
        """The files that were added."""
        return tuple(
            Document(n, path.name, path, "", Status.INDEXED, 2, 0, 1, "")
            for n, path in self._files.items()
        )

    def remove(self, document_id: int) -> Document:
        """Take a file out."""
        gone = next((d for d in self.documents() if d.document_id == document_id), None)
        if gone is None:
            raise UnknownDocument(f"There is no document {document_id}.")
        del self._files[document_id]
        return gone

    def passage(self, passage_id: int) -> Passage:
        """The passage with this id."""
        return self._passage(passage_id - 1)

    def page_image(self, document_id: int, page: int, passages: Marked, width: int) -> bytes:
        """Bytes that name the page."""
        return f"{document_id}/{page}/{passages}/{width}".encode()

    def close(self) -> None:
        """Remember that it was closed."""
        self.closed = True


class FakeEngine:
    """Answers with the prompt's first passage and its number, or with the question itself.

    A token is a word. Tuned weights answer in capitals.
    """

    def __init__(
        self, context: int = 2048, seconds_a_word: float = 0.0, missing: bool = False
    ) -> None:
        self._info = ModelInfo("fake", "llama", 1, context, context, 1, 0, "tuned", 0.0)
        self._seconds = seconds_a_word
        self._missing = missing
        self._stopped: set[str | None] = set()
        self.info: ModelInfo | None = None
        self.asked: list[tuple[LaneRequest, ...]] = []
        self.read: list[tuple[LaneRequest, ...]] = []
        self.closed = False

    def load(self) -> ModelInfo:
        """Be ready, or be missing."""
        if self._missing:
            raise ModelMissing("There is no file model.gguf: choose another model.")
        self.info = self._info
        return self._info

    def count_tokens(self, conversations: Sequence[tuple[Message, ...]]) -> tuple[int, ...]:
        """The words of each conversation."""
        return tuple(
            sum(len(words(message.content)) for message in conversation)
            for conversation in conversations
        )

    def answer(
        self, lanes: Sequence[LaneRequest], sampling: Sampling
    ) -> Generator[LaneEvent, None, None]:
        """Lane after lane, a word at a time."""
        self.asked.append(tuple(lanes))
        self._stopped.clear()
        for lane in lanes:
            tokens = self.count_tokens([lane.messages])[0]
            yield PromptRead(lane.lane, tokens, tokens)
            said, stop = 0, Stop.END
            for word in _reply(lane).split(" "):
                if self._stopped & {None, lane.lane}:
                    stop = Stop.CANCELLED
                    break
                if said == sampling.max_tokens:
                    stop = Stop.LENGTH
                    break
                time.sleep(self._seconds)
                said += 1
                yield Delta(lane.lane, f"{word} ")
            yield LaneEnded(lane.lane, stop, Stats(tokens, 0, said, 1.0, 10.0, sampling.seed))

    def read_ahead(self, lanes: Sequence[LaneRequest]) -> Generator[LaneEvent, None, None]:
        """Read lane after lane, and say nothing."""
        self.read.append(tuple(lanes))
        for lane in lanes:
            time.sleep(self._seconds)
            tokens = self.count_tokens([lane.messages])[0]
            yield PromptRead(lane.lane, tokens, tokens)
            yield LaneEnded(lane.lane, Stop.LENGTH, Stats(tokens, 0, 0, 0.0, 0.0, 0))

    def stop(self, lane: str | None = None) -> None:
        """End one lane, or all."""
        self._stopped.add(lane)

    def close(self) -> None:
        """Remember that it was closed."""
        self.closed = True


def _reply(lane: LaneRequest) -> str:
    asked = lane.messages[-1].content
    passages = re.findall(r"^\[(\d+)\] [^\n]*\n(.*)$", asked, re.M)
    reply = f"{passages[0][1]} [{passages[0][0]}]" if passages else asked
    return reply.upper() if lane.tuned else reply
