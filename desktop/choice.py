"""Which documents the next question may use: all, less those that were left out.

What comes later is in as long as all are, and left out where some are: a narrowed choice stays as
narrow as a person made it. A new version of a file is in or out as the old one was. Knows nothing
of how documents are found or shown.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Collection
from dataclasses import dataclass

from indexer import Document

_NAMES_SAID = 3


@dataclass(frozen=True, slots=True)
class Chosen:
    """The documents that a question may use, where those are not all."""

    documents: tuple[int, ...]
    names: tuple[str, ...]  # of the same, as they were then
    of: int  # how many documents there were

    @property
    def sentence(self) -> str:
        """Which documents were searched."""
        named = ", ".join(self.names[:_NAMES_SAID])
        more = len(self.names) - _NAMES_SAID
        others = f" and {more} more" if more > 0 else ""
        were = "was" if len(self.names) == 1 else "were"
        return f"Only {len(self.names)} of {self.of} documents {were} searched: {named}{others}."


class Choice:
    """The documents that were left out. `documents` gives those there are, `changed` is called
    after every change.

    What has come and gone is told by the documents there were when this was last asked anything.
    """

    def __init__(
        self, documents: Callable[[], tuple[Document, ...]], changed: Callable[[], None]
    ) -> None:
        self._documents = documents
        self._changed = changed
        self._lock = threading.Lock()
        self._there: tuple[Document, ...] = ()
        self._used: frozenset[int] = frozenset()
        self._left_out: frozenset[int] = frozenset()
        self._is_narrow = False  # of documents that were there and still are, some are left out

    def left_out(self) -> frozenset[int]:
        """The documents that it may not use."""
        with self._lock:
            self._settled()
            return self._left_out

    def use(self, document_id: int, may: bool) -> None:
        """Let it use a document, or not."""
        one = {document_id}
        with self._lock:
            self._settled()
            self._used = self._used | one if may else self._used - one
            self._left_out = self._left_out - one if may else self._left_out | one
        self._changed()

    def use_only(self, documents: Collection[int]) -> None:
        """Let it use these, and no others."""
        with self._lock:
            self._there = self._documents()
            self._used = frozenset(documents)
            self._left_out = frozenset(each.document_id for each in self._there) - self._used
            self._is_narrow = True  # also where the documents are not known yet
        self._changed()

    def use_all(self) -> None:
        """Let it use every document."""
        with self._lock:
            self._used, self._left_out = self._used | self._left_out, frozenset()
            self._is_narrow = False
        self._changed()

    def go_on_with(self, chosen: Chosen | None) -> None:
        """Let it use what an earlier question used."""
        if chosen is None:
            self.use_all()
        else:
            self.use_only(chosen.documents)

    def chosen(self) -> Chosen | None:
        """The documents that it may use; None where those are all."""
        with self._lock:
            documents = self._settled()
            used = [each for each in documents if each.document_id not in self._left_out]
        if len(used) == len(documents):
            return None
        ids, names = (each.document_id for each in used), (each.name for each in used)
        return Chosen(tuple(ids), tuple(names), len(documents))

    def _settled(self) -> tuple[Document, ...]:
        """The documents there are, once each that came since is in or left out."""
        before, now = self._there, self._documents()
        if now is before:
            return now
        self._there = now
        if stayed := {each.document_id for each in before} & {each.document_id for each in now}:
            self._is_narrow = not stayed.isdisjoint(self._left_out)
        elif before:
            self._is_narrow = False
        was_out = {each.path: each.document_id in self._left_out for each in before}
        known = self._used | self._left_out
        fresh = {each.document_id: each.path for each in now if each.document_id not in known}
        out = {number for number, path in fresh.items() if was_out.get(path, self._is_narrow)}
        self._left_out |= out
        self._used |= fresh.keys() - out
        return now
