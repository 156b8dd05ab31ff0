"""A library of which only some documents are searched. Knows nothing of why."""

from __future__ import annotations

from collections.abc import Collection
from typing import Protocol

from indexer import Passage, SearchResult


class Searched(Protocol):
    """What is searched."""

    def search(
        self, question: str, k: int = 8, documents: Collection[int] | None = None
    ) -> SearchResult:
        """The k best passages for the question; of these documents only, if any are given."""

    def widened(self, passage_id: int, before: int = 1, after: int = 1) -> Passage:
        """A passage with its neighbours joined to it."""


class Among:
    """Searches some documents of a library, or all."""

    def __init__(self, library: Searched, documents: Collection[int] | None) -> None:
        self._library = library
        self._documents = documents

    def search(self, question: str, k: int = 8) -> SearchResult:
        """The k best passages for the question. Raises IndexerError."""
        return self._library.search(question, k, self._documents)

    def widened(self, passage_id: int, before: int = 1, after: int = 1) -> Passage:
        """A passage with its neighbours joined to it. Raises IndexerError."""
        return self._library.widened(passage_id, before, after)
