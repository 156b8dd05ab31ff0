"""A folder as a person types it."""

from __future__ import annotations

from pathlib import Path

import pytest

from desktop.errors import BadInput
from desktop.typed_folder import typed_folder


def test_a_whole_path_is_taken_with_the_space_around_it(tmp_path: Path) -> None:
    assert typed_folder(f"  {tmp_path} ") == tmp_path
    assert typed_folder("~") == Path.home()


@pytest.mark.parametrize("words", ["", "  ", "Reports", "./Reports"])
def test_half_a_path_is_refused(words: str) -> None:
    with pytest.raises(BadInput, match="whole path"):
        typed_folder(words)


def test_what_is_no_folder_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    for name in ("file", "nowhere"):
        with pytest.raises(BadInput, match=f"There is no folder .*{name}: check the path"):
            typed_folder(str(tmp_path / name))
