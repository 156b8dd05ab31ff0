from __future__ import annotations

from pathlib import Path

import pytest

from desktop.choice import Choice, Chosen
from indexer import Document, Status


def a_document(number: int) -> Document:
    name = f"{number}.pdf"
    return Document(number, name, Path(name), "", Status.INDEXED, 1, 0, 1, "")


@pytest.fixture
def documents() -> list[Document]:
    return [a_document(number) for number in (1, 2, 3)]


@pytest.fixture
def choice(documents: list[Document]) -> Choice:
    return Choice(lambda: tuple(documents), lambda: None)


def test_every_document_may_be_used_until_one_is_left_out(choice: Choice) -> None:
    assert choice.chosen() is None
    choice.use(2, False)
    assert choice.chosen() == Chosen((1, 3), ("1.pdf", "3.pdf"), 3)
    choice.use(2, True)
    assert choice.chosen() is None


def test_what_comes_later_may_be_used(choice: Choice, documents: list[Document]) -> None:
    choice.use_only([1])
    documents.append(a_document(4))
    assert choice.chosen() == Chosen((1, 4), ("1.pdf", "4.pdf"), 4)
    assert choice.left_out() == {2, 3}


def test_what_is_gone_counts_no_more(choice: Choice, documents: list[Document]) -> None:
    choice.use_only([1, 2])
    documents.pop()
    assert choice.chosen() is None


def test_a_conversation_goes_on_with_what_it_used(
    choice: Choice, documents: list[Document]
) -> None:
    choice.use(1, False)
    used = choice.chosen()
    choice.use_all()
    choice.go_on_with(used)
    assert choice.chosen() == used
    choice.go_on_with(None)
    assert choice.chosen() is None


def test_none_at_all_may_be_used(choice: Choice) -> None:
    choice.use_only([])
    assert choice.chosen() == Chosen((), (), 3)


@pytest.mark.parametrize(
    ("names", "said"),
    [
        (("a.pdf",), "Only 1 of 9 documents was searched: a.pdf."),
        (("a", "b", "c", "d", "e"), "Only 5 of 9 documents were searched: a, b, c and 2 more."),
    ],
)
def test_it_says_which_documents_were_searched(names: tuple[str, ...], said: str) -> None:
    assert Chosen(tuple(range(len(names))), names, 9).sentence == said
