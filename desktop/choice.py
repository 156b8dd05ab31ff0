"""Which documents the next question may use: all, less those that were left out.

What comes later is in. Knows nothing of how documents are found or shown.
"""

from __future__ import annotations

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
    after every change."""

    def __init__(
        self, documents: Callable[[], tuple[Document, ...]], changed: Callable[[], None]
    ) -> None:
        self._documents = documents
        self._changed = changed
        self._left_out: frozenset[int] = frozenset()

    def left_out(self) -> frozenset[int]:
        """The documents that it may not use."""
        return self._left_out

    def use(self, document_id: int, may: bool) -> None:
        """Let it use a document, or not."""
        one = {document_id}
        self._leave_out(self._left_out - one if may else self._left_out | one)

    def use_only(self, documents: Collection[int]) -> None:
        """Let it use these, and no others."""
        everything = frozenset(each.document_id for each in self._documents())
        self._leave_out(everything - frozenset(documents))

    def use_all(self) -> None:
        """Let it use every document."""
        self._leave_out(frozenset())

    def go_on_with(self, chosen: Chosen | None) -> None:
        """Let it use what an earlier question used."""
        if chosen is None:
            self.use_all()
        else:
            self.use_only(chosen.documents)

    def chosen(self) -> Chosen | None:
        """The documents that it may use; None where those are all."""
        documents = self._documents()
        used = [each for each in documents if each.document_id not in self._left_out]
        if len(used) == len(documents):
            return None
        ids, names = (each.document_id for each in used), (each.name for each in used)
        return Chosen(tuple(ids), tuple(names), len(documents))

    def _leave_out(self, documents: frozenset[int]) -> None:
        self._left_out = documents
        self._changed()
