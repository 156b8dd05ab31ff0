from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

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


def test_what_comes_later_may_be_used_while_everything_may(
    choice: Choice, documents: list[Document]
) -> None:
    assert choice.chosen() is None
    documents.append(a_document(4))
    assert choice.chosen() is None
    choice.use_only([1])
    choice.use_all()
    documents.append(a_document(5))
    assert choice.left_out() == frozenset()
    choice.use_only([1])
    for number in (2, 3, 4, 5):
        choice.use(number, True)
    documents.append(a_document(6))
    assert choice.chosen() is None


@pytest.mark.parametrize("narrow", [[1], [1, 2], []])
def test_what_comes_later_leaves_a_narrowed_choice_as_it_is(
    choice: Choice, documents: list[Document], narrow: list[int]
) -> None:
    choice.use_only(narrow)
    documents.append(a_document(4))
    names = tuple(f"{number}.pdf" for number in narrow)
    assert choice.chosen() == Chosen(tuple(narrow), names, 4)
    choice.use(4, True)
    documents.append(a_document(5))
    assert choice.chosen() == Chosen((*narrow, 4), (*names, "4.pdf"), 5)


def test_once_what_was_left_out_is_gone_the_choice_is_narrow_no_more(
    choice: Choice, documents: list[Document]
) -> None:
    choice.use(3, False)
    gone = documents.pop()
    documents.append(a_document(4))
    assert choice.chosen() is None
    documents.insert(2, gone)  # it was brought back
    assert choice.chosen() == Chosen((1, 2, 4), ("1.pdf", "2.pdf", "4.pdf"), 4)


def test_what_is_brought_back_may_be_used_as_before(
    choice: Choice, documents: list[Document]
) -> None:
    choice.use_only([1])
    gone = documents.pop(0)
    assert choice.chosen() == Chosen((), (), 2)
    documents.insert(0, gone)
    assert choice.chosen() == Chosen((1,), ("1.pdf",), 3)


@pytest.mark.parametrize("it_was_asked", [True, False])
def test_after_all_are_gone_what_comes_may_be_used(
    choice: Choice, documents: list[Document], it_was_asked: bool
) -> None:
    choice.use_only([1])
    documents.clear()
    if it_was_asked:
        assert choice.chosen() is None
    documents.append(a_document(4))
    assert choice.chosen() is None


def test_a_new_version_is_in_or_out_as_the_old_one_was(
    choice: Choice, documents: list[Document]
) -> None:
    choice.use_only([1])
    documents[0] = replace(documents[0], document_id=4)
    assert choice.chosen() == Chosen((4,), ("1.pdf",), 3)
    choice.use_all()
    choice.use(2, False)
    documents[1] = replace(documents[1], document_id=5)
    assert choice.chosen() == Chosen((4, 3), ("1.pdf", "3.pdf"), 3)


def test_what_was_used_is_known_before_the_documents_are(documents: list[Document]) -> None:
    library: list[Document] = []
    choice = Choice(lambda: tuple(library), lambda: None)
    choice.go_on_with(Chosen((2,), ("2.pdf",), 3))
    assert choice.chosen() is None
    library += documents
    assert choice.chosen() == Chosen((2,), ("2.pdf",), 3)


_DOINGS = st.sampled_from(["add", "remove", "restore", "use", "leave", "only", "all"])


@given(st.lists(st.tuples(_DOINGS, st.integers(0, 9)), max_size=25))
def test_what_comes_and_goes_changes_nothing_else(doings: list[tuple[str, int]]) -> None:
    documents: list[Document] = []
    removed: list[Document] = []
    choice = Choice(lambda: tuple(documents), lambda: None)
    for count, (doing, at) in enumerate(doings, start=1):
        there = {each.document_id for each in documents}
        out, was_narrow = choice.left_out() & there, choice.chosen() is not None
        if doing == "add":
            documents.append(a_document(count))
            assert choice.left_out() & {*there, count} == out | ({count} if was_narrow else set())
        elif doing == "remove" and documents:
            removed.append(documents.pop(at % len(documents)))
            assert choice.left_out() & there == out
        elif doing == "restore" and removed:
            documents.append(removed.pop(at % len(removed)))
            assert choice.left_out() & there == out
        elif documents:
            _do(choice, doing, documents[at % len(documents)].document_id)


def _do(choice: Choice, doing: str, number: int) -> None:
    if doing == "only":
        choice.use_only([number])
    elif doing == "all":
        choice.use_all()
    elif doing in ("use", "leave"):
        choice.use(number, doing == "use")


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
