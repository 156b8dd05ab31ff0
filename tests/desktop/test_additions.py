from __future__ import annotations

import threading
import time
from collections.abc import Callable, Collection, Generator, Sequence
from pathlib import Path

import pytest

from desktop.additions import Additions
from indexer import IndexerError, Phase, Progress, Status
from tests.desktop.fakes import FakeLibrary

A, B, C = Path("a.pdf"), Path("b.pdf"), Path("c.pdf")


def _until(condition: Callable[[], bool]) -> None:
    end = time.monotonic() + 5
    while not condition():
        assert time.monotonic() < end, "it did not come about in time"
        time.sleep(0.005)


def test_files_are_added_one_after_another_and_each_gets_its_report() -> None:
    library, changes = FakeLibrary(), []
    additions = Additions(lambda: library, lambda: changes.append(1))
    additions.add([A, B])
    _until(lambda: not additions.running)
    assert [(f.path, f.report and f.report.status) for f in additions.files()] == [
        (A, Status.INDEXED),
        (B, Status.INDEXED),
    ]
    assert len(changes) >= 7
    additions.close()


def test_a_file_waits_visibly_until_its_turn() -> None:
    library = FakeLibrary(seconds_a_file=0.2)
    additions = Additions(lambda: library, lambda: None)
    additions.add([A, B])
    assert {f.path: f.phase for f in additions.files()}[B] is Phase.WAITING
    additions.close()


def test_a_cancelled_file_is_left_out_and_the_others_go_on() -> None:
    library = FakeLibrary(seconds_a_file=0.1)
    additions = Additions(lambda: library, lambda: None)
    additions.add([A, B, C])
    additions.cancel(A)
    _until(lambda: not additions.running)
    assert [d.name for d in library.documents()] == ["b.pdf", "c.pdf"]
    assert [f.path for f in additions.files()] == [B, C]
    additions.close()


def test_a_cancelled_file_can_be_added_again() -> None:
    library = FakeLibrary(seconds_a_file=0.05)
    additions = Additions(lambda: library, lambda: None)
    additions.add([A, B])
    additions.cancel()
    additions.add([A])
    _until(lambda: not additions.running)
    assert [d.name for d in library.documents()] == ["a.pdf"]
    additions.close()


def test_closing_ends_in_the_middle() -> None:
    library = FakeLibrary(seconds_a_file=0.2)
    additions = Additions(lambda: library, lambda: None)
    additions.add([Path(f"{n}.pdf") for n in range(50)])
    began = time.monotonic()
    additions.close()
    assert time.monotonic() - began < 1


class FolderLibrary(FakeLibrary):
    """Goes through folders as a library does: every file is named before the first is read."""

    def add(
        self, paths: Sequence[Path], password: str | None = None, *, copies: bool = False
    ) -> Generator[Progress, None, None]:
        """The files of the folders, named and then added."""
        files = [
            file for path in paths for file in (sorted(path.iterdir()) if path.is_dir() else [path])
        ]
        for file in files:
            yield Progress(file, Phase.WAITING)
        yield from super().add(files, password, copies=copies)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "folder"
    folder.mkdir()
    for name in ("a.pdf", "b.pdf", "c.pdf"):
        (folder / name).write_bytes(b"%PDF")
    return folder


def test_one_file_of_a_folder_is_cancelled_and_the_others_are_added(folder: Path) -> None:
    named, may_go_on = threading.Event(), threading.Event()

    class Waiting(FolderLibrary):
        def add(
            self, paths: Sequence[Path], password: str | None = None, *, copies: bool = False
        ) -> Generator[Progress, None, None]:
            for step in super().add(paths, password, copies=copies):
                if step.phase is not Phase.WAITING and not named.is_set():
                    named.set()
                    may_go_on.wait(20)
                yield step

    library = Waiting()
    additions = Additions(lambda: library, lambda: None)
    additions.add([folder])
    assert named.wait(20)
    assert additions.cancel(folder / "b.pdf") == (folder / "b.pdf",)
    may_go_on.set()
    _until(lambda: len(library.documents()) == 2 and not additions.running)
    assert [d.name for d in library.documents()] == ["a.pdf", "c.pdf"]
    additions.close()


def test_cancelling_all_also_means_the_folders_that_wait(folder: Path) -> None:
    library, may_go_on = FolderLibrary(), threading.Event()

    def opened() -> FakeLibrary:
        may_go_on.wait(20)
        return library

    additions = Additions(opened, lambda: None)
    additions.add([A])
    additions.add([folder])
    assert set(additions.cancel()) == {A, folder}
    may_go_on.set()
    additions.add([B])
    _until(lambda: [d.name for d in library.documents()] == ["b.pdf"])
    assert [f.path for f in additions.files()] == [B]
    additions.close()


def test_what_a_closed_library_says_is_no_word_on_a_file() -> None:
    closed = threading.Event()

    class Closing(FakeLibrary):
        def add(
            self, paths: Sequence[Path], password: str | None = None, *, copies: bool = False
        ) -> Generator[Progress, None, None]:
            yield Progress(paths[0], Phase.READING)
            closed.wait(5)
            raise IndexerError("The encoder was closed.")

    additions = Additions(Closing, lambda: None)
    additions.add([A])
    _until(lambda: additions.files()[0].phase is Phase.READING)
    additions.stop()
    closed.set()
    additions.close()
    assert [step.report for step in additions.files()] == [None]


def test_a_document_is_read_again() -> None:
    library = FakeLibrary("One.")
    additions = Additions(lambda: library, lambda: None)
    [document] = library.documents()
    additions.read_again(document)
    _until(lambda: not additions.running)
    [step] = additions.files()
    assert step.report is not None
    assert (step.path, step.report.message) == (document.path, "Read anew.")
    additions.close()


def test_what_another_model_embedded_is_embedded_anew_and_is_nothing_new() -> None:
    library, heard = FakeLibrary(), Heard()
    additions = Additions(lambda: library, lambda: None, heard)
    additions.add([A, B])
    _until(lambda: len(library.documents()) == 2 and not additions.running)
    before = list(heard.steps)
    library.otherwise = [1, 2]
    additions.embed_again()
    _until(lambda: library.otherwise == [] and not additions.running)
    assert [f.report and f.report.message for f in additions.files()] == ["Embedded anew."] * 2
    assert heard.steps == before
    additions.close()


def test_cancelling_one_that_is_embedded_anew_leaves_the_rest_to_the_next_start() -> None:
    library = FakeLibrary(seconds_a_file=0.05)
    additions = Additions(lambda: library, lambda: None)
    additions.add([A, B])
    _until(lambda: len(library.documents()) == 2 and not additions.running)
    library.otherwise = [1, 2]
    additions.embed_again()
    _until(lambda: additions.running)
    additions.cancel()
    additions.add([C])
    _until(lambda: len(library.documents()) == 3 and not additions.running)
    assert library.otherwise == [1, 2]
    additions.close()


class Heard:
    def __init__(self) -> None:
        self.steps: list[Progress] = []

    def hear(self, step: Progress) -> None:
        self.steps.append(step)

    def finish(self, paths: Collection[Path]) -> None:
        pass
