"""The browser, the page under it and the display, for every test that asks for them."""

from __future__ import annotations

from tests.desktop.browsing import bench, browser, empty
from tests.desktop.displaying import display, on_display

__all__ = ["bench", "browser", "display", "empty", "on_display"]
