from __future__ import annotations

import numpy as np

from indexer.hidden import beyond_sight, without_ink


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
