from __future__ import annotations

import numpy as np

from indexer.hidden import Drawn, Kind, beyond_sight, doubtful_words, without_ink


def test_words_off_the_page_or_too_small_are_beyond_sight() -> None:
    boxes = np.array(
        [
            [72, 700, 120, 712],  # on the page
            [-20, 700, 10, 712],  # half off
            [-50, 700, -1, 712],
            [620, 700, 680, 712],
            [72, 800, 120, 812],
            [72, -20, 120, -1],
            [72, 700, 73.2, 700.1],  # 0.1 point print
            [72, 700, 72.9, 712],  # an l
        ],
        np.float32,
    )
    expected = [False, False, True, True, True, True, True, False]
    assert beyond_sight(boxes, 612, 792).tolist() == expected


def test_a_box_of_one_colour_has_no_ink() -> None:
    pixels = np.full((100, 200, 3), 255, np.uint8)  # 100 x 50 points
    pixels[12:18, 52:58] = 0  # dark ink
    pixels[60:] = 30  # a dark bar
    pixels[82:88, 102:108] = 250  # light ink on it
    boxes = np.array([[25, 40, 30, 45], [60, 40, 80, 45], [50, 5, 55, 10], [0, 5, 20, 10]])
    found = without_ink(boxes.astype(np.float32), pixels, 2.0)
    assert found.tolist() == [False, True, False, True]


def test_a_box_outside_the_picture_has_no_ink() -> None:
    pixels = np.zeros((10, 10, 3), np.uint8)
    boxes = np.array([[20, 20, 30, 30]], np.float32)
    assert without_ink(boxes, pixels, 1.0).tolist() == [True]


WORDS = np.array([[72, 700, 120, 712], [72, 600, 120, 612], [300, 600, 340, 612]], np.float32)
A4 = (595.0, 842.0)


def drawn(*things: tuple[Kind, list[float], bool]) -> Drawn:
    """Things with their boxes; the last says faint of a text, opaque of the others."""
    kinds = tuple(kind for kind, _, _ in things)
    boxes = np.array([box for _, box, _ in things], np.float32).reshape(-1, 4)
    text = np.array([kind is Kind.TEXT for kind in kinds])
    marks = np.array([mark for _, _, mark in things])
    return Drawn(kinds, boxes, text & marks, ~text & marks)


TEXT = (Kind.TEXT, [72.0, 600.0, 120.0, 612.0], False)
COVER = (Kind.PATH, [60.0, 590.0, 200.0, 620.0], True)


def test_words_under_something_opaque_are_doubtful_only_if_drawn_before_it() -> None:
    assert doubtful_words(WORDS, drawn(TEXT, COVER), [], A4).tolist() == [1]
    assert doubtful_words(WORDS, drawn(COVER, TEXT), [], A4).tolist() == []
    clear = (Kind.PATH, COVER[1], False)
    assert doubtful_words(WORDS, drawn(TEXT, clear), [], A4).tolist() == []


def test_faint_words_are_doubtful_unless_they_lie_on_a_scan() -> None:
    assert doubtful_words(WORDS, None, [0, 2], A4).tolist() == [0, 2]
    assert doubtful_words(WORDS, drawn(TEXT), [2], A4).tolist() == [2]
    scan = (Kind.IMAGE, [0.0, 0.0, 595.0, 800.0], True)
    assert doubtful_words(WORDS, drawn(scan, TEXT), [0, 1, 2], A4).tolist() == []


def test_single_words_are_looked_at_only_where_something_is_faint_or_nested() -> None:
    assert not drawn(TEXT, COVER).needs_a_look
    assert drawn((Kind.TEXT, [0.0, 0.0, 1.0, 1.0], True)).needs_a_look
    assert drawn(TEXT, (Kind.OTHER, [0.0, 0.0, 1.0, 1.0], False)).needs_a_look
