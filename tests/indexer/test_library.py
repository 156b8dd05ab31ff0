import shutil
import sqlite3
import threading
import time
from collections.abc import Generator, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from indexer import (
    DiskFull,
    FileReport,
    Library,
    LibraryBusy,
    LibraryDamaged,
    LibraryError,
    LibraryTooNew,
    Phase,
    Progress,
    ReadError,
    Status,
    UnknownDocument,
)
from indexer.library import DATABASE
from indexer.reader import Opened, PagesRead
from indexer.types import Page
from tests.indexer.fakes import SlowEncoder, WordEncoder, pdf, read_text


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    with Library.open(tmp_path / "home", WordEncoder(), read_text) as opened:
        yield opened


def reports(progress: Iterator[Progress]) -> list[FileReport]:
    return [one.report for one in progress if one.report is not None]


def add(library: Library, *paths: Path, password: str | None = None) -> list[FileReport]:
    found = reports(library.add(paths, password))
    return sorted(found, key=lambda report: report.path)


def outcome(report: FileReport) -> tuple[str, str, int | None]:
    return report.path.name, report.status.value, report.document_id


def test_a_document_that_was_added_is_found(library: Library, tmp_path: Path) -> None:
    path = pdf(tmp_path, "boats.pdf", "Boats float on water.", "Cars drive on roads.")
    (report,) = add(library, path)
    assert outcome(report) == ("boats.pdf", "indexed", 1)
    assert (report.pages, report.pages_without_text, report.passages) == (2, 0, 2)
    (document,) = library.documents()
    assert (document.name, document.path, document.pages) == ("boats.pdf", path, 2)
    result = library.search("where do cars drive?", k=1)
    (hit,) = result.hits
    assert (hit.rank, hit.passage.text, hit.passage.page) == (1, "Cars drive on roads.", 2)
    assert (hit.dense_rank, hit.keyword_rank) == (1, 1)
    assert library.passage(hit.passage.passage_id) == hit.passage
    assert hit.passage in library.passages_of(1)


def test_the_milliseconds_of_a_search_add_up(library: Library, tmp_path: Path) -> None:
    add(library, pdf(tmp_path, "a.pdf", "Boats float."))
    times = library.search("boats").milliseconds
    parts = times.embed + times.dense + times.keyword + times.fuse
    assert parts == pytest.approx(times.total)
    assert min(times.embed, times.dense, times.keyword, times.fuse) > 0


def test_one_bad_file_stops_no_other(library: Library, tmp_path: Path) -> None:
    pdf(tmp_path, "a-good.pdf", "Fine text.")
    pdf(tmp_path, "b-no-pdf.pdf", "x", kind="hello")
    pdf(tmp_path, "c-damaged.pdf", "x", kind="%DAMAGED")
    pdf(tmp_path, "d-locked.pdf", "Secret text.", kind="%ENCRYPTED")
    pdf(tmp_path, "e-scan.pdf", "")
    pdf(tmp_path, "f-half.pdf", "First page.", "Second page.", kind="%HALF")
    pdf(tmp_path, "g-partly.pdf", "Some text.", "")
    found = add(library, tmp_path)
    assert [report.status for report in found] == [
        Status.INDEXED, Status.NOT_PDF, Status.DAMAGED, Status.ENCRYPTED, Status.NO_TEXT,
        Status.PARTIAL, Status.PARTIAL,
    ]  # fmt: skip
    assert all(report.message for report in found[1:])
    assert "1 of 2 pages has no text" in found[6].message
    assert {one.name for one in library.documents()} == {"a-good.pdf", "f-half.pdf", "g-partly.pdf"}


def test_an_encrypted_file_opens_with_its_password(library: Library, tmp_path: Path) -> None:
    path = pdf(tmp_path, "locked.pdf", "Secret text.", kind="%ENCRYPTED")
    assert [report.status for report in add(library, path)] == [Status.ENCRYPTED]
    assert [report.status for report in add(library, path, password="open")] == [Status.INDEXED]


def test_files_that_are_named_but_are_not_there_are_reported(
    library: Library, tmp_path: Path
) -> None:
    (report,) = add(library, tmp_path / "nothing.pdf")
    assert (report.status, report.document_id) == (Status.NOT_PDF, None)
    assert report.message == "nothing.pdf cannot be read: No such file or directory."


def test_the_same_bytes_again_are_no_second_copy(library: Library, tmp_path: Path) -> None:
    first = pdf(tmp_path, "one.pdf", "The same text.")
    second = Path(shutil.copy(first, tmp_path / "two.pdf"))
    assert outcome(add(library, first)[0]) == ("one.pdf", "indexed", 1)
    assert outcome(add(library, first)[0]) == ("one.pdf", "unchanged", 1)
    assert outcome(add(library, second)[0]) == ("two.pdf", "alias", 1)
    assert outcome(add(library, second)[0]) == ("two.pdf", "unchanged", 1)
    assert len(library.documents()) == 1


def test_the_same_bytes_twice_in_one_run(library: Library, tmp_path: Path) -> None:
    files = [pdf(tmp_path, f"{number}.pdf", "The same text.") for number in range(4)]
    found = add(library, *files)
    assert sorted(report.status for report in found) == ["alias", "alias", "alias", "indexed"]
    assert {report.document_id for report in found} == {1}


def test_a_changed_file_replaces_its_earlier_version(library: Library, tmp_path: Path) -> None:
    path = pdf(tmp_path, "a.pdf", "About boats.")
    add(library, path)
    pdf(tmp_path, "a.pdf", "About trains.")
    assert outcome(add(library, path)[0]) == ("a.pdf", "indexed", 2)
    assert [one.document_id for one in library.documents()] == [2]
    assert [hit.passage.text for hit in library.search("boats").hits] == ["About trains."]


def test_an_earlier_version_stays_while_another_path_stands_for_it(
    library: Library, tmp_path: Path
) -> None:
    first = pdf(tmp_path, "a.pdf", "About boats.")
    second = Path(shutil.copy(first, tmp_path / "b.pdf"))
    add(library, first, second)
    pdf(tmp_path, "a.pdf", "About trains.")
    add(library, first)
    assert [one.document_id for one in library.documents()] == [1, 2]
    assert outcome(add(library, second)[0]) == ("b.pdf", "unchanged", 1)


def test_a_removed_document_is_gone_and_its_id_is_not_used_again(
    library: Library, tmp_path: Path
) -> None:
    path = pdf(tmp_path, "a.pdf", "About boats.")
    add(library, path)
    assert library.remove(1).name == "a.pdf"
    assert library.documents() == ()
    assert library.search("boats").hits == ()
    with pytest.raises(UnknownDocument, match="No document has the id 1"):
        library.remove(1)
    assert outcome(add(library, path)[0]) == ("a.pdf", "indexed", 2)
    assert [passage.passage_id for passage in library.passages_of(2)] == [2]
    with pytest.raises(LibraryError, match="gone"):
        library.passage(1)


def test_a_search_can_be_limited_to_documents(library: Library, tmp_path: Path) -> None:
    add(library, pdf(tmp_path, "a.pdf", "Red boats."), pdf(tmp_path, "b.pdf", "Red cars."))
    ids = {one.name: one.document_id for one in library.documents()}
    hits = library.search("red boats", documents=[ids["b.pdf"]]).hits
    assert [hit.passage.text for hit in hits] == ["Red cars."]
    assert library.search("red boats", documents=[]).hits == ()


@pytest.mark.parametrize("question", ["", "  ", '"', "a AND (", "NEAR(", "*", "text:x", "-b", "🙂"])
def test_no_question_breaks_the_search(library: Library, tmp_path: Path, question: str) -> None:
    add(library, pdf(tmp_path, "a.pdf", "Some text and b."))
    assert len(library.search(question).hits) <= 1


def test_an_empty_library_finds_nothing_and_needs_no_encoder(tmp_path: Path) -> None:
    encoder = WordEncoder()
    with Library.open(tmp_path / "home", encoder, read_text) as library:
        assert library.search("anything").hits == ()
        assert encoder.encoded == []


def test_progress_counts_up_and_ends_with_the_report(library: Library, tmp_path: Path) -> None:
    path = pdf(tmp_path, "a.pdf", *(f"Page number {number}." for number in range(1, 6)))
    said = list(library.add([path]))
    phases = [one.phase for one in said]
    assert phases == sorted(phases, key=list(Phase).index)
    assert [one.report is not None for one in said] == [one.phase is Phase.DONE for one in said]
    assert (said[-1].pages_done, said[-1].pages, said[-1].passages_done) == (5, 5, 5)


def test_a_document_is_searchable_as_soon_as_it_is_said_to_be_done(
    library: Library, tmp_path: Path
) -> None:
    for number in range(8):
        pdf(tmp_path, f"{number}.pdf", f"Word{number} is here.")
    for progress in library.add([tmp_path]):
        if progress.report is not None:
            word = f"word{progress.path.stem}"
            assert library.search(word, 1).hits[0].passage.text.lower().startswith(word)


def test_closing_the_iterator_cancels_and_leaves_whole_documents_only(tmp_path: Path) -> None:
    encoder = SlowEncoder()
    files = [pdf(tmp_path, f"{n}.pdf", f"First {n}.", f"Second {n}.") for n in range(6)]
    with Library.open(tmp_path / "home", encoder, read_text) as library:
        adding = library.add(files)
        for progress in adding:
            if progress.phase is Phase.READING and progress.pages:
                break
        began = time.monotonic()
        threading.Timer(0.3, encoder.go.set).start()
        adding.close()
        assert time.monotonic() - began < 5
        assert not [one for one in threading.enumerate() if one.name.startswith(("read-", "embed"))]
        before = library.documents()
        assert all(len(library.passages_of(one.document_id)) == 2 for one in before)
        assert len(before) < 6
        add(library, *files)
        assert len(library.documents()) == 6


def test_searching_goes_on_while_documents_are_added(tmp_path: Path) -> None:
    encoder = SlowEncoder()
    with Library.open(tmp_path / "home", encoder, read_text) as library:
        add(library, pdf(tmp_path, "one.pdf", "A first document."))
        files = [pdf(tmp_path, "new.pdf", "New text here.", "More new text.")]
        thread = threading.Thread(target=add, args=(library, *files))
        thread.start()
        try:
            began = time.monotonic()
            found = [library.search("document").hits[0].passage.text for _ in range(20)]
            assert found == ["A first document."] * 20
            assert time.monotonic() - began < 2
            assert len(library.documents()) == 1
        finally:
            encoder.go.set()
            thread.join()
        assert len(library.documents()) == 2


def test_what_was_added_is_there_after_a_restart(tmp_path: Path) -> None:
    with Library.open(tmp_path / "home", WordEncoder(), read_text) as library:
        add(library, pdf(tmp_path, "a.pdf", "About boats.", "About trains."))
        before = library.documents(), library.search("trains").hits
    with Library.open(tmp_path / "home", WordEncoder(), read_text) as library:
        assert (library.documents(), library.search("trains").hits) == before


def test_a_second_library_reads_and_follows_but_does_not_write(tmp_path: Path) -> None:
    with Library.open(tmp_path / "home", WordEncoder(), read_text) as first:
        add(first, pdf(tmp_path, "a.pdf", "About boats."))
        with Library.open(tmp_path / "home", WordEncoder(), read_text) as second:
            assert [hit.passage.text for hit in second.search("boats").hits] == ["About boats."]
            with pytest.raises(LibraryBusy, match="open elsewhere"):
                add(second, pdf(tmp_path, "b.pdf", "About trains."))
            with pytest.raises(LibraryBusy):
                second.remove(1)
            add(first, tmp_path / "b.pdf")
            assert second.search("trains", 1).hits[0].passage.text == "About trains."
            first.close()
            assert second.remove(1).name == "a.pdf"


def test_a_library_of_a_newer_version_is_refused_and_left_as_it_is(tmp_path: Path) -> None:
    home = tmp_path / "home"
    with Library.open(home, WordEncoder(), read_text) as library:
        add(library, pdf(tmp_path, "a.pdf", "About boats."))
    with sqlite3.connect(home / DATABASE) as connection:
        connection.execute("INSERT INTO migration VALUES (999, 'later')")
    connection.close()
    before = (home / DATABASE).read_bytes()
    with pytest.raises(LibraryTooNew, match="newer version"):
        Library.open(home, WordEncoder(), read_text)
    assert (home / DATABASE).read_bytes() == before


def test_a_damaged_database_is_named_and_kept(tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir()
    (home / DATABASE).write_bytes(b"this is no database, whatever its name says" * 100)
    with pytest.raises(LibraryDamaged, match=DATABASE):
        Library.open(home, WordEncoder(), read_text)
    assert (home / DATABASE).read_bytes().startswith(b"this is no database")


def test_a_file_too_large_for_the_disk_is_refused_before_it_is_read(
    tmp_path: Path, library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = pdf(tmp_path, "a.pdf", "About boats.")
    usage = shutil._ntuple_diskusage(100, 99, 1)
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage)
    with pytest.raises(DiskFull, match=r"nearly full: adding a\.pdf"):
        add(library, path)
    assert library.documents() == ()


def test_no_passage_is_longer_than_the_encoder_sees(tmp_path: Path) -> None:
    encoder = WordEncoder(max_pieces=10)
    text = " ".join(f"word{number}" for number in range(200)) + ". Short one. " * 20
    with Library.open(tmp_path / "home", encoder, read_text) as library:
        add(library, pdf(tmp_path, "a.pdf", text))
        assert encoder.longest == 10
        found = " ".join(passage.text for passage in library.passages_of(1))
        assert found.split() == text.split()


def test_a_damaged_database_is_set_aside_and_made_anew_from_the_pdfs(tmp_path: Path) -> None:
    home = tmp_path / "home"
    files = [pdf(tmp_path, f"{n}.pdf", f"Text of number {n}. " * 30) for n in range(30)]
    with Library.open(home, WordEncoder(), read_text) as library:
        add(library, *files)
    data = bytearray((home / DATABASE).read_bytes())
    middle = len(data) // 2
    data[middle : middle + 40_000] = b"\xff" * 40_000
    (home / DATABASE).write_bytes(data)
    with (
        pytest.raises(LibraryDamaged, match="damaged"),
        Library.open(home, WordEncoder(), read_text) as library,
    ):
        for document in library.documents():
            library.passages_of(document.document_id)
        library.search("text")
        library.remove(15)
        add(library, pdf(tmp_path, "new.pdf", "text " * 5000))
    known = Library.set_aside(home)
    assert set(known) <= set(files)
    assert [path for path in home.iterdir() if path.read_bytes() == bytes(data)]
    with Library.open(home, WordEncoder(), read_text) as library:
        assert library.documents() == ()
        add(library, *files)
        assert len(library.documents()) == 30


def test_a_library_in_use_is_not_set_aside(library: Library, tmp_path: Path) -> None:
    with pytest.raises(LibraryBusy):
        Library.set_aside(tmp_path / "home")


def test_another_encoder_embeds_anew_from_the_stored_pages(tmp_path: Path) -> None:
    home = tmp_path / "home"
    path = pdf(tmp_path, "a.pdf", "About boats. " * 20, "About trains. " * 20)
    with Library.open(home, WordEncoder(), read_text) as library:
        add(library, path)
    path.unlink()
    with Library.open(home, WordEncoder(max_pieces=12, name="smaller"), read_text) as library:
        assert [one.document_id for one in library.embedded_otherwise()] == [1]
        before = library.search("trains").hits
        assert [hit.dense_rank for hit in before if hit.dense_rank] == []
        (report,) = reports(library.embed_again())
        assert (report.document_id, report.status, report.passages) == (1, Status.INDEXED, 8)
        assert library.embedded_otherwise() == ()
        assert library.search("trains", 1).hits[0].dense_rank is not None
        assert len(library.passages_of(1)) == 8


def test_the_picture_of_a_page_needs_the_same_bytes(library: Library, tmp_path: Path) -> None:
    path = pdf(tmp_path, "a.pdf", "About boats.")
    add(library, path)
    path.write_text("something else")
    with pytest.raises(ReadError, match="has changed since it was added"):
        library.page_image(1, 1, None, 100)
    path.unlink()
    with pytest.raises(ReadError, match="no longer where it was"):
        library.page_image(1, 1, None, 100)


def test_closing_the_library_cancels_what_another_thread_adds(tmp_path: Path) -> None:
    encoder = SlowEncoder()
    files = [pdf(tmp_path, f"{n}.pdf", f"First {n}.", f"Second {n}.") for n in range(6)]
    library = Library.open(tmp_path / "home", encoder, read_text)
    thread = threading.Thread(target=add, args=(library, *files))
    thread.start()
    while not encoder.waiting.wait(0.05):
        pass
    threading.Timer(0.2, encoder.go.set).start()
    library.close()
    thread.join(5)
    assert not thread.is_alive()
    with Library.open(tmp_path / "home", WordEncoder(), read_text) as again:
        assert len(again.documents()) < 6


def test_a_page_with_half_a_character_is_stored(tmp_path: Path) -> None:
    def read_half(
        path: Path, password: str | None
    ) -> Generator[Opened | PagesRead | Page, None, None]:
        for value in read_text(path, password):
            if isinstance(value, Page):
                value = replace(value, text="Half \ud800 of a boat.")
            yield value

    with Library.open(tmp_path / "other", WordEncoder(), read_half) as other:
        add(other, pdf(tmp_path, "a.pdf", "Text."))
        assert other.search("boat").hits[0].passage.text == "Half ? of a boat."


def test_a_document_that_cannot_be_cut_stops_no_other(tmp_path: Path) -> None:
    class Odd(WordEncoder):
        def count_pieces(self, texts: list[str]) -> list[int]:
            return [99 if "o" in text else len(text.split()) for text in texts]

    with Library.open(tmp_path / "home", Odd(), read_text) as library:
        files = [pdf(tmp_path, "a.pdf", "An odd text."), pdf(tmp_path, "b.pdf", "Fine text.")]
        found = add(library, *files)
        assert [report.status for report in found] == [Status.DAMAGED, Status.INDEXED]
        assert "cannot be cut" in found[0].message
