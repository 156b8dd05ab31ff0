"""Collections of a stand-in for a library, kept as a real one keeps them: by name, whole."""

from __future__ import annotations

from collections.abc import Collection as Several

from indexer import Collection, CollectionError


class Grouping:
    """What a stand-in keeps of collections."""

    _groups: dict[str, tuple[int, ...]]

    def collections(self) -> tuple[Collection, ...]:
        """Every collection, by name."""
        return tuple(Collection(name, ids) for name, ids in sorted(self._kept().items()))

    def set_collection(self, name: str, documents: Several[int]) -> Collection:
        """Put documents together under a name."""
        if not name:
            raise CollectionError("A collection wants a name: type one.")
        self._kept()[name] = tuple(documents)
        return Collection(name, self._kept()[name])

    def rename_collection(self, name: str, to: str) -> None:
        """Call a collection something else."""
        if to in self._kept():
            raise CollectionError(f"There is a collection {to} already.")
        self._kept()[to] = self._kept().pop(name)

    def remove_collection(self, name: str) -> None:
        """Let a collection go."""
        del self._kept()[name]

    def _kept(self) -> dict[str, tuple[int, ...]]:
        if not hasattr(self, "_groups"):
            self._groups = {}
        return self._groups
