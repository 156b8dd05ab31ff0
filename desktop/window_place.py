"""Where the window stands and how large it is, kept in a small file between starts.

Knows nothing of what draws the window.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path

LEAST_WIDTH, LEAST_HEIGHT = 400, 480  # pixels
_MOST = 100_000  # pixels; no screen is larger


@dataclass(frozen=True, slots=True)
class Area:
    """A screen's place among the screens, in pixels."""

    x: int
    y: int
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class WindowPlace:
    """A window's place, in pixels. No `x` and `y`: in the middle of the screen."""

    width: int = 1280
    height: int = 860
    x: int | None = None
    y: int | None = None
    maximized: bool = False

    @classmethod
    def load(cls, path: Path) -> WindowPlace:
        """The place that was kept; the usual one where nothing, or nonsense, was kept."""
        try:
            kept = json.loads(path.read_text(encoding="utf-8"))
            place = cls(**kept)
        except (OSError, ValueError, TypeError, RecursionError):
            return cls()
        return place if place._makes_sense() else cls()

    def save(self, path: Path) -> None:
        """Keep the place. Raises OSError."""
        unfinished = path.with_suffix(".new")
        unfinished.write_text(json.dumps(asdict(self)), encoding="utf-8")
        unfinished.replace(path)

    def within(self, screens: Iterable[Area]) -> WindowPlace:
        """The same, but in the middle of the first screen where its title bar would be on none:
        the screen that it stood on may be gone."""
        all_screens = list(screens)
        if any(self._can_be_grasped_on(screen) for screen in all_screens):
            return self
        width, height = self.width, self.height
        if all_screens:
            width = min(width, all_screens[0].width)
            height = min(height, all_screens[0].height)
        return WindowPlace(width, height, maximized=self.maximized)

    def _can_be_grasped_on(self, screen: Area) -> bool:
        if self.x is None or self.y is None:
            return False
        middle = self.x + self.width // 2
        across = screen.x <= middle < screen.x + screen.width
        return across and screen.y <= self.y < screen.y + screen.height - 40

    def _makes_sense(self) -> bool:
        sizes = (self.width, self.height)
        offsets = [offset for offset in (self.x, self.y) if offset is not None]
        whole = all(type(number) is int for number in (*sizes, *offsets))
        return (
            whole
            and type(self.maximized) is bool
            and LEAST_WIDTH <= self.width <= _MOST
            and LEAST_HEIGHT <= self.height <= _MOST
            and all(abs(offset) <= _MOST for offset in offsets)
        )
