"""The library is killed, starved and locked out, and loses nothing that it said was done."""

import json
import os
import random
import re
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from indexer import DiskFull, Library, LibraryBusy, LibraryError, Status
from indexer.copies import FOLDER
from indexer.files import sha256_of
from indexer.library import DATABASE
from tests.indexer.fakes import WordEncoder, pdf, read_text
from tests.indexer.writing_process import MOST_COMPARED

KILLS = 30
MANY_KILLS = 300
STEPS = (
    "BEGIN IMMEDIATE", "CREATE TABLE IF", "CREATE TABLE document", "CREATE TABLE place",
    "CREATE INDEX place_document", "CREATE TABLE page", "CREATE TABLE passage",
    "CREATE INDEX passage_document", "CREATE TABLE vectors", "CREATE VIRTUAL TABLE",
    "CREATE TRIGGER passage_added", "CREATE TRIGGER passage_removed", "CREATE TABLE snapshot",
    "CREATE TABLE writer", "CREATE TABLE change", "INSERT INTO change", "INSERT INTO migration",
    "ALTER TABLE document", "CREATE TABLE collection", "CREATE TABLE collected",
    "CREATE INDEX collected_document", "INSERT INTO document", "INSERT INTO page",
    "INSERT INTO passage", "INSERT INTO vectors", "INSERT OR REPLACE", "UPDATE change SET",
    "COMMIT", "DELETE FROM document", "UPDATE document SET", "DELETE FROM page",
    "DELETE FROM passage", "DELETE FROM vectors", "INSERT INTO collection", "INSERT INTO collected",
    "DELETE FROM collected", "DELETE FROM snapshot", "INSERT INTO snapshot", "INSERT INTO writer",
    "DELETE FROM writer", "before save", "after save", "before fsync", "after fsync",
    "before replace", "after replace", "before unlink", "after unlink",
)  # fmt: skip
WRITING = re.compile("(BEGIN|CREATE|ALTER|INSERT|REPLACE|UPDATE|DELETE|COMMIT)|(before|after) ")


@dataclass
class Promises:
    """What the killed process said: documents that must be there, and that must not."""

    passages: dict[int, int] = field(default_factory=dict)
    names: dict[int, str] = field(default_factory=dict)
    maybe: set[int] = field(default_factory=set)
    gone: set[int] = field(default_factory=set)
    copied: set[int] = field(default_factory=set)

    def hear(self, line: str) -> None:
        said = json.loads(line)
        match said["what"]:
            case "added":
                self.passages[said["id"]] = said["passages"]
                self.names[said["id"]] = said["name"]
            case "removing":
                self.maybe.add(said["id"])
            case "removed":
                self.gone.add(said["id"])
            case "copying":
                self.copied.discard(said["id"])
            case "copied":
                self.copied.add(said["id"])


def process(*arguments: object) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "tests.indexer.writing_process", *map(str, arguments)]
    return subprocess.Popen(
        command, stdout=subprocess.PIPE, text=True, cwd=Path(__file__).parents[2]
    )


def make_files(folder: Path, count: int = 12) -> None:
    for n in range(count):
        pages = [f"Document{n} page{p} speaks of thing{n * 10 + p}. Word. " * 8 for p in range(4)]
        pdf(folder, f"{n}.pdf", *pages)


def check(home: Path, promises: Promises) -> None:
    with Library.open(home, WordEncoder(), read_text, MOST_COMPARED) as library:
        documents = {one.document_id: one for one in library.documents()}
        for number in promises.gone:
            assert number not in documents
        for number, passages in promises.passages.items():
            if number not in promises.maybe:
                assert documents[number].passages == passages
        for number in promises.copied - promises.maybe:
            assert documents[number].copy_bytes == documents[number].file_bytes > 0
        copies = {one.sha256 for one in documents.values() if one.copy_bytes}
        kept = {path.stem: path for path in (home / FOLDER).glob("*")}
        assert kept.keys() == copies
        assert all(sha256_of(path) == name for name, path in kept.items())
        collected = {number for one in library.collections() for number in one.documents}
        assert collected <= documents.keys()
        for number, document in documents.items():
            assert len(library.passages_of(number)) == document.passages > 0
            word = f"document{document.name.removesuffix('.pdf')}"
            hits = library.search(word, 3, [number]).hits
            assert hits
            assert all(word in hit.passage.text.lower() for hit in hits)
            assert library.search(word, 1).hits[0].passage.document_id == number
    with closing(sqlite3.connect(home / DATABASE)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
        connection.execute("INSERT INTO words (words) VALUES ('integrity-check')")
        stray = (
            "SELECT count(*) FROM {} WHERE document_id NOT IN (SELECT document_id FROM document)"
        )
        for table in ("page", "passage", "vectors", "place", "collected"):
            assert connection.execute(stray.format(table)).fetchone() == (0,)


def add_the_rest(home: Path, files: Path) -> None:
    with Library.open(home, WordEncoder(), read_text, MOST_COMPARED) as library:
        reports = [one.report for one in library.add([files]) if one.report is not None]
        assert len(reports) == len(list(files.glob("*.pdf")))
        assert {report.status for report in reports} <= {Status.INDEXED, Status.UNCHANGED}
        assert len(library.documents()) == len(reports)


def kill_at_random(home: Path, files: Path, kills: int) -> None:
    rng = random.Random(7)
    promises = Promises()
    for seed in range(kills):
        child = process(home, files, seed)
        assert child.stdout is not None
        for _ in range(rng.randrange(1, 40) if seed % 5 else 0):  # 0: while it starts and recovers
            promises.hear(child.stdout.readline())
        time.sleep(rng.uniform(0, 0.05 if seed % 5 else 0.4))
        child.send_signal(signal.SIGKILL)
        for line in child.communicate()[0].splitlines():
            promises.hear(line)
        check(home, promises)
    assert len(promises.passages) > kills
    assert len(promises.gone) > kills // 3
    add_the_rest(home, files)


@pytest.fixture
def files(tmp_path: Path) -> Path:
    make_files(tmp_path / "files")
    return tmp_path / "files"


@pytest.mark.skipif(sys.platform == "win32", reason="no SIGKILL there")
def test_nothing_is_lost_when_the_process_is_killed(tmp_path: Path, files: Path) -> None:
    kill_at_random(tmp_path / "home", files, KILLS)


@pytest.mark.slow
@pytest.mark.timeout(1200)
@pytest.mark.skipif(sys.platform == "win32", reason="no SIGKILL there")
def test_nothing_is_lost_in_many_kills(tmp_path: Path, files: Path) -> None:
    kill_at_random(tmp_path / "home", files, MANY_KILLS)


@pytest.mark.skipif(sys.platform == "win32", reason="no SIGKILL there")
@pytest.mark.parametrize("step", STEPS)
def test_nothing_is_lost_at_any_step(step: str, tmp_path: Path, files: Path) -> None:
    home = tmp_path / "home"
    child = process(home, files, 3, step)
    promises = Promises()
    said, _ = child.communicate(timeout=60)
    assert child.returncode == -signal.SIGKILL, f"never came to {step}"
    for line in said.splitlines():
        promises.hear(line)
    if (home / DATABASE).exists():
        check(home, promises)
    add_the_rest(home, files)


def test_no_step_that_writes_is_left_out(tmp_path: Path, files: Path) -> None:
    child = process(tmp_path / "home", files, 3, "none")
    assert child.stdout is not None
    steps, added = set(), 0
    while added < 40:
        said = json.loads(child.stdout.readline())
        added += said["what"] == "added"
        steps |= {said["name"]} if said["what"] == "step" else set()
    child.kill()
    child.communicate()
    assert {step for step in steps if WRITING.match(step)} == set(STEPS)


@pytest.mark.skipif(sys.platform == "win32", reason="no SIGKILL there")
def test_another_process_reads_while_one_writes_and_writes_when_that_one_is_gone(
    tmp_path: Path, files: Path
) -> None:
    home, promises = tmp_path / "home", Promises()
    child = process(home, files, 3)
    assert child.stdout is not None
    while len(promises.passages) < 4:
        promises.hear(child.stdout.readline())
    with Library.open(home, WordEncoder(), read_text, MOST_COMPARED) as library:
        for _ in range(20):
            promises.hear(child.stdout.readline())  # it goes on while this one searches
            assert library.search("speaks", 3).hits
        with pytest.raises(LibraryBusy, match="open elsewhere"):
            list(library.add([files]))
        with pytest.raises(LibraryBusy, match="open elsewhere"):
            library.remove(1)
        child.send_signal(signal.SIGKILL)
        for line in child.communicate()[0].splitlines():
            promises.hear(line)
        reports = [one.report for one in library.add([files]) if one.report is not None]
        assert len(library.documents()) == len(reports) == 12
    check(home, promises)


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    if sys.platform != "linux" or os.geteuid() != 0:
        pytest.skip("only root can mount a small disk")
    folder = tmp_path / "disk"
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=1500k", "none", str(folder)]
    if subprocess.run(mount, capture_output=True).returncode != 0:
        pytest.skip("mounting is not allowed here")
    yield folder
    subprocess.run(["umount", str(folder)], check=True)


def test_a_full_disk_is_said_and_costs_nothing(small_disk: Path, tmp_path: Path) -> None:
    make_files(tmp_path / "files", 400)
    added: dict[int, int] = {}
    with Library.open(small_disk, WordEncoder(), read_text, MOST_COMPARED) as library:
        with pytest.raises(DiskFull, match="full"):
            for progress in library.add([tmp_path / "files"]):
                if progress.report is not None and progress.report.document_id is not None:
                    added[progress.report.document_id] = progress.report.passages
        assert len(added) > 10
        first = library.documents()[0]
        word = f"document{first.name.removesuffix('.pdf')}"
        assert library.search(word, 1).hits[0].passage.document_id == first.document_id
    check(small_disk, Promises(passages=added))


def test_a_folder_that_cannot_be_written_is_said(tmp_path: Path, files: Path) -> None:
    home = tmp_path / "home"
    home.write_text("a file stands where the folder should be")
    with pytest.raises(LibraryError, match="cannot be written"):
        Library.open(home, WordEncoder(), read_text)


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs another user")
def test_a_read_only_folder_is_searched_and_writing_to_it_is_refused(
    tmp_path: Path, files: Path
) -> None:
    home = tmp_path / "home"
    add_the_rest(home, files)
    mount = ["mount", "-o", "remount,bind,ro", str(home)]
    if os.geteuid() == 0:
        bind = subprocess.run(["mount", "--bind", str(home), str(home)], capture_output=True)
        if bind.returncode != 0:
            pytest.skip("mounting is not allowed here")
    try:
        if os.geteuid() == 0:
            subprocess.run(mount, check=True)
        else:
            home.chmod(0o500)
        with Library.open(home, WordEncoder(), read_text, MOST_COMPARED) as library:
            assert len(library.documents()) == 12
            assert library.search("document3", 1).hits[0].passage.document == "3.pdf"
            with pytest.raises(LibraryError, match="cannot be written"):
                list(library.add([pdf(tmp_path, "new.pdf", "New.")]))
    finally:
        if os.geteuid() == 0:
            subprocess.run(["umount", str(home)], check=True)
        else:
            home.chmod(0o700)
