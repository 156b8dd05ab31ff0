import shutil
import threading
import time
from collections.abc import Generator
from dataclasses import replace
from pathlib import Path

import pytest

from indexer import DiskFull, Library, Moved, Phase, Status, UnknownDocument
from indexer.reader import Opened, PagesRead
from indexer.types import Page, Vectors
from tests.indexer import made_pdfs
from tests.indexer.added import add, outcome, reports
from tests.indexer.fakes import SlowEncoder, WordEncoder, pdf, read_text


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


def test_progress_counts_up_and_ends_with_the_report(library: Library, tmp_path: Path) -> None:
    path = pdf(tmp_path, "a.pdf", *(f"Page number {number}." for number in range(1, 6)))
    said = list(library.add([path]))
    phases = [one.phase for one in said]
    assert phases == sorted(phases, key=list(Phase).index)
    assert [one.report is not None for one in said] == [one.phase is Phase.DONE for one in said]
    assert (said[-1].pages_done, said[-1].pages, said[-1].passages_done) == (5, 5, 5)


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


def test_what_is_short_is_embedded_before_what_is_long(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Gated(WordEncoder):
        def encode(self, texts: list[str]) -> Vectors:
            first_is_embedded.set()
            if "first" in texts[0]:
                while any(thread.name.startswith("read-") for thread in threading.enumerate()):
                    time.sleep(0.01)  # until all are read
            return super().encode(texts)

    monkeypatch.setattr("indexer.adding._READ_AHEAD", 10)
    names = {"first.pdf": "first", "long.pdf": "long. " * 300, "short.pdf": "short."}
    files = [pdf(tmp_path, name, text) for name, text in names.items()]
    first_is_embedded = threading.Event()

    def in_order(
        path: Path, password: str | None
    ) -> Generator[Opened | PagesRead | Page, None, None]:
        if path != files[0]:
            first_is_embedded.wait(30)
        yield from read_text(path, password)

    with Library.open(tmp_path / "home", Gated(), in_order) as library:
        done = [report.path.name for report in reports(library.add(files))]
    assert done == ["first.pdf", "short.pdf", "long.pdf"]


def test_whatever_breaks_while_a_file_is_read_is_heard_by_the_one_who_iterates(
    tmp_path: Path,
) -> None:
    def broken(path: Path, password: str | None) -> Generator[Page, None, None]:
        raise ZeroDivisionError(path.name)
        yield

    with (
        Library.open(tmp_path / "home", WordEncoder(), broken) as library,
        pytest.raises(ZeroDivisionError, match=r"a\.pdf"),
    ):
        add(library, pdf(tmp_path, "a.pdf", "Text."))


def test_a_document_that_is_read_again_keeps_its_id(tmp_path: Path) -> None:
    home, path = tmp_path / "home", pdf(tmp_path, "a.pdf", "About boats.", "About cars.")
    with Library.open(home, WordEncoder(), read_text) as library:
        add(library, path)
        before = library.documents()[0]

    def newer(path: Path, password: str | None) -> Generator[Opened | PagesRead | Page, None, None]:
        for value in read_text(path, password):
            yield replace(value, text="About ships.") if isinstance(value, Page) else value

    with Library.open(home, WordEncoder(), newer) as library:
        assert outcome(add(library, path)[0]) == ("a.pdf", "unchanged", 1)
        assert outcome(reports(library.read_again(1))[0]) == ("a.pdf", "indexed", 1)
        assert library.documents() == (before,)
        assert {hit.passage.text for hit in library.search("boats").hits} == {"About ships."}
        assert len(library.passages_of(1)) == 2
        assert [one.status for one in reports(library.add([path], again=True))] == [Status.INDEXED]
        assert [one.document_id for one in library.documents()] == [1]
        with pytest.raises(UnknownDocument):
            list(library.read_again(9))


def test_a_changed_file_that_is_read_again_takes_the_documents_place(
    library: Library, tmp_path: Path
) -> None:
    path = pdf(tmp_path, "a.pdf", "About boats.")
    add(library, path)
    pdf(tmp_path, "a.pdf", "About trains.")
    assert outcome(reports(library.read_again(1))[0]) == ("a.pdf", "indexed", 2)
    assert [one.document_id for one in library.documents()] == [2]
    pdf(tmp_path, "a.pdf", "x", kind="%DAMAGED")
    assert reports(library.read_again(2))[0].status is Status.DAMAGED
    assert [hit.passage.text for hit in library.search("trains").hits] == ["About trains."]


def test_what_vanished_is_read_again_from_its_copy(library: Library, tmp_path: Path) -> None:
    path = pdf(tmp_path, "a.pdf", "About boats.")
    add(library, path)
    library.keep_copy(1)
    before = library.documents()
    path.unlink()
    (report,) = reports(library.read_again(1))
    assert (report.status, report.document_id) == (Status.INDEXED, 1)
    assert library.documents() == before
    library.drop_copy(1)
    with pytest.raises(Moved, match="no longer where it was"):
        list(library.read_again(1))


def test_closing_a_reading_again_leaves_what_was_read_before(tmp_path: Path) -> None:
    encoder = SlowEncoder()
    path = pdf(tmp_path, "a.pdf", "About boats.", "About cars.")
    encoder.go.set()
    with Library.open(tmp_path / "home", encoder, read_text) as library:
        add(library, path)
        before = library.passages_of(1)
        encoder.go.clear()
        encoder.waiting.clear()
        again = library.read_again(1)
        for progress in again:
            if progress.phase is Phase.READING:
                break
        threading.Timer(0.2, encoder.go.set).start()
        again.close()
        assert library.passages_of(1) == before


def test_text_that_cannot_be_seen_is_left_out_and_said(tmp_path: Path) -> None:
    path = made_pdfs.hiding(tmp_path / "hiding.pdf")
    with Library.open(tmp_path / "home", WordEncoder()) as library:
        (report,) = add(library, path)
        assert (report.status, report.message) == (
            Status.INDEXED, "1 of 1 pages has text that cannot be seen: it was left out.",
        )  # fmt: skip
        assert report.document_id is not None
        (passage,) = library.passages_of(report.document_id)
        assert passage.text == "Everybody can see this.\nWhite on black."
        list(library.read_again(report.document_id))
        assert [one.pages_with_hidden_text for one in library.documents()] == [1]
