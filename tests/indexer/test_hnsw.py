import threading
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from indexer.hnsw import Graph
from indexer.types import Vectors


def unit(n: int, dimension: int = 32, seed: int = 0) -> Vectors:
    vectors = np.random.default_rng(seed).standard_normal((n, dimension)).astype(np.float32)
    return np.asarray(vectors / np.linalg.norm(vectors, axis=1, keepdims=True), np.float32)


def brute(vectors: Vectors, ids: NDArray[np.int64], question: Vectors, k: int) -> set[int]:
    return set(ids[np.argsort(-(vectors @ question))[:k]].tolist())


def graph_of(vectors: Vectors, first: int = 1) -> tuple[Graph, NDArray[np.int64]]:
    graph, ids = Graph(vectors.shape[1]), np.arange(first, first + len(vectors))
    graph.add(ids, vectors)
    return graph, ids


def test_it_finds_what_comparing_all_finds() -> None:
    vectors = unit(3000)
    graph, ids = graph_of(vectors)
    found = [
        len(set(graph.nearest(question, 10)[0].tolist()) & brute(vectors, ids, question, 10))
        for question in unit(50, seed=1)
    ]
    assert np.mean(found) >= 9.8
    numbers, cosines = graph.nearest(vectors[7], 3)
    assert numbers[0] == 8
    np.testing.assert_allclose(cosines, vectors[numbers - 1] @ vectors[7], atol=1e-5)


def test_it_grows_past_its_first_room() -> None:
    graph, ids = graph_of(unit(2500))
    assert len(graph) == 2500
    assert graph.ids().tolist() == ids.tolist()


def test_more_is_never_asked_for_than_there_is() -> None:
    graph, _ = graph_of(unit(3))
    assert len(graph.nearest(unit(1)[0], 10)[0]) == 3
    assert len(Graph(32).nearest(unit(1)[0], 10)[0]) == 0


def test_what_is_removed_is_not_found_even_if_it_is_nearly_all() -> None:
    vectors = unit(2000)
    graph, ids = graph_of(vectors)
    graph.remove(ids[:1990].tolist())
    graph.remove(ids[:10].tolist())
    assert graph.ids().tolist() == ids[1990:].tolist()
    assert set(graph.nearest(vectors[0], 50)[0].tolist()) == set(ids[1990:].tolist())


def test_a_saved_graph_is_the_same_when_loaded_and_can_grow(tmp_path: Path) -> None:
    vectors = unit(1500)
    graph, ids = graph_of(vectors)
    graph.remove([5])  # of which its file knows nothing
    size = graph.save(tmp_path / "graph")
    assert (tmp_path / "graph").stat().st_size == size
    loaded = Graph.load(tmp_path / "graph", 32)
    np.testing.assert_array_equal(loaded.vectors(ids)[1], vectors)
    assert graph.vectors(ids)[0].tolist() == [number for number in ids if number != 5]
    for question in unit(10, seed=2):
        assert set(loaded.nearest(question, 5)[0]) - {5} >= set(graph.nearest(question, 4)[0])
    loaded.add(np.arange(2000, 2600), unit(600, seed=3))
    assert loaded.nearest(unit(600, seed=3)[0], 1)[0][0] == 2000


def test_a_file_cut_short_is_an_error(tmp_path: Path) -> None:
    graph, _ = graph_of(unit(100))
    graph.save(tmp_path / "graph")
    data = (tmp_path / "graph").read_bytes()
    (tmp_path / "graph").write_bytes(data[: len(data) // 2])
    with pytest.raises(RuntimeError):
        Graph.load(tmp_path / "graph", 32)


def test_searching_while_something_is_added() -> None:
    vectors = unit(3000)
    graph, _ = graph_of(vectors[:500])
    adding = threading.Thread(target=graph.add, args=(np.arange(501, 3001), vectors[500:]))
    adding.start()
    while adding.is_alive():
        assert graph.nearest(vectors[7], 1)[0][0] == 8
    adding.join()
    assert len(graph) == 3000
