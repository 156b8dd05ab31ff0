from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.window_place import Area, WindowPlace

SCREENS = (Area(0, 0, 1920, 1080), Area(1920, 0, 1280, 1024))


def test_a_place_is_kept(tmp_path: Path) -> None:
    place = WindowPlace(1000, 700, -20, 35, maximized=True)
    place.save(tmp_path / "window.json")
    assert WindowPlace.load(tmp_path / "window.json") == place
    assert [path.name for path in tmp_path.iterdir()] == ["window.json"]


@pytest.mark.parametrize(
    "kept",
    ["", "{", "[]", "null", "7", '{"width": "1000"}', '{"width": 0}', '{"height": 1e9}',
     '{"x": 1e400}', '{"x": true}', '{"maximized": 1}', '{"colour": "red"}', "\ufeff{}",
     '{"width": NaN}', "[" * 10_000],
)  # fmt: skip
def test_nonsense_is_as_good_as_nothing(tmp_path: Path, kept: str) -> None:
    (tmp_path / "window.json").write_text(kept, encoding="utf-8")
    assert WindowPlace.load(tmp_path / "window.json") == WindowPlace()


def test_no_file_gives_the_usual_place(tmp_path: Path) -> None:
    assert WindowPlace.load(tmp_path / "absent.json") == WindowPlace()


@given(st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(
        st.sampled_from(["width", "height", "x", "y", "maximized"]), inner),
))  # fmt: skip
def test_whatever_was_kept_a_window_can_be_opened(tmp_path_factory: object, kept: object) -> None:
    path = Path(str(tmp_path_factory.mktemp("home"))) / "window.json"  # type: ignore[attr-defined]
    path.write_text(json.dumps(kept), encoding="utf-8")
    place = WindowPlace.load(path)
    assert 400 <= place.width <= 100_000
    assert 480 <= place.height <= 100_000


@given(st.integers(-5000, 5000), st.integers(-5000, 5000))
def test_the_title_bar_is_always_on_a_screen(x: int, y: int) -> None:
    place = WindowPlace(800, 600, x, y).within(SCREENS)
    if place.x is None or place.y is None:
        return  # the window engine puts it into the middle
    middle = place.x + 400
    assert any(
        screen.x <= middle < screen.x + screen.width
        and screen.y <= place.y < screen.y + screen.height
        for screen in SCREENS
    )
    assert (place.x, place.y) == (x, y)


def test_a_window_is_no_larger_than_the_screen_that_is_left() -> None:
    wide = WindowPlace(3000, 2000, 4000, 100)
    assert wide.within([Area(0, 0, 1280, 800)]) == WindowPlace(1280, 800)
    assert wide.within([]) == WindowPlace(3000, 2000)
