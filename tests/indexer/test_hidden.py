from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from indexer.hidden import (
    CUT_AWAY,
    NOT_PAINTED,
    Drawn,
    Kind,
    Paint,
    Paints,
    beyond_sight,
    cut_away,
    doubtful_words,
    outside,
    under_shading,
    without_ink,
    without_part,
)


def paints_of(found: Sequence[Paint]) -> Paints:
    """Paints as rows."""
    return np.array(found, np.int16).reshape(-1, 4)


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


def test_words_whose_place_looks_the_same_without_them_are_not_seen() -> None:
    gradient = np.tile(np.arange(0, 200, dtype=np.uint8)[None, :, None], (100, 1, 3))
    with_words = gradient.copy()
    with_words[12:18, 52:58] ^= 255
    boxes = np.array([[25, 40, 30, 45], [60, 40, 80, 45], [300, 40, 310, 45]], np.float32)
    assert without_part(boxes, (with_words, gradient), 2.0).tolist() == [False, True, True]


WORDS = np.array([[72, 700, 120, 712], [72, 600, 120, 612], [300, 600, 340, 612]], np.float32)
A4 = (595.0, 842.0)
BLACK, BLUE, WHITE, CLEAR = (0, 0, 0, 255), (50, 80, 230, 255), (255, 255, 255, 255), (0, 0, 0, 9)


def drawn(*things: tuple[Kind, list[float], Paint], left_out_from: int | None = None) -> Drawn:
    boxes = np.array([box for _, box, _ in things], np.float32).reshape(-1, 4)
    paints = paints_of([paint for _, _, paint in things])
    return Drawn(tuple(kind for kind, _, _ in things), boxes, paints, left_out_from)


def doubtful(page: Drawn | None, *paints: Paint) -> list[int]:
    return [int(n) for n in doubtful_words(WORDS, page, paints_of(paints), A4)]


TEXT = (Kind.TEXT, [72.0, 600.0, 120.0, 612.0], BLACK)
COVER = (Kind.PATH, [60.0, 590.0, 200.0, 620.0], BLUE)


def test_words_under_something_opaque_are_doubtful_only_if_drawn_before_it() -> None:
    assert doubtful(drawn(TEXT, COVER)) == [1]
    assert doubtful(drawn(COVER, TEXT)) == []
    assert doubtful(drawn(TEXT, (Kind.PATH, COVER[1], CLEAR))) == []


def test_words_on_something_of_their_own_colour_are_doubtful() -> None:
    assert doubtful(drawn(COVER, (*TEXT[:2], (60, 70, 220, 255)))) == [1]
    assert doubtful(drawn((Kind.IMAGE, COVER[1], BLACK), TEXT)) == []


def test_where_texts_are_left_out_words_are_judged_by_their_own_paint() -> None:
    assert doubtful(drawn(COVER, left_out_from=0), BLACK, BLACK, BLACK) == [1]
    assert doubtful(drawn(COVER, left_out_from=1), BLACK, BLACK, BLACK) == []
    assert doubtful(drawn(COVER, left_out_from=1), BLACK, BLUE, BLUE) == [1]


def test_of_a_page_of_too_many_things_every_word_is_doubtful() -> None:
    assert doubtful(None) == [0, 1, 2]


def test_faint_words_are_doubtful_unless_they_lie_on_a_scan() -> None:
    assert doubtful(drawn(TEXT), WHITE, BLACK, CLEAR) == [0, 2]
    scan = (Kind.IMAGE, [0.0, 0.0, 595.0, 800.0], BLACK)
    assert doubtful(drawn(scan, TEXT), NOT_PAINTED, NOT_PAINTED, NOT_PAINTED) == []


def test_words_within_a_gradient_may_be_under_it() -> None:
    page = drawn(TEXT, (Kind.SHADING, COVER[1], BLACK))
    assert under_shading(WORDS, page).tolist() == [False, True, False]
    assert under_shading(WORDS, drawn(TEXT, COVER)).tolist() == [False] * 3
    assert under_shading(WORDS, None).tolist() == [False] * 3
    assert doubtful(page, BLACK, BLACK, BLACK) == [1]


def test_single_words_are_looked_at_only_where_something_is_faint_or_nested() -> None:
    nowhere = [0.0, 0.0, 1.0, 1.0]
    assert not drawn(TEXT, COVER).needs_a_look
    assert drawn((Kind.TEXT, nowhere, WHITE)).needs_a_look
    assert drawn(TEXT, (Kind.OTHER, nowhere, BLACK)).needs_a_look
    assert drawn(COVER, left_out_from=0).needs_a_look


def test_the_share_of_a_box_that_is_cut_off() -> None:
    box = (10.0, 10.0, 30.0, 20.0)
    around = [(0.0, 0.0), (40.0, 0.0), (40.0, 40.0), (0.0, 40.0)]
    half = [(x / 2, y) for x, y in around]
    assert (outside(box, []), outside(box, [[]]), outside(box, [around])) == (0, 0, 0)
    assert outside(box, [around, half]) == 0.5
    assert outside(box, [[(0.0, 0.0), (5.0, 5.0)]]) == 1
    assert outside(box, [[(10.5, 0.0), (40.0, 40.0)]]) == 0  # half a point of overhang
    assert outside(box, [half, [(25.0, 0.0), (40.0, 40.0)]]) == 1  # nothing is within both
    assert cut_away(paints_of([BLACK, NOT_PAINTED, CUT_AWAY])).tolist() == [False, False, True]
