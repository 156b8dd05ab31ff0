from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from indexer.errors import Damaged, Encrypted, TooLarge
from indexer.pdf_file import PdfiumFile
from indexer.words import PageWords
from tests.indexer import made_hiding, made_pdfs


def words_of(path: Path) -> PageWords:
    with PdfiumFile(path) as file:
        return file.words(0)


def test_words_have_boxes_where_they_were_drawn(tmp_path: Path) -> None:
    words = words_of(made_pdfs.lines(tmp_path / "a.pdf", [["Two words"]]))
    assert words.texts == ("Two", "words")
    assert (words.width, words.height) == (612, 792)
    left, bottom, right, top = words.boxes.T
    assert left[0] == pytest.approx(72, abs=1)
    assert right[0] < left[1] < right[1] < 125
    assert np.all((bottom < 700) & (bottom > 695) & (top > 706) & (top < 712))


@pytest.mark.parametrize("degrees", [0, 90, 180, 270])
def test_boxes_lie_on_the_page_as_it_is_seen(tmp_path: Path, degrees: int) -> None:
    words = words_of(made_pdfs.turned(tmp_path / "t.pdf", degrees))
    assert (words.width, words.height) == (612, 792)
    left, bottom, right, top = words.boxes[0]
    assert (left, right - left > top - bottom) == (pytest.approx(100, abs=1), True)
    assert 495 < bottom < top < 512


def test_a_hyphen_at_a_lines_end_is_told_from_one_in_a_line(tmp_path: Path) -> None:
    path = made_pdfs.lines(tmp_path / "h.pdf", [["It was a well-known and consec-", "tetuer id."]])
    words = words_of(path)
    assert words.texts == ("It", "was", "a", "well-known", "and", "consec", "tetuer", "id.")
    assert words.joined == {5}


def test_what_is_hidden_is_counted_and_left_out(tmp_path: Path) -> None:
    words = words_of(made_pdfs.hiding(tmp_path / "h.pdf"))
    assert " ".join(words.texts) == "Everybody can see this. White on black."
    assert words.hidden_characters == 55
    assert len(words.boxes) == len(words.texts)


@pytest.mark.parametrize("way", made_hiding.WAYS)
def test_words_hidden_in_any_way_are_left_out(way: str, tmp_path: Path) -> None:
    words = words_of(made_hiding.hiding(tmp_path / "h.pdf", way))
    assert " ".join(words.texts).startswith(made_hiding.SEEN)
    assert not {"Unseen", "words"} & set(words.texts)
    assert words.hidden_characters == len("Unseenwords")


def test_words_on_a_gradient_are_seen(tmp_path: Path) -> None:
    words = words_of(made_hiding.on_a_gradient(tmp_path / "g.pdf"))
    assert (" ".join(words.texts), words.hidden_characters) == (made_hiding.SEEN, 0)


@pytest.mark.parametrize("shown", [True, False])
def test_words_of_a_layer_are_read_where_it_is_shown(shown: bool, tmp_path: Path) -> None:
    words = words_of(made_hiding.in_a_layer(tmp_path / "l.pdf", shown))
    assert ("Unseen" in words.texts) is shown
    assert words.hidden_characters == (0 if shown else 11)


def test_letters_recognised_on_a_scan_are_kept(tmp_path: Path) -> None:
    words = words_of(made_pdfs.recognised_scan(tmp_path / "o.pdf"))
    assert " ".join(words.texts) == "Recognised words lie under the picture."
    assert words.hidden_characters == 0


def test_ligatures_are_spelled_out_or_left_as_one_letter(tmp_path: Path) -> None:
    stream = b"BT /F1 10 Tf 72 700 Td (e\x93cient) Tj ET"
    path = made_pdfs.by_hand(tmp_path / "l.pdf", b"<</Length %d>>" % len(stream), stream)
    encoding = b"/Encoding<</Type/Encoding/Differences[147/ffi]>>/BaseFont/Helvetica"
    path.write_bytes(path.read_bytes().replace(b"/BaseFont/Helvetica", encoding))
    assert words_of(path).texts in {("efficient",), ("e\ufb03cient",)}


def test_a_locked_file_says_so(tmp_path: Path) -> None:
    path = made_pdfs.encrypted(tmp_path / "e.pdf", "gull")
    with pytest.raises(Encrypted):
        PdfiumFile(path)
    with PdfiumFile(path, "gull") as file:
        assert file.words(0).texts[:2] == ("The", "key")


def test_what_is_no_pdf_and_what_is_no_page_are_damaged(tmp_path: Path) -> None:
    (tmp_path / "a.pdf").write_bytes(b"nothing")
    with pytest.raises(Damaged):
        PdfiumFile(tmp_path / "a.pdf")
    with (
        PdfiumFile(made_pdfs.lines(tmp_path / "b.pdf", [["One."]])) as file,
        pytest.raises(Damaged, match="Page 2"),
    ):
        file.words(1)


def test_a_name_in_any_script_opens(tmp_path: Path) -> None:
    path = made_pdfs.lines(tmp_path / "häfen ⚓ 港.pdf", [["Words."]])
    assert words_of(path).texts == ("Words.",)


def test_a_page_of_a_million_characters_is_refused(tmp_path: Path) -> None:
    stream = b"BT /F1 1 Tf " + b"(word word word word ) Tj " * 60_000 + b"ET"
    path = made_pdfs.by_hand(tmp_path / "w.pdf", b"<</Length %d>>" % len(stream), stream)
    with PdfiumFile(path) as file, pytest.raises(TooLarge, match="characters"):
        file.words(0)


def test_what_was_filled_into_a_form_is_read_and_drawn(tmp_path: Path) -> None:
    path = made_pdfs.form(tmp_path / "f.pdf")
    with PdfiumFile(path) as file:
        words = file.words(0)
        again = file.words(0)
        pixels = file.picture(0, 612)
    assert " ".join(words.texts) == "Name of ship: Clara Maersk"
    assert again.texts == words.texts
    left, bottom, right, top = words.boxes[words.texts.index("Clara")]
    ink = pixels[792 - int(top) : 792 - int(bottom), int(left) : int(right)]
    assert ink.min() < 100


@pytest.mark.parametrize("password", ["gull", "Möwe"])
def test_a_password_opens_whatever_its_letters(tmp_path: Path, password: str) -> None:
    path = made_pdfs.encrypted(tmp_path / "e.pdf", password)
    with PdfiumFile(path, password) as file:
        assert file.words(0).texts[:2] == ("The", "key")


def test_a_picture_shows_the_page(tmp_path: Path) -> None:
    with PdfiumFile(made_pdfs.scanned(tmp_path / "s.pdf")) as file:
        pixels = file.picture(0, 306)
    assert pixels.shape == (396, 306, 3)
    assert pixels[5, 5].tolist() == [255, 255, 255]
    assert pixels[200, 150].tolist() == pytest.approx([178, 178, 178], abs=2)


def test_a_title_is_read(tmp_path: Path) -> None:
    with PdfiumFile(made_pdfs.labelled(tmp_path / "l.pdf")) as file:
        assert (file.pages, file.title) == (4, "The Harbour Book")
