"""Files of a stand-in for a library: missed and looked for by their bytes, as a real one's are."""

from __future__ import annotations

import os
import threading
from collections.abc import Generator, Sequence
from dataclasses import replace
from pathlib import Path

from indexer import Document, Looking, Moved, Passage


class Filing:
    """What a stand-in knows of its documents' files: of those that were there when they came."""

    _contents: dict[int, bytes]
    may_look: threading.Event | None = None  # a search goes on when it is set; None: at once

    def where(self, document_id: int) -> Path | None:
        """The file with the bytes that it came with."""
        path = self._path(document_id)
        bytes_then = self._known().get(document_id)
        there = bytes_then is None or (path.is_file() and path.read_bytes() == bytes_then)
        return path if there else None

    def look_for(self, document_id: int, folders: Sequence[Path]) -> Generator[Looking, None, None]:
        """A step for each file below the folders, until one has the bytes."""
        looked = 0
        for folder in folders:
            for here, _, names in os.walk(folder):
                for name in names:
                    path, looked = Path(here) / name, looked + 1
                    if self.may_look is not None:
                        while not self.may_look.wait(0.01):
                            yield Looking(path.parent, looked)
                    if path.read_bytes() == self._known().get(document_id):
                        self._move(document_id, path)
                        yield Looking(path.parent, looked, path)
                        return
                    yield Looking(path.parent, looked)

    def passage(self, passage_id: int) -> Passage:
        """The passage with this id."""
        raise NotImplementedError

    def widened(self, passage_id: int, before: int = 1, after: int = 1) -> Passage:
        """The passages from the first to the last of the neighbours as one."""
        near = [self.passage(n) for n in range(passage_id - before, passage_id + after + 1)]
        return replace(
            self.passage(passage_id), page=near[0].page, page_label=near[0].page_label,
            last_page=near[-1].last_page, start=near[0].start, end=near[-1].end,
            text="\n".join(each.text for each in near),
        )  # fmt: skip

    def remember(self, document_id: int, content: bytes) -> None:
        """The bytes that a document came with."""
        self._known()[document_id] = content

    def must_be_there(self, document_id: int) -> None:
        """Raise Moved where the file is not."""
        if self.where(document_id) is None:
            path = self._path(document_id)
            fact = f"{path.name} is no longer where it was: {path}."
            raise Moved(f"{fact} Let it be looked for.", fact)

    def documents(self) -> tuple[Document, ...]:
        """Every document."""
        raise NotImplementedError

    def _move(self, document_id: int, path: Path) -> None:
        raise NotImplementedError

    def _path(self, document_id: int) -> Path:
        return next(d.path for d in self.documents() if d.document_id == document_id)

    def _known(self) -> dict[int, bytes]:
        if not hasattr(self, "_contents"):
            self._contents = {}
        return self._contents
