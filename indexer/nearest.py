"""The passages nearest to a question, by their vectors.

What is stored is the truth and this follows it: after `refresh` it finds exactly the vectors that
the store holds. Those of the latest documents are compared one by one; once they are many they
move, in the background, into a graph, whose file is only a cache. Knows nothing of texts.
"""

from __future__ import annotations

import threading
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from indexer.errors import LibraryError
from indexer.hnsw import Graph
from indexer.ledger import Ledger
from indexer.processors import processors
from indexer.rows import Near, Rows, best
from indexer.snapshot import read_snapshot, write_snapshot
from indexer.store import Block, Store
from indexer.types import Vectors

Ids = NDArray[np.int64]

MOST_COMPARED = 20_000
"""Vectors that are compared one by one; with more, they move into the graph. Measured on 2 cores:
3 ms for 20,000 of 384 dimensions, which is less than a question's embedding takes."""

_MORE_ASKED = 16
"""How many times more than are wanted the graph is asked for where some documents are left out;
with fewer than one in so many left, their vectors are read from the store and compared."""

_PUBLISHED_AT_ONCE = 2_000  # vectors: what is left to compare is copied each time


@dataclass(frozen=True, slots=True)
class _State:
    """What is held at one moment; replaced as a whole, so that a search needs no lock."""

    change: int
    rows: Rows
    compared: dict[int, Block] = field(default_factory=dict)  # by document
    graph: Graph | None = None
    in_graph: dict[int, Block] = field(default_factory=dict)


class Nearest:
    """The vectors of one encoder in one library. Safe to use from several threads.

    `folder`: where the graph's file is; None: this process only reads, and keeps none.
    """

    def __init__(
        self,
        store: Store,
        encoder: str,
        dimension: int,
        folder: Path,
        writes: bool,
        clean: bool = True,
        most_compared: int = MOST_COMPARED,
    ) -> None:
        self._store = store
        self._ledger = Ledger(store.database)
        self._encoder = encoder
        self._dimension = dimension
        self._folder = folder
        self._writes = writes
        self._clean = clean
        self._most_compared = most_compared
        self._changing = threading.Lock()
        self._moving: threading.Thread | None = None
        self._closed = threading.Event()
        self._unsaved = False
        self._state = _State(-1, Rows.empty(dimension))

    # ── searching ───────────────────────────────────────────────────────────────────────────

    def search(
        self,
        question: Vectors,
        k: int,
        documents: Collection[int] | None = None,
        without: Collection[int] = (),
    ) -> Near:
        """The k passages nearest to a question's vector, shape (dimension,), or as many as there
        are; of the given documents only, if any are given, and of none of `without`."""
        self.refresh()
        state = self._state
        chosen = None if documents is None else set(documents).difference(without)
        near = state.rows.nearest(question, k, chosen, set(without))
        if state.graph is None:
            return near
        wanted = [
            block
            for number, block in state.in_graph.items()
            if number not in without and (chosen is None or number in chosen)
        ]
        return best([near, self._in_graph(state, question, k, wanted)], k)

    def _in_graph(self, state: _State, question: Vectors, k: int, wanted: list[Block]) -> Near:
        """The nearest of some documents: as many more are asked for as it takes, unless these
        documents are so few that comparing their vectors one by one is quicker."""
        graph = state.graph
        assert graph is not None
        held, all_held = _passages(wanted), _passages(state.in_graph.values())
        most = k if held == all_held else min(all_held, _MORE_ASKED * k)
        asked = k if most == k else min(most, 2 * k)
        while held > all_held // _MORE_ASKED:
            ids, cosines = graph.nearest(question, asked)
            known = _within(ids, wanted)
            if known.sum() >= min(k, held) or most == k:
                return Near(ids[known], cosines[known])
            if asked >= most:
                break
            asked = min(most, 4 * asked)
        return self._stored(wanted).nearest(question, k, None)

    def cosines(self, question: Vectors, ids: Ids) -> dict[int, float]:
        """The cosines of some passages to a question; those that are gone are left out."""
        state = self._state
        found = state.rows.cosines(question, ids)
        if state.graph is not None:
            rest = ids[_within(ids, state.in_graph.values())]
            held, vectors = state.graph.vectors(rest)
            found |= dict(zip(map(int, held), map(float, vectors @ question), strict=True))
        return found

    # ── following the store ─────────────────────────────────────────────────────────────────

    def refresh(self) -> None:
        """Follow the store, if it has changed; begin to move vectors into the graph, if they are
        many."""
        if self._store.change() == self._state.change:
            return
        with self._changing:
            change = self._store.change()
            if change != self._state.change:
                current = {block.document_id: block for block in self._store.blocks(self._encoder)}
                self._follow(change, current)
        self._move_if_many()

    @property
    def graph(self) -> Graph | None:
        """The graph, once there is one."""
        return self._state.graph

    @property
    def compared(self) -> int:
        """How many vectors are compared one by one."""
        return len(self._state.rows)

    def settle(self) -> None:
        """Wait until nothing is being moved into the graph."""
        moving = self._moving
        if moving is not None:
            moving.join()

    def close(self) -> None:
        """Stop moving, and write the graph's file if it has grown. Never raises: the file is only
        a cache."""
        self._closed.set()
        self.settle()
        self._save()

    def _follow(self, change: int, current: dict[int, Block]) -> None:
        state = self._state
        if state.change < 0:
            state = self._first(current)
        in_graph = {n: b for n, b in state.in_graph.items() if current.get(n) == b}
        if state.graph is not None:
            for number in state.in_graph.keys() - in_graph.keys():
                state.graph.remove(state.in_graph[number].ids().tolist())
        compared = {n: b for n, b in current.items() if n not in in_graph}
        fresh = [b for n, b in compared.items() if state.compared.get(n) != b]
        kept = [b for n, b in compared.items() if state.compared.get(n) == b]
        rows = state.rows.of(kept).with_rows(self._stored(fresh))
        self._state = _State(change, rows, compared, state.graph, in_graph)

    def _first(self, current: dict[int, Block]) -> _State:
        """What is held before the first search: the graph, if its file is there and whole."""
        nothing = _State(-1, Rows.empty(self._dimension))
        if sum(block.passages for block in current.values()) <= self._most_compared:
            return nothing
        row = self._ledger.snapshot()
        if row is None:
            return nothing
        cautious = not self._clean
        graph = read_snapshot(self._folder, row, self._encoder, self._dimension, cautious)
        return nothing if graph is None else self._with_graph(graph, current)

    def _with_graph(self, graph: Graph, current: dict[int, Block]) -> _State:
        """The state with a graph that was just loaded: what is no longer stored is removed."""
        held = graph.ids()
        in_graph = {n: b for n, b in current.items() if np.isin(b.ids(), held).all()}
        stale = held[~_within(held, in_graph.values())]
        if len(stale) > len(held) // 2:
            return _State(-1, Rows.empty(self._dimension))  # not worth keeping
        graph.remove(stale.tolist())
        return _State(-1, Rows.empty(self._dimension), {}, graph, in_graph)

    def _stored(self, blocks: Iterable[Block]) -> Rows:
        held = [(block, self._store.vectors(block.document_id)) for block in blocks]
        return Rows.stacked(
            [(block, vectors) for block, vectors in held if len(vectors) == block.passages],
            self._dimension,
        )

    # ── moving into the graph ───────────────────────────────────────────────────────────────

    def _move_if_many(self) -> None:
        if not self._writes or len(self._state.rows) <= self._most_compared:
            return
        with self._changing:
            if self._closed.is_set() or (self._moving is not None and self._moving.is_alive()):
                return
            self._moving = threading.Thread(target=self._move, name="to-graph", daemon=True)
            self._moving.start()

    def _move(self) -> None:
        threads = max(1, processors() // 2)  # the rest is for whoever is waiting
        graph = self._state.graph or Graph(self._dimension, threads)
        moved: list[Block] = []
        for block in list(self._state.compared.values()):
            if self._closed.is_set():
                break  # what has moved so far need not move again
            vectors = self._store.vectors(block.document_id)
            if len(vectors) == block.passages:  # else it was removed in the meantime
                graph.add(block.ids(), vectors)
                moved.append(block)
            if sum(one.passages for one in moved) >= _PUBLISHED_AT_ONCE:
                self._publish(graph, moved)
                moved = []
        self._publish(graph, moved)
        self._save()

    def _publish(self, graph: Graph, blocks: list[Block]) -> None:
        """From now on these are found in the graph and no longer compared."""
        with self._changing:
            state = self._state
            moved = {b.document_id: b for b in blocks if state.compared.get(b.document_id) == b}
            for block in blocks:
                if block.document_id not in moved:
                    graph.remove(block.ids().tolist())
            compared = {n: b for n, b in state.compared.items() if n not in moved}
            rows = state.rows.of(compared.values())
            self._state = _State(state.change, rows, compared, graph, state.in_graph | moved)
            self._unsaved = True

    def _save(self) -> None:
        graph = self._state.graph
        if graph is None or not self._unsaved or not self._writes:
            return
        try:
            write_snapshot(graph, self._folder, self._ledger, self._encoder)
        except LibraryError:
            return  # the vectors are safe in the database; the file is made at the next start
        self._unsaved = False


def _passages(blocks: Iterable[Block]) -> int:
    return sum(block.passages for block in blocks)


def _within(ids: Ids, blocks: Iterable[Block]) -> NDArray[np.bool_]:
    """Which of the ids belong to one of the blocks."""
    ordered = sorted((block.first_passage_id, block.passages) for block in blocks)
    if not ordered:
        return np.zeros(len(ids), np.bool_)
    firsts, lengths = np.array(ordered, np.int64).T
    place = np.searchsorted(firsts, ids, side="right") - 1
    inside: NDArray[np.bool_] = (place >= 0) & (ids < firsts[place] + lengths[place])
    return inside
