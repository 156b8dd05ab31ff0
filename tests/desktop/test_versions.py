"""The versions of a question, and turning from one to another."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from desktop.conversation_store import ConversationStore
from desktop.errors import BadInput
from desktop.snapshot import Comparison
from desktop.versions import Version, Versions


@pytest.fixture
def store(tmp_path: Path) -> Iterator[ConversationStore]:
    store = ConversationStore(tmp_path / "conversations")
    yield store
    store.close()


def kept(store: ConversationStore, holder: int, question: str, after: int | None) -> int:
    number = store.keep(holder, Comparison(question, (), running=False), after).question_id
    assert number is not None
    return number


def test_each_version_is_kept_with_what_was_asked_after_it(store: ConversationStore) -> None:
    opened: list[int] = []
    versions = Versions(store, lambda: None, opened.append)
    holder, other = store.begin("First?"), store.begin("Other?")
    first = kept(store, holder, "First?", None)
    second = kept(store, holder, "Second?", first)
    third = kept(store, holder, "Third?", second)
    changed = kept(store, holder, "Second, changed?", first)
    alone = kept(store, other, "Other?", None)
    assert [versions.of(number) for number in (first, second, changed, third, alone, None)] == [
        None, Version(1, 2, None, changed), Version(2, 2, second, None), None, None, None,
    ]  # fmt: skip
    versions.turn_to(second)
    assert opened == [holder]
    questions = [each.question for each in store.thread(holder)]
    assert questions == ["First?", "Second?", "Third?"]
    versions.turn_to(changed)
    assert [each.question for each in store.thread(holder)] == ["First?", "Second, changed?"]


def test_a_thread_is_looked_at_again_only_when_it_changed(
    store: ConversationStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    versions = Versions(store, lambda: None, lambda _: None)
    holder = store.begin("First?")
    first = kept(store, holder, "First?", None)
    looked: list[int] = []
    look = store.versions

    def counted(question_id: int) -> tuple[int, ...]:
        looked.append(question_id)
        return look(question_id)

    monkeypatch.setattr(store, "versions", counted)
    assert [versions.of_thread((first,)) for _ in range(3)] == [(None,)] * 3
    assert looked == [first]
    second = kept(store, holder, "First, again?", None)
    assert versions.of_thread((second,)) == (Version(2, 2, first, None),)
    assert versions.of_thread((first,)) == (Version(1, 2, None, second),)
    assert looked == [first, second, first]


def test_the_first_question_has_versions_too(store: ConversationStore) -> None:
    versions = Versions(store, lambda: None, lambda _: None)
    holder = store.begin("First?")
    ids = [kept(store, holder, "First?", None) for _ in range(3)]
    assert versions.of(ids[1]) == Version(2, 3, ids[0], ids[2])


def test_one_that_is_gone_is_a_sentence(store: ConversationStore) -> None:
    for given in (store, None):
        with pytest.raises(BadInput, match="not kept any more"):
            Versions(given, lambda: None, lambda _: None).turn_to(7)


def test_none_is_turned_to_while_a_question_is_answered(store: ConversationStore) -> None:
    def busy() -> None:
        raise BadInput("A question is still being answered.")

    holder = store.begin("First?")
    first, second = (kept(store, holder, question, None) for question in ("First?", "Then?"))
    with pytest.raises(BadInput, match="still being answered"):
        Versions(store, busy, lambda _: None).turn_to(first)
    assert [each.question_id for each in store.thread(holder)] == [second]
