from __future__ import annotations

import io
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray
from PIL import Image

from indexer import page_picture
from indexer.errors import Damaged, Encrypted, ReadError
from indexer.marking import Mark
from indexer.page_picture import MOST_PIXELS, fitting_width, marked, page_png, png_of
from tests.indexer import made_pdfs

TEXT = "First comes the harbour.\nThen comes the sea."


def pixels_of(png: bytes) -> NDArray[np.uint8]:
    return np.asarray(Image.open(io.BytesIO(png)).convert("RGB"))


def yellow_in(pixels: NDArray[np.uint8]) -> NDArray[np.bool_]:
    return np.asarray((pixels[:, :, 2] < 120) & (pixels[:, :, 0] > 200))


@pytest.mark.parametrize("degrees", [0, 90, 180, 270])
def test_marked_words_are_yellow_and_the_rest_is_not(tmp_path: Path, degrees: int) -> None:
    path = made_pdfs.turned(tmp_path / "t.pdf", degrees)
    start = TEXT.index("the sea")
    pixels = pixels_of(page_png(path, 1, 612, Mark(TEXT, start, start + 7)))
    assert pixels.shape == (792, 612, 3)
    rows, columns = np.nonzero(yellow_in(pixels))
    assert 792 - 475 < rows.min() < rows.max() < 792 - 450
    assert 145 < columns.min() < columns.max() < 200
    plain = pixels_of(page_png(path, 1, 612))
    assert not yellow_in(plain).any()
    dark = plain.max(axis=2) < 60
    assert (pixels.max(axis=2) < 90)[dark].all()  # black letters stay black under the marker


def test_the_width_is_the_one_asked_for(tmp_path: Path) -> None:
    path = made_pdfs.lines(tmp_path / "w.pdf", [["One."], ["Two."]])
    assert pixels_of(page_png(path, 2, 300)).shape == (388, 300, 3)


def test_a_locked_page_needs_its_password(tmp_path: Path) -> None:
    path = made_pdfs.encrypted(tmp_path / "locked.pdf", "gull")
    assert pixels_of(page_png(path, 1, 100, None, "gull")).shape[1] == 100
    with pytest.raises(Encrypted, match="Page 1 of locked"):
        page_png(path, 1, 100)


def test_a_page_that_is_not_there_and_a_file_that_moved_are_said(tmp_path: Path) -> None:
    path = made_pdfs.lines(tmp_path / "one.pdf", [["One."]])
    with pytest.raises(Damaged, match=r"^Page 2 of one\.pdf cannot be drawn"):
        page_png(path, 2, 100)
    with pytest.raises(Damaged, match=r"^gone\.pdf is no longer where it was: .*gone\.pdf\. Add"):
        page_png(tmp_path / "gone.pdf", 1, 100)
    with pytest.raises(ValueError, match="page 0"):
        page_png(path, 0, 100)


@pytest.mark.parametrize("entry", ["draws_no_picture", "dies_at_once", "claims_a_huge_frame"])
def test_a_child_that_draws_nothing_costs_one_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, entry: str
) -> None:
    path = made_pdfs.lines(tmp_path / "one.pdf", [["One."]])
    monkeypatch.setattr(page_picture, "_ENTRY", f"tests.indexer.reading_children:{entry}")
    with pytest.raises(ReadError, match=r"^Page 1 of one\.pdf cannot be drawn: "):
        page_png(path, 1, 100)


def test_a_page_of_the_largest_size_is_drawn_small(tmp_path: Path) -> None:
    path = tmp_path / "vast.pdf"
    made_pdfs.by_hand(path, b"<</Length 7>>", b"1 0 0 rg")
    path.write_bytes(path.read_bytes().replace(b"[0 0 612 792]", b"[0 0 14400000 9]"))
    assert len(page_png(path, 1, 100_000)) > 0


@given(st.integers(1, 10**6), st.floats(0.01, 14_400_000), st.floats(0.01, 14_400_000))
def test_no_picture_passes_25_megapixels(width: int, wide: float, high: float) -> None:
    fitting = fitting_width(width, wide, high)
    assert 1 <= fitting <= width
    height = max(1, round(fitting * high / wide))
    assert fitting * height <= 1.1 * MOST_PIXELS or fitting == 1


def test_a_picture_survives_its_own_writing() -> None:
    pixels = np.random.default_rng(1).integers(0, 256, (7, 5, 3), np.uint8)
    assert (pixels_of(png_of(pixels)) == pixels).all()


def test_boxes_partly_outside_are_cut() -> None:
    pixels = np.full((10, 10, 3), 255, np.uint8)
    marked(pixels, np.array([[-5, 8, 3, 40], [90, 90, 95, 95]], np.float32), 1.0)
    assert yellow_in(pixels)[:2, :3].all()
    assert yellow_in(pixels).sum() == 6
