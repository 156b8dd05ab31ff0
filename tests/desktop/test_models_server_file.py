from __future__ import annotations

import json
import os
from dataclasses import replace
from pathlib import Path

import pytest

from desktop.models import ServerFile
from desktop.models.kept import ModelsNotKept
from desktop.types import Served

SERVED = Served("http://127.0.0.1:8080/v1", "one", "two", "secret")
needs_modes = pytest.mark.skipif(os.name != "posix", reason="no file modes here")


def test_the_server_and_its_key_are_there_after_a_restart(tmp_path: Path) -> None:
    file = ServerFile(tmp_path / "server.json")
    assert file.now is None
    file.keep(Served("http://127.0.0.1:1/v1"))
    file.keep(SERVED)
    assert ServerFile(tmp_path / "server.json").now == file.now == SERVED
    assert [path.name for path in tmp_path.iterdir()] == ["server.json"]
    file.forget()
    file.forget()
    assert (file.now, list(tmp_path.iterdir())) == (None, [])


def test_what_the_program_sets_itself_is_not_kept(tmp_path: Path) -> None:
    path = tmp_path / "server.json"
    ServerFile(path).keep(replace(SERVED, passages=99))
    assert set(json.loads(path.read_text())) == {"address", "name", "tuned_name", "key"}
    assert ServerFile(path).now == SERVED


@needs_modes
def test_nobody_else_can_read_the_key_and_one_that_others_could_is_dropped(tmp_path: Path) -> None:
    path, before = tmp_path / "server.json", os.umask(0)
    try:
        ServerFile(path).keep(SERVED)
    finally:
        os.umask(before)
    assert path.stat().st_mode & 0o777 == 0o600
    path.chmod(0o640)
    assert ServerFile(path).now == Served(SERVED.address, "one", "two")


@pytest.mark.parametrize("kept", ["", "{", "[]", '{"name": "one"}', '{"address": 3}', "\x00"])
def test_nonsense_is_as_good_as_nothing(tmp_path: Path, kept: str) -> None:
    path = tmp_path / "server.json"
    path.write_text(kept, encoding="utf-8")
    assert ServerFile(path).now is None


def test_what_cannot_be_written_is_a_sentence(tmp_path: Path) -> None:
    file = ServerFile(tmp_path / "gone" / "server.json")
    with pytest.raises(ModelsNotKept, match="could not be written"):
        file.keep(SERVED)
    assert file.now is None
