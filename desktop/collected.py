"""Documents that a person put together under a name, to be used together.

A collection is made of what the next question may use, and using it makes the next question use
that. Knows nothing of how collections are kept.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import replace
from typing import Protocol

from desktop.choice import Choice
from desktop.errors import BadInput
from indexer import Collection as DocumentCollection
from indexer import Document


class Groups(Protocol):
    """What collections need of a library."""

    def collections(self) -> tuple[DocumentCollection, ...]:
        """Every collection, by name."""

    def set_collection(self, name: str, documents: Collection[int]) -> DocumentCollection:
        """Put documents together under a name."""

    def rename_collection(self, name: str, to: str) -> None:
        """Call a collection something else."""

    def remove_collection(self, name: str) -> None:
        """Let a collection go; its documents stay."""


class Collected:
    """The collections of a library that `opened` gives, and waits for."""

    def __init__(
        self,
        opened: Callable[[], Groups],
        documents: Callable[[], Collection[Document]],
        choice: Choice,
        changed: Callable[[], None],
    ) -> None:
        self._opened = opened
        self._documents = documents
        self._choice = choice
        self._changed = changed

    def all(self) -> tuple[DocumentCollection, ...]:
        """Every collection, by name, with the documents that are there; none without documents."""
        there = {document.document_id for document in self._documents()}
        if not there:
            return ()
        return tuple(
            replace(each, documents=tuple(n for n in each.documents if n in there))
            for each in self._opened().collections()
        )

    def in_use(self) -> str:
        """The collection that the next question uses; "" where it is none."""
        chosen = self._choice.chosen()
        used = set(chosen.documents) if chosen else set[int]()
        return next((each.name for each in self.all() if used and set(each.documents) == used), "")

    def keep_chosen(self, name: str) -> None:
        """Put what the next question may use together under a name.

        Raises BadInput, or IndexerError where it cannot be called so.
        """
        chosen = self._choice.chosen()
        if chosen is None or not chosen.documents:
            raise BadInput("Tick the documents that belong together, then name them.")
        self._opened().set_collection(name.strip(), chosen.documents)
        self._changed()

    def use(self, name: str) -> None:
        """Let the next question use a collection, and no other document. Raises BadInput."""
        found = next((each for each in self.all() if each.name == name), None)
        if found is None:
            raise BadInput(f"There is no collection {name} any more.")
        self._choice.use_only(found.documents)

    def rename(self, name: str, to: str) -> None:
        """Call a collection something else. Raises IndexerError."""
        if to.strip() != name:
            self._opened().rename_collection(name, to.strip())
            self._changed()

    def remove(self, name: str) -> None:
        """Let a collection go; its documents stay. Raises IndexerError."""
        self._opened().remove_collection(name)
        self._changed()
