from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from desktop.api import api_key
from desktop.errors import BadInput


def test_the_key_is_made_once_and_is_its_users_alone(tmp_path: Path) -> None:
    path = tmp_path / "api-key"
    key = api_key(path)
    assert api_key(path) == key
    assert len(key) >= len("quire-") + 43, "256 bits are 43 characters"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert list(tmp_path.iterdir()) == [path]


def test_every_home_has_a_key_of_its_own(tmp_path: Path) -> None:
    assert api_key(tmp_path / "one") != api_key(tmp_path / "other")


@pytest.mark.skipif(os.name != "posix", reason="other systems keep no such permissions")
def test_a_key_that_others_could_read_is_replaced(tmp_path: Path) -> None:
    path = tmp_path / "api-key"
    key = api_key(path)
    path.chmod(0o644)
    assert api_key(path) != key
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


@pytest.mark.parametrize("damaged", [b"", b"quire-short\n", b"\xff\xfe", b"a\nb\n"])
def test_a_damaged_key_is_replaced(tmp_path: Path, damaged: bytes) -> None:
    path = tmp_path / "api-key"
    path.write_bytes(damaged)
    path.chmod(0o600)
    key = api_key(path)
    assert key.startswith("quire-")
    assert path.read_text().strip() == key


def test_a_key_that_cannot_be_kept_is_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(BadInput, match="--home"):
        api_key(tmp_path / "file" / "api-key")
