from __future__ import annotations

from pathlib import Path

import pytest

from desktop.changes import Changes
from desktop.choice import Choice
from desktop.collected import Collected
from desktop.errors import BadInput
from indexer import Collection, CollectionError, Document, Status
from tests.desktop.grouping import Grouping


@pytest.fixture
def documents() -> list[Document]:
    return [
        Document(n, f"{n}.pdf", Path(f"{n}.pdf"), "", Status.INDEXED, 1, 0, 1, "")
        for n in (1, 2, 3)
    ]


@pytest.fixture
def choice(documents: list[Document]) -> Choice:
    return Choice(lambda: tuple(documents), lambda: None)


@pytest.fixture
def changes() -> Changes:
    return Changes()


@pytest.fixture
def collected(choice: Choice, documents: list[Document], changes: Changes) -> Collected:
    library = Grouping()
    return Collected(lambda: library, lambda: documents, choice, changes.note)


def test_what_is_ticked_is_kept_under_a_name_and_used_again_by_it(
    collected: Collected, choice: Choice, changes: Changes
) -> None:
    choice.use_only([1, 3])
    assert collected.in_use() == ""
    collected.keep_chosen(" Contracts ")
    assert collected.all() == (Collection("Contracts", (1, 3)),)
    assert (collected.in_use(), changes.version) == ("Contracts", 1)
    choice.use_all()
    assert collected.in_use() == ""
    collected.use("Contracts")
    assert choice.left_out() == {2}


def test_a_collection_is_renamed_and_let_go(collected: Collected, choice: Choice) -> None:
    choice.use_only([1])
    collected.keep_chosen("One")
    choice.use_only([2])
    collected.keep_chosen("Two")
    collected.rename("One", "First")
    collected.rename("First", "First ")
    with pytest.raises(CollectionError, match="already"):
        collected.rename("First", "Two")
    collected.remove("Two")
    assert collected.all() == (Collection("First", (1,)),)


def test_what_is_gone_is_in_no_collection(
    collected: Collected, choice: Choice, documents: list[Document]
) -> None:
    choice.use_only([1, 3])
    collected.keep_chosen("Contracts")
    documents.pop()
    assert collected.all() == (Collection("Contracts", (1,)),)
    documents.clear()
    assert collected.all() == ()


def test_what_cannot_be_is_a_sentence(collected: Collected, choice: Choice) -> None:
    with pytest.raises(BadInput, match="Tick the documents"):
        collected.keep_chosen("All")
    choice.use_only([])
    with pytest.raises(BadInput, match="Tick the documents"):
        collected.keep_chosen("None")
    with pytest.raises(BadInput, match="no collection Gone"):
        collected.use("Gone")
