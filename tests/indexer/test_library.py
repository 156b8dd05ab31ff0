import sqlite3
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from indexer import (
    Library,
    LibraryBusy,
    LibraryDamaged,
    LibraryError,
    LibraryTooNew,
    ReadError,
    Status,
    UnknownDocument,
)
from indexer.library import DATABASE
from tests.indexer.added import add, outcome, reports
from tests.indexer.fakes import SlowEncoder, WordEncoder, pdf, read_text


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
    parts = times.embed + times.dense + times.keyword + times.fuse + times.rerank
    assert parts == pytest.approx(times.total)
    assert min(times.embed, times.dense, times.keyword, times.fuse) > 0


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


def test_a_document_is_searchable_as_soon_as_it_is_said_to_be_done(
    library: Library, tmp_path: Path
) -> None:
    for number in range(8):
        pdf(tmp_path, f"{number}.pdf", f"Word{number} is here.")
    for progress in library.add([tmp_path]):
        if progress.report is not None:
            word = f"word{progress.path.stem}"
            assert library.search(word, 1).hits[0].passage.text.lower().startswith(word)


def test_searching_goes_on_while_documents_are_added(tmp_path: Path) -> None:
    encoder = SlowEncoder()
    with Library.open(tmp_path / "home", encoder, read_text) as library:
        add(library, pdf(tmp_path, "one.pdf", "A first document."))
        files = [pdf(tmp_path, "new.pdf", "New text here.", "More new text.")]
        thread = threading.Thread(target=add, args=(library, *files))
        thread.start()
        try:
            assert encoder.waiting.wait(30)
            found = [library.search("document").hits[0].passage.text for _ in range(20)]
            assert found == ["A first document."] * 20
            assert len(library.documents()) == 1  # it waits still: no search waited for it
        finally:
            encoder.go.set()
            thread.join()
        assert len(library.documents()) == 2


def test_every_search_finds_all_that_was_said_to_be_done_while_many_are_added(
    tmp_path: Path,
) -> None:
    files = [pdf(tmp_path, f"{n}.pdf", f"Number n{n} speaks.", "All speak.") for n in range(150)]
    done: list[int] = []
    with Library.open(tmp_path / "home", WordEncoder(), read_text, most_compared=40) as library:

        def adding() -> None:
            for progress in library.add(files):
                if progress.report is not None:
                    done.append(int(progress.path.stem))

        thread = threading.Thread(target=adding)
        thread.start()
        searches = 0
        while thread.is_alive() or not searches:
            for number in done[-3:]:
                (hit,) = library.search(f"n{number} speaks", 1).hits
                assert hit.passage.text == f"Number n{number} speaks."
                searches += 1
        assert sorted(done) == list(range(150))
        assert searches > 3


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


def test_many_that_open_a_new_library_at_once_all_can(tmp_path: Path) -> None:
    together = threading.Barrier(6)

    def documents(home: Path) -> int:
        together.wait()
        with Library.open(home, WordEncoder(), read_text) as library:
            return len(library.documents())

    with ThreadPoolExecutor(6) as threads:
        for trial in range(10):
            assert list(threads.map(documents, [tmp_path / str(trial)] * 6)) == [0] * 6


def test_who_writes_waits_for_one_that_only_looked(tmp_path: Path) -> None:
    looking = Library.open(tmp_path / "home", WordEncoder(), read_text)
    with Library.open(tmp_path / "home", WordEncoder(), read_text) as writing:
        soon = threading.Timer(0.3, looking.close)
        soon.start()
        add(writing, pdf(tmp_path, "a.pdf", "About boats."))
        soon.join()
        assert [each.name for each in writing.documents()] == ["a.pdf"]


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
