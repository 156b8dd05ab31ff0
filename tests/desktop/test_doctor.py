from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest

from app import Quire
from desktop.doctor import Examined, Finding, examine
from desktop.engine import Machine
from desktop.errors import EngineDied
from desktop.home import Home
from desktop.models import KeptFile, ModelFiles
from desktop.shelf import Keeps
from desktop.starter import HOUSE_STYLE, STARTER
from desktop.types import Served, Weights
from indexer import LibraryBusy
from tests.desktop.fakes import FakeLibrary
from tests.desktop.mock_server import MockServer

CHOSEN = Weights(STARTER, HOUSE_STYLE)
MACHINE = Machine("Linux x86_64", 4, 8, ("AVX2", "FMA"), False, 16_000_000_000, 8_000_000_000)


@contextmanager
def some_library() -> Iterator[Keeps]:
    yield FakeLibrary("One.", "Two.")


@pytest.fixture
def examined(tmp_path: Path) -> Examined:
    home = Home(tmp_path).made()
    files = ModelFiles(home.models, KeptFile(home.chosen_model), CHOSEN)
    return Examined(
        home, files, CHOSEN, lambda: MACHINE, some_library, partial(Quire().engine, home)
    )


def told(examined: Examined) -> dict[str, Finding]:
    return {finding.name: finding for finding in examine(examined)}


def test_where_all_is_well_every_check_says_what_it_found(
    examined: Examined, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DISPLAY", ":99")
    findings = told(examined)
    assert list(findings) == [
        "processor", "graphics card", "memory", "chosen model", "models", "encoder", "library",
        "disk", "window",
    ]  # fmt: skip
    assert [name for name, finding in findings.items() if not finding.good] == []
    assert findings["processor"].sentence == (
        "Linux x86_64, 4 cores, 8 threads; llama.cpp uses AVX2, FMA."
    )
    assert findings["memory"].sentence == ("8.0 GB of 16.0 GB are free; starter.gguf needs 0.3 GB.")
    assert findings["chosen model"].sentence == "Quire starter with Quire house style."
    assert findings["models"].sentence == "1 model, 1 adapter."
    assert findings["library"].sentence.startswith("1 document, 2 pages, ")
    assert findings["window"].sentence == "A window can open."


def test_each_thing_that_is_wrong_is_said_with_what_to_do(examined: Examined) -> None:
    weak = replace(MACHINE, features=("SSE3",), free_bytes=100_000_000)
    (examined.home.models).mkdir()
    (examined.home.models / "letter.gguf").write_bytes(b"Dear Sir")

    def busy() -> AbstractContextManager[Keeps]:
        raise LibraryBusy("The library is in use by another Quire: close that one.")

    chosen = replace(CHOSEN, adapter=STARTER)
    findings = told(replace(examined, machine=lambda: weak, library=busy, chosen=chosen))
    bad = {name: finding.sentence for name, finding in findings.items() if not finding.good}
    assert list(bad) == ["processor", "memory", "chosen model", "models", "library"]
    assert "choose a small one" in bad["processor"]
    assert "close other programs" in bad["memory"]
    assert "is a model and not an adapter" in bad["chosen model"]
    assert "letter.gguf is not a GGUF file" in bad["models"]
    assert bad["library"].endswith("close that one.")


def test_a_llama_that_does_not_start_leaves_the_other_checks(examined: Examined) -> None:
    def broken() -> Machine:
        raise EngineDied("llama.cpp does not start on this machine.")

    findings = told(replace(examined, machine=broken))
    assert not findings["processor"].good
    assert findings["library"].good and "memory" not in findings


def test_without_a_display_it_says_where_quire_opens(
    examined: Examined, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.platform", "linux")
    for name in ("DISPLAY", "WAYLAND_DISPLAY"):
        monkeypatch.delenv(name, raising=False)
    assert "prints its address" in told(examined)["window"].sentence


def test_a_server_is_found_or_said_to_be_missing(examined: Examined) -> None:
    server = MockServer()
    findings = told(replace(examined, chosen=Served(server.url)))
    assert findings["server"] == Finding(
        "server", True, f"The server at {server.url} has base, with a window of 8,192 tokens."
    )
    assert findings["memory"].sentence == "8.0 GB of 16.0 GB are free."
    assert "chosen model" not in findings
    server.close()
    gone = told(replace(examined, chosen=Served(server.url)))["server"]
    assert (gone.good, gone.sentence) == (
        False,
        f"No server answers at {server.url}: start it, or check the address.",
    )
