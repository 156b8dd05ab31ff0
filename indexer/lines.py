"""A line of a page's text, with the place where it stands.

A value only: knows nothing of how lines are found, or of what is made of them.
"""

from __future__ import annotations

from dataclasses import dataclass

CELL = " | "
"""What stands between two cells of a table's row."""


@dataclass(frozen=True, slots=True)
class Line:
    """A line of text as it stands on the page."""

    text: str
    words: tuple[int, ...] = ()  # which words of the page it is made of, in order
    left: float = 0.0  # points, as are the following
    bottom: float = 0.0
    right: float = 0.0
    top: float = 0.0
    cells: int = 1
    hyphenated: bool = False  # its last character was a hyphen at the line's end
    goes_on: bool = False  # the next line goes on with this one's sentence
