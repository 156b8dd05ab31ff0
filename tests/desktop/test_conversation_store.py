from __future__ import annotations

import sqlite3
from dataclasses import replace
from pathlib import Path

import pytest

from desktop.asked_with import AskedWith
from desktop.conversation_heads import MARK, UNMARK
from desktop.conversation_store import ConversationStore, ConversationsUnreadable
from desktop.modes import Mode
from desktop.snapshot import Comparison, LaneView
from desktop.types import (
    Answer,
    Citation,
    Cited,
    Retrieved,
    Sampling,
    SentenceSupport,
    Stats,
    Stop,
)
from indexer import Milliseconds, SearchResult
from tests.desktop.fakes import hits, passage


def _question(question: str, said: str = "Three months [1].") -> Comparison:
    found = hits(passage(11, "The notice period is three months."))
    answer = Answer(
        Mode.RAG, said, (Citation(1, 1, "handbook.pdf", 1, "i"),),
        (SentenceSupport(said, 0, len(said), 0.9, 1),), Stop.END, Stats(10, 2, 3, 4.5, 6.5, 7),
    )  # fmt: skip
    retrieved = Retrieved(
        question,
        SearchResult(question, found, Milliseconds(1, 2, 3, 4, 10)),
        (Cited(1, found[0]),),
        1,
    )
    return Comparison(
        question, (LaneView(Mode.RAG, said, False, 10, 10, answer),), retrieved, False
    )


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "conversations.sqlite"


def test_a_conversation_comes_back_whole_after_a_restart(path: Path) -> None:
    store = ConversationStore(path)
    number = store.begin("How long is notice?")
    first = store.keep(number, _question("How long is notice?"), None)
    second = store.keep(number, _question("For both sides?"), first.question_id)
    store.close()
    again = ConversationStore(path)
    assert again.thread(number) == (first, second)
    assert [(head.title, head.questions) for head in again.heads()] == [("How long is notice?", 2)]
    again.close()


def test_an_edited_question_grows_a_branch_and_the_old_one_is_kept(path: Path) -> None:
    store = ConversationStore(path)
    number = store.begin("A?")
    first = store.keep(number, _question("A?"), None)
    old = store.keep(number, _question("B?"), first.question_id)
    new = store.keep(number, _question("C?"), first.question_id)
    assert store.thread(number) == (first, new)
    assert old.question_id is not None
    assert store.branch(old.question_id) == (first, old)
    store.close()


def test_conversations_are_found_by_words_of_questions_and_answers(path: Path) -> None:
    store = ConversationStore(path)
    notice, other = store.begin("How long is notice?"), store.begin("Who sings?")
    store.keep(notice, _question("How long is notice?"), None)
    store.keep(other, _question("Who sings?", "Penguins do."), None)
    assert [head.conversation_id for head in store.heads("penguins")] == [other]
    assert [head.conversation_id for head in store.heads("notic")] == [notice]
    (found,) = store.heads("penguins")
    assert f"{MARK}penguins{UNMARK}" in found.excerpt.lower()
    assert store.heads()[0].excerpt == ""
    assert store.heads('"; DROP TABLE conversations; --') == ()
    assert len(store.heads()) == 2
    store.close()


def test_a_deletion_can_be_undone_until_the_next_start_and_is_then_for_good(path: Path) -> None:
    store = ConversationStore(path)
    number = store.begin("Secret?")
    store.keep(number, _question("Secret?", "Xylophone."), None)
    store.delete(number)
    assert store.heads() == ()
    store.restore(number)
    assert len(store.heads()) == 1
    store.delete(number)
    store.close()
    ConversationStore(path).close()
    with sqlite3.connect(path) as database:
        counts = [
            database.execute(f"SELECT count(*) FROM {table}").fetchone()[0]
            for table in ("conversations", "questions", "words")
        ]
    database.close()
    assert counts == [0, 0, 0]


def test_a_long_question_becomes_a_short_title_and_can_be_renamed(path: Path) -> None:
    store = ConversationStore(path)
    number = store.begin("What\nwould " + "very " * 40 + "long be?")
    assert len(store.heads()[0].title) <= 61
    assert store.heads()[0].title.endswith("…")
    store.rename(number, "  Notice ")
    store.rename(number, "   ")
    assert store.heads()[0].title == "Notice"
    store.close()


def test_a_file_that_is_none_of_ours_is_a_sentence_and_stays_as_it_is(path: Path) -> None:
    path.write_bytes(b"not a database" * 100)
    with pytest.raises(ConversationsUnreadable, match="move the file away"):
        ConversationStore(path)
    assert path.read_bytes() == b"not a database" * 100


def test_a_file_of_a_newer_program_is_refused(path: Path) -> None:
    with sqlite3.connect(path) as database:
        database.execute("PRAGMA user_version = 99")
    database.close()
    with pytest.raises(ConversationsUnreadable, match="newer"):
        ConversationStore(path)


def test_what_a_question_was_asked_with_is_kept_and_older_ones_had_none(path: Path) -> None:
    store = ConversationStore(path)
    number = store.begin("How long?")
    used = AskedWith(Sampling(temperature=0.4), "Be brief.", "Small", "", 2048)
    kept = store.keep(number, replace(_question("How long?"), asked_with=used), None)
    assert store.thread(number)[0].asked_with == used
    database = sqlite3.connect(path)
    database.execute("UPDATE questions SET comparison = json_remove(comparison, '$.asked_with')")
    database.commit()
    database.close()
    assert store.thread(number) == (replace(kept, asked_with=None),)
    store.close()


def test_equal_first_questions_get_numbers_that_stay_and_no_name_is_changed(path: Path) -> None:
    store = ConversationStore(path)
    first, second, third = (store.begin("How long is notice?") for _ in range(3))
    other = store.begin("Who signs?")

    def names() -> dict[int, str]:
        return {head.conversation_id: head.name for head in store.heads()}

    question = "How long is notice?"
    assert names() == {
        first: question, second: f"{question} (2)", third: f"{question} (3)", other: "Who signs?",
    }  # fmt: skip
    assert {head.title for head in store.heads()} == {question, "Who signs?"}
    store.delete(first)
    assert names()[third] == f"{question} (3)"
    store.restore(first)
    store.rename(second, "Notice")
    assert names() == {
        first: question, second: "Notice", third: f"{question} (2)", other: "Who signs?",
    }  # fmt: skip
    store.keep(third, _question(question, "Three months."), None)
    assert [head.name for head in store.heads("months")] == [f"{question} (2)"]
    store.close()
