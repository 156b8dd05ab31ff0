"""The browser and the page under it, for every test of the screen that asks for them."""

from __future__ import annotations

from tests.desktop.browsing import bench, browser, empty

__all__ = ["bench", "browser", "empty"]
