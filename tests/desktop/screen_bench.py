"""The page over a workbench whose library and engine are stand-ins, served as the program does.

The stand-ins depend on what they are given: a file's bytes say what becomes of it. So a test of the
screen needs no model, and can wait for a state.
"""

from __future__ import annotations

import io
import re
import time
from collections.abc import Collection, Generator, Sequence
from dataclasses import replace
from pathlib import Path

from PIL import Image, ImageDraw

from desktop.conversation_store import ConversationStore
from desktop.types import Weights
from desktop.ui.mount import mount_page, prepare_gradio
from desktop.web import PageServer
from desktop.workbench import Parts, Workbench
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
from tests.desktop.bench_engine import BenchEngine
from tests.desktop.filing import Filing
from tests.desktop.grouping import Grouping

PDF = b"%PDF-1.7 12 pages\n"
SCANNED = b"%PDF-1.7 12 pages 3 scanned\n"
LOCKED = b"%PDF-1.7 4 pages password=sesame\n"


class BenchLibrary(Grouping, Filing):
    """Reads nothing but a file's first line; finds the passages that share words."""

    def __init__(self, passages: Sequence[Passage] = (), seconds_a_page: float = 0.0) -> None:
        self._passages = list(passages)
        self._documents: dict[int, Document] = {}
        self._seconds = seconds_a_page
        self.copied: list[Path] = []  # what copies were to be kept of
        self.confidence = 0.0  # of every search; 0: not known
        for each in passages:
            known = _document(each.document_id, Path(each.document), 40, 0)
            self._documents.setdefault(each.document_id, known)

    def search(
        self, question: str, k: int = 8, documents: Collection[int] | None = None
    ) -> SearchResult:
        """The k passages with most words in common with the question."""
        asked = _words(question)
        searched = [p for p in self._passages if documents is None or p.document_id in documents]
        ranked = sorted(searched, key=lambda each: -len(asked & _words(each.text)))[:k]
        found = tuple(Hit(n, each, 1 / (60 + n), n, n) for n, each in enumerate(ranked, 1))
        return SearchResult(question, found, Milliseconds(4.1, 0.6, 0.9, 0.1, 5.7), self.confidence)

    def add(
        self, paths: Sequence[Path], password: str | None = None, *, copies: bool = False
    ) -> Generator[Progress, None, None]:
        """A step for each page, then a report."""
        self.copied += paths if copies else []
        for path in paths:
            head = path.read_bytes()[:200].decode("latin-1")
            report = self._refusal(path, head, password)
            if report is None:
                yield from self._read(path, head)
            else:
                yield Progress(path, Phase.DONE, report=report)

    def _refusal(self, path: Path, head: str, password: str | None) -> FileReport | None:
        wanted = re.search(r"password=(\w+)", head)
        if not head.startswith("%PDF"):
            said = f"{path.name} is no PDF: its first bytes are not those of one."
            return FileReport(path, Status.NOT_PDF, None, 0, 0, 0, 0.0, said)
        if wanted and wanted[1] != password:
            tried = "The password is not right" if password else "It is encrypted"
            said = f"{tried}: enter its password."
            return FileReport(path, Status.ENCRYPTED, None, 0, 0, 0, 0.0, said)
        return None

    def _read(self, path: Path, head: str) -> Generator[Progress, None, None]:
        pages = int((re.search(r"(\d+) pages", head) or ["", "2"])[1])
        scanned = int((re.search(r"(\d+) scanned", head) or ["", "0"])[1])
        for page in range(1, pages + 1):
            time.sleep(self._seconds)
            left = (pages - page) * self._seconds
            yield Progress(path, Phase.READING, page, pages, seconds_left=left)
        known = next((n for n, each in self._documents.items() if each.path == path), None)
        if known is not None:
            report = FileReport(path, Status.UNCHANGED, known, pages, scanned, 1, 0.0, "")
            yield Progress(path, Phase.DONE, pages, pages, report=report)
            return
        number = max(self._documents, default=0) + 1
        self._documents[number] = _document(number, path, pages, scanned)
        self.remember(number, path.read_bytes())
        text = f"{path.stem} has {pages} pages."
        self._passages.append(
            Passage(900 + number, number, path.name, "", 1, "1", 1, 0, len(text), text)
        )
        status = Status.PARTIAL if scanned else Status.INDEXED
        report = FileReport(path, status, number, pages, scanned, 1, 0.1, "")
        yield Progress(path, Phase.DONE, pages, pages, report=report)

    def read_again(self, document_id: int) -> Generator[Progress, None, None]:
        """A step for each page of what the file is now, then a report."""
        old = self._documents[document_id]
        pages = int((re.search(r"(\d+) pages", old.path.read_text()) or ["", "2"])[1])
        for page in range(1, pages + 1):
            time.sleep(self._seconds)
            yield Progress(old.path, Phase.READING, page, pages)
        self._documents[document_id] = _document(document_id, old.path, pages, 0)
        self.remember(document_id, old.path.read_bytes())
        report = FileReport(old.path, Status.INDEXED, document_id, pages, 0, 1, 0.1, "")
        yield Progress(old.path, Phase.DONE, pages, pages, report=report)

    def embed_again(self) -> Generator[Progress, None, None]:
        """Nothing: it knows no vectors."""
        yield from ()

    def documents(self) -> tuple[Document, ...]:
        """Every document."""
        return tuple(self._documents.values())

    def remove(self, document_id: int) -> Document:
        """Take a document out."""
        if document_id not in self._documents:
            raise UnknownDocument(f"There is no document {document_id}.")
        return self._documents.pop(document_id)

    def passage(self, passage_id: int) -> Passage:
        """The passage with this id."""
        return next(each for each in self._passages if each.passage_id == passage_id)

    def page_image(self, document_id: int, page: int, passages: Marked, width: int) -> bytes:
        """A drawn page with the passage's words on it, marked."""
        self.must_be_there(document_id)
        ids = [passages] if isinstance(passages, int) else list(passages or ())
        words = "\n".join(p.text for p in self._passages if p.passage_id in ids)
        picture = Image.new("RGB", (width, int(width * 1.414)), "white")
        pen = ImageDraw.Draw(picture)
        edge, step = width // 10, width // 28
        for n in range(30):
            pen.rectangle(
                (edge, 3 * step + n * step, width - edge, 3 * step + n * step + step // 3),
                "#d5d5d5",
            )
        pen.rectangle((edge, 9 * step, width - edge, 13 * step), "#ffe9a8")
        pen.multiline_text((edge + 4, 9 * step + 4), _wrapped(words), "#222222")
        pen.text((edge, step), str(page), "#222222")
        saved = io.BytesIO()
        picture.save(saved, "PNG")
        return saved.getvalue()

    def close(self) -> None:
        """Nothing to let go of."""

    def _move(self, document_id: int, path: Path) -> None:
        self._documents[document_id] = replace(self._documents[document_id], path=path)


class Bench:
    """A served page, its workbench, and the stand-ins under it."""

    def __init__(
        self,
        folder: Path,
        passages: Sequence[Passage] = (),
        seconds_a_page: float = 0.0,
        loaded: bool = True,
    ) -> None:
        self.engine = BenchEngine()
        if not loaded:
            self.engine.may_load.clear()
        self.library = library = BenchLibrary(passages, seconds_a_page)
        self.workbench = Workbench(
            Parts(
                lambda: library,
                lambda: None,
                self.engine,
                Weights(Path("m"), Path("a")),
                conversations=ConversationStore(folder.with_suffix(".conversations")),
            )
        )
        prepare_gradio(folder)
        from desktop.ui.page import build_page, page_theme

        self.workbench.start()
        self._server = PageServer(mount_page(build_page(self.workbench), page_theme()), folder)
        self.address = self._server.start()

    def close(self) -> None:
        """End the server and the work under it."""
        self.engine.may_load.set()
        self._server.stop()
        self.workbench.close()


def passage(number: int, text: str, page: int = 1, document: str = "Annual report.pdf") -> Passage:
    """A passage of the first document."""
    return Passage(
        number, 1, document, "Liquidity and capital resources", page, str(page), page, 0,
        len(text), text,
    )  # fmt: skip


def _document(number: int, path: Path, pages: int, scanned: int) -> Document:
    status = Status.PARTIAL if scanned else Status.INDEXED
    return Document(number, path.name, path, f"{number:064}", status, pages, scanned, 1, "")


def _words(text: str) -> set[str]:
    return set(re.findall(r"\w+", text.lower()))


def _wrapped(text: str) -> str:
    return re.sub(r"(.{1,70})(\s|$)", r"\1\n", text)
