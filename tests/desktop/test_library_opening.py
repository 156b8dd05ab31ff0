"""The library on its way up: what is said of it, and who waits for it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from desktop.changes import Changes
from desktop.library_opening import LibraryOpening
from desktop.loading import LoadingParts, State
from desktop.parts import Parts
from desktop.types import Weights
from indexer import EncoderError, IndexerError
from tests.desktop.bench_engine import BenchEngine
from tests.desktop.screen_bench import BenchLibrary

LIBRARY = BenchLibrary()
PARTS = Parts(lambda: LIBRARY, lambda: None, BenchEngine(), Weights(Path("m"), None))


def opened(parts: Parts) -> tuple[LibraryOpening, LoadingParts, list[object]]:
    shown: list[object] = []
    loading = LoadingParts(Changes(), ("library",))
    opening = LibraryOpening(parts, loading)
    opening.open(shown.append)
    return opening, loading, shown


def test_it_is_shown_and_handed_over_once_it_is_open() -> None:
    opening, loading, shown = opened(PARTS)
    assert (opening.opened(), shown) == (LIBRARY, [LIBRARY])
    assert [part.state for part in loading.all()] == [State.READY]


def test_one_that_does_not_open_is_a_sentence_for_all_who_wait() -> None:
    def broken() -> BenchLibrary:
        raise IndexerError("The library is open elsewhere.")

    opening, loading, shown = opened(replace(PARTS, library=broken))
    with pytest.raises(IndexerError, match="open elsewhere"):
        opening.opened()
    assert shown == []
    assert [(part.state, part.sentence) for part in loading.all()] == [
        (State.FAILED, "The library is open elsewhere.")
    ]


def test_without_what_finds_passages_its_documents_are_there_all_the_same() -> None:
    def broken() -> None:
        raise EncoderError("The encoder's weights are missing.")

    opening, loading, shown = opened(replace(PARTS, warm_search=broken))
    assert (opening.opened(), shown) == (LIBRARY, [LIBRARY])
    assert [part.state for part in loading.all()] == [State.FAILED]
