"""A graph of unit vectors in which near ones are found without comparing all; the one door to
hnswlib.

Covers what hnswlib leaves to its caller: room to grow, never more asked for than there is, no
search while something is added. Knows nothing of documents, and trusts any file that it is told to
load: see `indexer.snapshot` for whether one may be.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from indexer.child import Channel
from indexer.types import Vectors

Ids = NDArray[np.int64]

_LINKS = 16  # of each vector (hnswlib's M)
_WIDTH_BUILDING = 200  # how many candidates are kept while a vector is added (ef_construction)
_WIDTH_SEARCHING = 192  # the same for a question (ef): the recall knob, measured in the benchmark
_AT_ONCE = 32  # vectors added before a question may come in between: about 10 ms
_PATIENCE_SECONDS = 0.02
_ROOM = 1024  # vectors that an empty graph has room for


class Graph:
    """Vectors under their passages' ids. Safe to use from several threads."""

    def __init__(self, dimension: int, threads: int = 0) -> None:
        self.dimension = dimension
        self._threads = threads or -1
        self._lock = threading.Lock()
        self._asking = 0
        self._adding_is_due = False
        self._removed: set[int] = set()
        self._index = _new_index(dimension)
        self._index.init_index(_ROOM, ef_construction=_WIDTH_BUILDING, M=_LINKS)

    @classmethod
    def load(cls, path: Path, dimension: int) -> Graph:
        """The graph in a file. Raises RuntimeError where hnswlib notices that it is damaged; it
        may also end the process, so the file must be known to be whole."""
        graph = cls(dimension)
        graph._index = _new_index(dimension)
        graph._index.load_index(str(path))
        return graph

    def __len__(self) -> int:
        """How many vectors can be found."""
        return int(self._index.get_current_count()) - len(self._removed)

    def ids(self) -> Ids:
        """The ids of all vectors that can be found, ascending."""
        with self._lock:
            held = np.array(sorted(self._index.get_ids_list()), np.int64)
        return held[~np.isin(held, np.array(sorted(self._removed), np.int64))]

    def add(self, ids: Ids, vectors: Vectors) -> None:
        """Add vectors, shapes (n,) and (n, dimension), a few at a time, so that nobody who asks
        waits long. An id that was removed cannot come again."""
        for start in range(0, len(ids), _AT_ONCE):
            with self._turn_to_add():
                self._make_room(min(_AT_ONCE, len(ids) - start))
                part = slice(start, start + _AT_ONCE)
                self._index.add_items(vectors[part], ids[part], num_threads=self._threads)

    def remove(self, ids: Sequence[int]) -> None:
        """Let these never be found again."""
        with self._lock:
            for number in set(map(int, ids)) - self._removed:
                self._index.mark_deleted(number)
                self._removed.add(number)

    def nearest(self, question: Vectors, k: int) -> tuple[Ids, NDArray[np.float32]]:
        """The k nearest, or as many as there are: ids and cosines, nearest first."""
        while self._adding_is_due:
            time.sleep(0.0005)
        self._asking += 1
        try:
            with self._lock:
                return self._ask(question, min(k, len(self)))
        finally:
            self._asking -= 1

    def vectors(self, ids: Ids) -> tuple[Ids, Vectors]:
        """The vectors of some ids, as they were added; those that were removed are left out."""
        with self._lock:
            held = np.array([n for n in ids if int(n) not in self._removed], np.int64)
            if not len(held):
                return held, np.empty((0, self.dimension), np.float32)
            return held, np.array(self._index.get_items(held), np.float32)

    def save(self, path: Path) -> int:
        """Write the graph to a file, and say how many bytes it must have: hnswlib itself is silent
        about a full disk. What was removed is in the file too, and is found again when loaded."""
        with self._lock:
            for number in self._removed:  # loaded with its mark, it could not be told any more
                self._index.unmark_deleted(number)
            try:
                self._index.save_index(str(path))
            finally:
                for number in self._removed:
                    self._index.mark_deleted(number)
            return int(self._index.index_file_size())

    @contextmanager
    def _turn_to_add(self) -> Iterator[None]:
        """Questions go first, but not for ever."""
        due = time.monotonic() + _PATIENCE_SECONDS
        while self._asking and time.monotonic() < due:
            time.sleep(0.0005)
        self._adding_is_due = True
        with self._lock:
            self._adding_is_due = False
            yield

    def _ask(self, question: Vectors, k: int) -> tuple[Ids, NDArray[np.float32]]:
        if k <= 0:
            return np.empty(0, np.int64), np.empty(0, np.float32)
        width = max(_WIDTH_SEARCHING, 2 * k)
        while True:
            self._index.set_ef(width)
            try:
                ids, distances = self._index.knn_query(question, k=k, num_threads=1)
            except RuntimeError:  # too many of those it came by were removed
                if width > 4 * self._index.get_current_count():
                    raise
                width *= 4
                continue
            return ids[0].astype(np.int64), 1 - distances[0]

    def _make_room(self, wanted: int) -> None:
        count, room = self._index.get_current_count(), self._index.get_max_elements()
        if count + wanted > room:
            self._index.resize_index(max(count + wanted, room + room // 2))


def try_loading(channel: Channel, path: str, dimension: int) -> None:
    """Load a file in this child process, and say how many vectors it holds; a file that makes
    hnswlib end the process ends only this one."""
    graph = Graph.load(Path(path), dimension)
    if len(graph):
        graph.nearest(np.full(dimension, dimension**-0.5, np.float32), 10)
    channel.send({"vectors": len(graph)})


def _new_index(dimension: int) -> Any:
    import hnswlib

    return hnswlib.Index(space="ip", dim=dimension)
