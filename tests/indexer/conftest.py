"""An empty library, and an empty store, with stand-ins for the encoder and the reader."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from indexer import Library
from indexer.database import Database
from indexer.store import Store
from tests.indexer.fakes import WordEncoder, read_text


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    with Library.open(tmp_path / "home", WordEncoder(), read_text) as opened:
        yield opened


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    database = Database(tmp_path / "quire.sqlite")
    database.prepare()
    yield Store(database)
    database.close()
