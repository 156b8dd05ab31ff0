"""The library's commands over a real library, with stand-ins for the encoder and the reader."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from desktop.commandline import run
from desktop.home import Home
from indexer import Library
from tests.desktop.evaluating import FakeBuilder
from tests.indexer.fakes import WordEncoder, pdf, read_text


class LibraryBuilder(FakeBuilder):
    """Builds a real library, with an encoder of words and a reader of text files."""

    @contextmanager
    def library(self, home: Home) -> Iterator[Library]:
        with Library.open(home.library, WordEncoder(), read_text) as library:
            yield library


class Shell:
    """Runs commands in one home, and says what was printed."""

    def __init__(self, home: Path, captured: pytest.CaptureFixture[str]) -> None:
        self.home = home
        self._captured = captured

    def __call__(self, *words: object) -> tuple[int, Any, str]:
        """Exit code, the JSON document, and what went to standard error."""
        line = [*map(str, words), "--home", str(self.home), "--json"]
        code = run(LibraryBuilder(), line)
        said = self._captured.readouterr()
        return code, json.loads(said.out), said.err


@pytest.fixture
def shell(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Shell:
    return Shell(tmp_path / "home", capsys)


@pytest.fixture
def boats(tmp_path: Path) -> Path:
    return pdf(tmp_path / "files", "boats.pdf", "Boats sail.", "A red boat sails.", "Old boats.")


@pytest.fixture
def cars(tmp_path: Path) -> Path:
    return pdf(tmp_path / "files", "cars.pdf", "Cars drive.", "Red cars.")


def added(shell: Shell, *files: Path) -> dict[str, int]:
    code, said, _ = shell("add", *files)
    assert code == 0
    return {Path(one["path"]).name: one["document_id"] for one in said["files"]}


def found(shell: Shell, *options: object) -> list[str]:
    code, said, _ = shell("search", "boats that sail", "-k", 3, *options)
    assert code == 0
    return [one["document"] for one in said["passages"]]


def test_known_files_are_read_again_only_when_it_is_asked_for(shell: Shell, boats: Path) -> None:
    number = added(shell, boats)["boats.pdf"]
    for options, status in (((), "unchanged"), (("--again",), "indexed")):
        code, said, _ = shell("add", boats, *options)
        (file,) = said["files"]
        assert (code, file["status"], file["document_id"]) == (0, status, number)


def test_a_copy_is_kept_when_it_is_asked_for_and_its_cost_listed(
    shell: Shell, boats: Path, cars: Path
) -> None:
    assert shell("add", boats, "--copy")[0] == 0
    assert shell("add", cars)[0] == 0
    documents = shell("documents")[1]["documents"]
    sizes = {one["document"]: (one["file_bytes"], one["copy_bytes"]) for one in documents}
    size = boats.stat().st_size
    assert sizes == {"boats.pdf": (size, size), "cars.pdf": (cars.stat().st_size, 0)}


def test_a_search_within_a_collection(shell: Shell, boats: Path, cars: Path) -> None:
    number = added(shell, boats, cars)
    code, made, _ = shell("collect", "On wheels", number["cars.pdf"])
    assert (code, made) == (0, {"name": "On wheels", "documents": [number["cars.pdf"]]})
    assert shell("collections")[1] == {"collections": [made]}
    assert set(found(shell, "--in", "on wheels")) == {"cars.pdf"}
    assert shell("collect", "On wheels")[:2] == (0, {"name": "On wheels", "documents": []})
    assert shell("collections")[1] == {"collections": []}
    code, _, error = shell("search", "boats", "--in", "On wheels")
    assert (code, error) == (2, "There is no collection On wheels: see `collections`.\n")
    code, _, error = shell("collect", "Birds", 99)
    assert (code, error) == (2, "No document has the id 99. See: documents\n")


def test_documents_are_pinned_to_a_search_and_left_out(
    shell: Shell, boats: Path, cars: Path
) -> None:
    number = added(shell, boats, cars)
    assert set(found(shell)) == {"boats.pdf"}
    assert set(found(shell, "--pin", number["cars.pdf"])) == {"boats.pdf", "cars.pdf"}
    assert set(found(shell, "--without", number["boats.pdf"])) == {"cars.pdf"}


def test_a_folder_that_holds_no_cross_encoder_is_one_sentence(
    shell: Shell, boats: Path, tmp_path: Path
) -> None:
    added(shell, boats)
    code, _, error = shell("search", "boats", "--rerank", tmp_path)
    assert (code, error.count("\n")) == (2, 1)


def test_a_file_that_moved_is_found(shell: Shell, boats: Path, tmp_path: Path) -> None:
    number = added(shell, boats)["boats.pdf"]
    moved = boats.rename(tmp_path / "renamed")
    assert shell("find", number, boats.parent)[:2] == (1, {"document_id": number, "path": None})
    said = {"document_id": number, "path": str(moved)}
    code, _, error = shell("find", number, tmp_path / "nowhere", tmp_path)
    assert (code, error) == (2, f"There is no {tmp_path / 'nowhere'}: check the path.\n")
    assert shell("find", number, tmp_path)[:2] == (0, said)


def test_a_damaged_library_is_made_anew_from_its_pdfs(
    shell: Shell, boats: Path, cars: Path
) -> None:
    added(shell, boats, cars)
    code, _, error = shell("rebuild")
    assert (code, error) == (2, "The library is not damaged: nothing was changed.\n")
    (database,) = shell.home.rglob("quire.sqlite")
    whole = database.read_bytes()
    at = whole.index(b"Cars drive.") // 4096 * 4096  # the page with the passages' texts
    spoiled = whole[:at] + b"\xff" * 4096 + whole[at + 4096 :]
    database.write_bytes(spoiled)
    cars.unlink()
    code, said, error = shell("rebuild")
    assert [(Path(one["path"]), one["status"]) for one in said["files"]] == [(boats, "indexed")]
    assert code == 1
    assert error.endswith("1 PDF is no longer where it was.\n")
    (aside,) = database.parent.glob("damaged-*")
    assert aside.read_bytes() == spoiled
    assert len(shell("documents")[1]["documents"]) == 1


def test_where_a_damaged_library_says_nothing_of_its_pdfs_they_must_be_added_again(
    shell: Shell, boats: Path
) -> None:
    added(shell, boats)
    (database,) = shell.home.rglob("quire.sqlite")
    database.write_bytes(b"\xff" * 50_000)
    code, said, error = shell("rebuild")
    assert (code, said["files"]) == (1, [])
    assert error.endswith("no longer says which PDFs were in it: add them again with `add`.\n")
    assert [path.name for path in database.parent.glob("damaged-*")] != []
    assert added(shell, boats)
