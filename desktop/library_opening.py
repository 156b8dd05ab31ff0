"""Opens the library in the background, says how far that is, and hands it to who waits for it.

Knows nothing of what is in it.
"""

from __future__ import annotations

from collections.abc import Callable

from desktop.loading import LoadingParts, State
from desktop.parts import Parts
from desktop.shelf import Keeps
from indexer import IndexerError

_NAME = "library"  # of the part that loads


class LibraryOpening:
    """The library of one running program, before and after it is open."""

    def __init__(self, parts: Parts, loading: LoadingParts) -> None:
        self._parts = parts
        self._loading = loading
        self._library: Keeps | None = None

    def open(self, show: Callable[[Keeps], None]) -> None:
        """Open it, show it, and begin to load what finds passages."""
        self._loading.say(_NAME, State.LOADING, "Opening the library.")
        try:
            self._library = self._parts.library()
            show(self._library)
            self._loading.settle(_NAME)
            self._loading.say(_NAME, State.LOADING, "Loading what finds passages.")
            with self._loading.following(_NAME, self._parts.search_share):
                self._parts.warm_search()
            self._loading.say(_NAME, State.READY, "Ready to find passages.")
        except IndexerError as error:
            self._loading.say(_NAME, State.FAILED, str(error))

    def opened(self) -> Keeps:
        """The library, once it is open. Raises IndexerError where it could not be."""
        word = self._loading.wait(_NAME)
        if self._library is None:
            raise IndexerError(word.sentence)
        return self._library
