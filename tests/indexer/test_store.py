import sqlite3
from pathlib import Path

import numpy as np
import pytest

from indexer import UnknownDocument
from indexer.document_rows import NewDocument
from indexer.keywords import matches
from indexer.passages import Draft
from indexer.store import Block, Store
from indexer.types import Passage, Status
from tests.indexer.fakes import page
from tests.indexer.test_hnsw import unit


def new(name: str, *texts: str, sha256: str = "") -> NewDocument:
    drafts = tuple(Draft("S", 1, "i", 2, 3, 4, text, 1) for text in texts)
    pages = (page("first", 1, "S", "i"), page("", 2, "S", "ii"))
    return NewDocument(
        Path(f"/files/{name}"), sha256 or name, Status.PARTIAL, "", pages, drafts,
        unit(len(texts), 4), "e",
    )  # fmt: skip


def test_what_went_in_comes_out(store: Store) -> None:
    added = store.add(new("a.pdf", "one two", "three"))
    assert store.documents() == (added,)
    assert (added.name, added.pages, added.pages_without_text, added.passages) == ("a.pdf", 2, 1, 2)
    assert store.pages(1) == new("a.pdf").pages
    assert store.page_texts(1, 1, 2) == ("first", "")
    assert store.passages([2, 1, 99]) == (
        Passage(2, 1, "a.pdf", "S", 1, "i", 2, 3, 4, "three"),
        Passage(1, 1, "a.pdf", "S", 1, "i", 2, 3, 4, "one two"),
    )
    assert store.blocks("e") == (Block(1, 1, 2),)
    np.testing.assert_array_equal(store.vectors(1), unit(2, 4))


def test_ids_are_never_used_again(store: Store) -> None:
    store.add(new("a.pdf", "one", "two"))
    store.remove(1)
    assert store.add(new("a.pdf", "one")).document_id == 2
    assert store.blocks("e") == (Block(2, 3, 1),)


def test_a_document_that_cannot_be_written_whole_is_not_written(store: Store) -> None:
    store.add(new("a.pdf", "one"))
    change = store.change()
    with pytest.raises(Exception, match="UNIQUE"):
        store.add(new("b.pdf", "two", sha256="a.pdf"))
    assert [one.name for one in store.documents()] == ["a.pdf"]
    assert store.change() == change


def test_other_passages_replace_those_of_another_encoder(store: Store) -> None:
    store.add(new("a.pdf", "one", "two"))
    assert [one.document_id for one in store.embedded_otherwise("other")] == [1]
    draft = Draft("", 1, "i", 1, 0, 5, "first", 1)
    renewed = store.replace_passages(1, [draft], unit(1, 8), "other")
    assert renewed.passages == 1
    assert (store.blocks("e"), store.blocks("other")) == ((), (Block(1, 3, 1),))
    assert matches(store.database, '"two"', 5, None) == []
    with pytest.raises(UnknownDocument):
        store.replace_passages(9, [draft], unit(1, 8), "other")


def test_a_reader_sees_one_state_while_another_thread_writes(store: Store) -> None:
    store.add(new("a.pdf", "one"))
    with store.database.reading() as connection:
        count = "SELECT count(*) FROM document"
        assert connection.execute(count).fetchone() == (1,)
        store.add(new("b.pdf", "two"))
        assert connection.execute(count).fetchone() == (1,)
        with pytest.raises(sqlite3.OperationalError, match="readonly"):
            connection.execute("DELETE FROM document")
    assert len(store.documents()) == 2
