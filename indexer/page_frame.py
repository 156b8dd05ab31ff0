"""How a page lies: which part of the file's plane is seen, and which way up.

Knows nothing of what is on the page, or of who reads it.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from indexer.words import Boxes


@dataclass(frozen=True, slots=True)
class Frame:
    """How a page lies: its visible box in the file's own coordinates, and its rotation."""

    left: float
    bottom: float
    right: float
    top: float
    quarter_turns: int  # clockwise

    def as_seen(self, boxes: Boxes) -> Boxes:
        """The boxes turned and moved to the page as it is seen, origin bottom left."""
        x0, y0 = boxes[:, 0] - self.left, boxes[:, 1] - self.bottom
        x1, y1 = boxes[:, 2] - self.left, boxes[:, 3] - self.bottom
        width, height = self.right - self.left, self.top - self.bottom
        corners = {
            0: (x0, y0, x1, y1),
            1: (y0, width - x1, y1, width - x0),
            2: (width - x1, height - y1, width - x0, height - y0),
            3: (height - y1, x0, height - y0, x1),
        }
        return np.stack(corners[self.quarter_turns], axis=1).astype(np.float32)

    @property
    def size(self) -> tuple[float, float]:
        """Width and height as seen, in points."""
        width, height = self.right - self.left, self.top - self.bottom
        return (height, width) if self.quarter_turns % 2 else (width, height)
