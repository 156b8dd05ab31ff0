from __future__ import annotations

from pathlib import Path

import pytest
from reportlab.pdfgen.canvas import Canvas

from indexer.errors import Damaged, Encrypted
from indexer.structure import PypdfFile, Structure
from tests.indexer import made_pdfs


def test_labels_sections_and_title_are_read(tmp_path: Path) -> None:
    assert PypdfFile(made_pdfs.labelled(tmp_path / "l.pdf")).structure() == Structure(
        "The Harbour Book",
        ("iv", "v", "1", "2"),
        ("Preface", "Preface", "Building", "The mole"),
    )


def test_a_file_that_says_nothing_of_itself_has_numbers(tmp_path: Path) -> None:
    path = made_pdfs.by_hand(tmp_path / "a.pdf", b"<</Length 0>>", b"")
    assert PypdfFile(path).structure() == Structure("", ("1",), ("",))


@pytest.mark.parametrize(
    "nonsense",
    [b"/PageLabels 17", b"/PageLabels<</Nums[0 9 0 R]>>", b"/Outlines 3 0 R", b"/Outlines(x)"],
)
def test_a_damaged_structure_is_taken_as_absent(tmp_path: Path, nonsense: bytes) -> None:
    path = made_pdfs.by_hand(tmp_path / "a.pdf", b"<</Length 0>>", b"")
    path.write_bytes(path.read_bytes().replace(b"/Type/Catalog", b"/Type/Catalog" + nonsense))
    structure = PypdfFile(path).structure()
    assert (structure.labels, structure.sections) == (("1",), ("",))


def test_an_outline_that_runs_in_a_circle_ends(tmp_path: Path) -> None:
    path = made_pdfs.by_hand(tmp_path / "a.pdf", b"<</Length 0>>", b"")
    circle = b"/Type/Catalog/Outlines<</First 5 0 R/Last 5 0 R>>"
    item = b"5 0 obj<</Title(Round)/Dest[3 0 R/Fit]/Next 5 0 R>>endobj\nxref"
    data = path.read_bytes().replace(b"/Type/Catalog", circle).replace(b"xref\n0", item + b"\n0", 1)
    path.write_bytes(data)
    assert len(PypdfFile(path).structure().sections) == 1


def test_a_page_on_which_several_titles_begin_has_the_one_above_them(tmp_path: Path) -> None:
    canvas = Canvas(str(tmp_path / "o.pdf"))
    outline = [
        (1, "Part I", 0),
        (1, "Business", 1),
        (1, "General", 2),
        (1, "Products", 2),
        (3, "Risks", 1),
        (4, "Part II", 0),
        (4, "Part III", 0),
    ]
    for number in range(1, 6):
        for page, title, level in outline:
            if page == number:
                canvas.bookmarkPage(title)
                canvas.addOutlineEntry(title, title, level)
        canvas.showPage()
    canvas.save()
    sections = PypdfFile(tmp_path / "o.pdf").structure().sections
    assert sections == ("Business", "Products", "Risks", "", "Part III")


def test_pages_have_text_and_size(tmp_path: Path) -> None:
    file = PypdfFile(made_pdfs.lines(tmp_path / "a.pdf", [["One."], ["Two."]]))
    assert file.text(1) == ("Two.\n", 612.0, 792.0)
    with pytest.raises(Damaged, match="page 3"):
        file.text(2)


def test_locked_and_damaged_files_are_told_apart(tmp_path: Path) -> None:
    path = made_pdfs.encrypted(tmp_path / "e.pdf", "gull")
    with pytest.raises(Encrypted):
        PypdfFile(path)
    with pytest.raises(Encrypted):
        PypdfFile(path, "heron")
    assert PypdfFile(path, "gull").text(0)[0].strip() == "The key lies under the third stone."
    (tmp_path / "n.pdf").write_bytes(b"nothing")
    with pytest.raises(Damaged):
        PypdfFile(tmp_path / "n.pdf")
