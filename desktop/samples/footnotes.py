"""Footnotes: a note takes its room at the foot of the column in which its paragraph stands.

Knows frames and paragraphs; nothing of what the notes say.
"""

from __future__ import annotations

from typing import Any

from reportlab.platypus import Flowable, Paragraph
from reportlab.platypus.frames import Frame

_ABOVE = 10.0  # points between the text and the first note, with the rule in them
_RULE = 90.0  # points


class Footnote(Flowable):  # type: ignore[misc]  # reportlab has no types
    """Follows its paragraph, asks for its height, and is drawn when its column is full."""

    def __init__(self, paragraph: Paragraph) -> None:
        super().__init__()
        self.paragraph = paragraph

    def wrap(self, width: float, height: float) -> tuple[float, float]:
        """The room that the note takes, with some above it."""
        self.room = float(self.paragraph.wrap(width, height)[1])
        return width, self.room + _ABOVE

    def draw(self) -> None:
        """Nothing here: the note is drawn at the foot of the column."""


class Feet:
    """The notes of the page being made, by column."""

    def __init__(self) -> None:
        self._notes: dict[int, tuple[Frame, float, list[Footnote]]] = {}

    def take(self, note: Footnote, frame: Frame) -> None:
        """Give the place that the note asked for back, and keep as much free at the foot."""
        first = id(frame) not in self._notes
        _, _, notes = self._notes.setdefault(id(frame), (frame, frame._y1p, []))
        notes.append(note)
        frame._y += note.room + _ABOVE
        frame._y1p += note.room + (_ABOVE if first else 0.0)

    def draw(self, canvas: Any) -> None:
        """Draw the notes of every column, and give their room back to the next page."""
        for frame, bottom, notes in self._notes.values():
            frame._y1p = bottom
            y = bottom + sum(note.room for note in notes)
            left = frame._x1 + frame._leftPadding
            canvas.setLineWidth(0.4)
            canvas.line(left, y + 4, left + _RULE, y + 4)
            for note in notes:
                y -= note.room
                note.paragraph.drawOn(canvas, left, y)
        self._notes.clear()
