from __future__ import annotations

import sys
from pathlib import Path

import pytest

from indexer.child import Child, Limits
from indexer.watched import _READY

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the kernel of Linux does it")


@pytest.mark.parametrize("ready", [(), _READY], ids=["spawned", "ready"])
@pytest.mark.parametrize("reads_only", [True, False])
def test_a_confined_child_reads_and_does_nothing_else(
    tmp_path: Path, ready: tuple[str, ...], reads_only: bool
) -> None:
    (tmp_path / "here.txt").write_text("words")
    entry = "tests.indexer.children:tries_what_reading_never_needs"
    child = Child(entry, str(tmp_path), limits=Limits(reads_only=reads_only), ready=ready)
    try:
        said = child.receive(60)
    finally:
        child.end()
    done = {name for name, what in said.items() if what == "done"}
    everything = {"read", "socket", "write", "append", "delete", "folder", "program"}
    assert done == ({"read"} if reads_only else everything)
    assert (tmp_path / "here.txt").exists() is reads_only
