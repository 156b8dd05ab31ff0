"""The words of one page as a reader finds them, before anything is known of lines or columns.

A value only: knows nothing of files, readers or layout.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Boxes = NDArray[np.float32]
"""Shape (n, 4): left, bottom, right, top in points, the page as it is seen, origin bottom left."""


@dataclass(frozen=True, slots=True)
class PageWords:
    """All words of a page, in the order in which the file draws them."""

    texts: tuple[str, ...]
    boxes: Boxes  # one row a word
    width: float  # points
    height: float  # points
    hidden_characters: int = 0  # left out of `texts`
    unreadable_characters: int = 0  # that stand for no letter; the font says nothing of them
    joined: frozenset[int] = frozenset()  # words whose last character is a line-end hyphen
