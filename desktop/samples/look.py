"""How a sample document looks, in numbers: its paper, its type, its colours, its running heads.

Values only; knows nothing of reportlab.
"""

from __future__ import annotations

from dataclasses import dataclass

A4 = (595.28, 841.89)  # points


@dataclass(frozen=True, slots=True)
class Look:
    """The design of one document. Lengths are in points, colours are "#rrggbb"."""

    title: str
    author: str
    subject: str
    head: str  # at the top of each page of the body, left; the chapter stands on the right
    foot: str  # at the bottom, left; the page's label stands on the right
    body: str = "Times-Roman"  # one of the fonts that every reader has
    bold: str = "Times-Bold"
    italic: str = "Times-Italic"
    heading: str = "Helvetica-Bold"
    size: float = 10.5
    leading: float = 14.5
    accent: str = "#1f3a5f"
    tint: str = "#eef2f7"
    side: float = 72.0  # left and right margin
    top: float = 84.0
    bottom: float = 78.0
    columns: int = 1
    gutter: float = 20.0
    front_pages: int = 2  # cover and contents, numbered i, ii; 0: none
    chapters_begin_pages: bool = True
    appendices_begin_pages: bool = False  # chapters without a number
    opening: float = 0.0  # height kept free across the first page of the body, for a title

    @property
    def column_width(self) -> float:
        """Width of one column of text."""
        room = A4[0] - 2 * self.side - (self.columns - 1) * self.gutter
        return room / self.columns
