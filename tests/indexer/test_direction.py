from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from indexer.cleaning import text_of
from indexer.layout import lines_of
from indexer.pdf_file import PdfiumFile
from indexer.words import PageWords
from tests.indexer import made_pdfs
from tests.indexer.made_words import texts_of


def read(path: Path) -> str:
    with PdfiumFile(path) as file:
        return text_of(lines_of(file.words(0)))


@pytest.mark.parametrize("upwards", [True, False])
def test_text_printed_sideways_is_read(tmp_path: Path, upwards: bool) -> None:
    assert read(made_pdfs.sideways(tmp_path / "s.pdf", upwards)).splitlines() == [
        "Ships that came in: 41",
        "Ships that went out: 39",
        "Ships that stayed: 2",
    ]


def test_hebrew_and_arabic_rows_are_read_from_the_right() -> None:
    first, second = "انواع", "الخطوط"
    page = PageWords(
        (first, second, "العربية"),
        np.array([[500, 700, 540, 710], [450, 700, 495, 710], [200, 700, 240, 710]], np.float32),
        612,
        792,
    )
    assert texts_of(page) == [f"{first} {second} | العربية"]
