from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from indexer.cleaning import text_of
from indexer.layout import lines_of
from indexer.lines import Line
from indexer.marking import Mark, marked_boxes
from indexer.pdf_file import PdfiumFile
from indexer.words import PageWords
from tests.indexer import made_pdfs

TEXTS = ("The", "consec", "tetuer", "\ufb01gure", "12,865", "The", "end.")
BOXES = np.array(
    [
        [72, 700, 90, 710],
        [94, 700, 130, 710],
        [72, 688, 110, 698],
        [114, 688, 150, 698],
        [154, 688, 190, 698],
        [72, 676, 90, 686],
        [94, 676, 120, 686],
    ],
    np.float32,
)
PAGE = PageWords(TEXTS, BOXES, 612, 792, joined=frozenset({1}))
LINES = (Line("The consec", (0, 1)), Line("tetuer", (2, 3, 4)), Line("The end.", (5, 6)))
TEXT = "The consectetuer figure | 12,865\nThe end."


def marked(part: str, text: str = TEXT, start: int = 0) -> list[list[float]]:
    start = text.index(part, start)
    boxes: list[list[float]] = marked_boxes(
        PAGE, LINES, Mark(text, start, start + len(part))
    ).tolist()
    return boxes


def test_words_on_one_line_are_one_box() -> None:
    assert marked("figure | 12,865") == [[114, 688, 190, 698]]


def test_a_word_broken_over_two_lines_is_two_boxes() -> None:
    assert marked("consectetuer") == [[94, 700, 130, 710], [72, 688, 110, 698]]


def test_a_repeated_word_is_marked_where_it_was_meant() -> None:
    assert marked("The") == [[72, 700, 90, 710]]
    assert marked("The", start=4) == [[72, 676, 90, 686]]


def test_a_text_whose_header_was_taken_away_is_found_all_the_same() -> None:
    assert marked("12,865", "figure | 12,865\nThe end.") == [[154, 688, 190, 698]]


def test_a_text_that_differs_a_little_is_found_by_what_agrees() -> None:
    assert marked("consec tetuer fgure 12,865", "The consec tetuer fgure 12,865") == [
        [94, 700, 130, 710],
        [72, 688, 190, 698],
    ]


@pytest.mark.parametrize("mark", [Mark(TEXT, 3, 3), Mark("Elsewhere", 0, 9), Mark("", 0, 0)])
def test_what_is_not_there_marks_nothing(mark: Mark) -> None:
    assert marked_boxes(PAGE, LINES, mark).shape == (0, 4)


def test_every_sentence_of_a_page_is_marked_where_it_stands(tmp_path: Path) -> None:
    with PdfiumFile(made_pdfs.two_columns(tmp_path / "c.pdf")) as file:
        words = file.words(0)
    lines = lines_of(words)
    text = text_of(lines)
    start = text.index("In 1881 the council")
    boxes = marked_boxes(words, lines, Mark(text, start, text.index("The third stage")))
    assert len(boxes) == 4
    assert (boxes[:, 0] > 320).all()
    assert np.all(np.diff(boxes[:, 1]) < 0)
