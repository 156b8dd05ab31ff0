"""Binds a document: cover, contents, body, with labels, bookmarks, running heads and footnotes.

Knows pages; what stands on them it is given. The same text gives the same bytes each time.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from reportlab.lib.colors import HexColor
from reportlab.platypus import (
    BaseDocTemplate,
    Flowable,
    Frame,
    NextPageTemplate,
    PageBreak,
    PageTemplate,
    Paragraph,
    Spacer,
)
from reportlab.platypus.tableofcontents import TableOfContents

from desktop.samples.footnotes import Feet, Footnote
from desktop.samples.look import A4, Look
from desktop.samples.markup import Heading
from desktop.samples.typesetting import Typesetter

_CONTENTS = [
    ("LEFTPADDING", (0, 0), (-1, -1), 0),
    ("RIGHTPADDING", (0, 0), (-1, -1), 0),
    ("TOPPADDING", (0, 0), (-1, -1), 0),
    ("BOTTOMPADDING", (0, 0), (-1, -1), 0),
]

Draw = Callable[[Any], None]
"""Draws on a canvas what stands on a page at a fixed place: a cover, a title."""


def bind(path: Path, setter: Typesetter, body: list[Flowable], opening: Draw) -> None:
    """Write the PDF. `opening` draws the cover, or, without front pages, the title."""
    book = _Book(path, setter.look, opening)
    if not setter.look.front_pages:
        book.multiBuild(body)
        return
    leading = 1.3 * setter.look.size
    contents = TableOfContents(
        dotsMinLevel=0,
        tableStyle=_CONTENTS,
        levelStyles=[
            setter.style(
                "Contents1", fontName=setter.look.bold, spaceBefore=5, leading=leading, spaceAfter=0
            ),
            setter.style("Contents2", leftIndent=14, leading=leading, spaceAfter=0),
        ],
    )
    title = setter.style(
        "ContentsTitle", fontName=setter.look.heading, fontSize=setter.look.size + 7, leading=22
    )
    front = [NextPageTemplate("front"), PageBreak(), Paragraph("Contents", title), contents]
    book.multiBuild([Spacer(1, 1), *front, NextPageTemplate("body"), PageBreak(), *body])


class _Book(BaseDocTemplate):  # type: ignore[misc]  # reportlab has no types
    """One document; owns the page being made."""

    def __init__(self, path: Path, look: Look, opening: Draw) -> None:
        super().__init__(
            str(path), pagesize=A4, title=look.title, author=look.author, subject=look.subject,
            creator="Quire's sample documents", lang="en-GB", invariant=1, pageCompression=1,
        )  # fmt: skip
        self._look, self._opening = look, opening
        self._feet = Feet()
        self._chapter = ""
        names = ("cover", "front", "body") if look.front_pages else ("first", "body")
        self.addPageTemplates([self._template(name) for name in names])

    def afterFlowable(self, flowable: Flowable) -> None:  # noqa: N802 - reportlab's name
        """Take a footnote to the foot; enter a heading into bookmarks and contents."""
        if isinstance(flowable, Footnote):
            self._feet.take(flowable, self.frame)
        entry = getattr(flowable, "entry", None)
        if isinstance(entry, Heading):
            self._enter(entry)

    def beforeDocument(self) -> None:  # noqa: N802 - reportlab's name
        """Forget the pass before: the contents are known only after a first one."""
        self._entries = 0
        self._chapter = ""

    def _enter(self, entry: Heading) -> None:
        self._entries += 1
        key, words = f"h{self._entries}", f"{entry.number} {entry.title}".strip()
        if entry.level == 1:
            self._chapter = words
        self.canv.bookmarkPage(key)
        self.canv.addOutlineEntry(words, key, level=entry.level - 1, closed=entry.level == 1)
        self.notify("TOCEntry", (entry.level - 1, words, self._number(), key))

    def _number(self) -> int:
        return int(self.page) - self._look.front_pages

    def _template(self, name: str) -> PageTemplate:
        look = self._look
        top = look.top + (look.opening if name == "first" else 0.0)
        frames = [
            Frame(
                look.side + column * (look.column_width + look.gutter), look.bottom,
                look.column_width, A4[1] - top - look.bottom, 0, 0, 0, 0, id=f"{name}{column}",
            )
            for column in range(look.columns)
        ]  # fmt: skip
        return PageTemplate(
            name, frames, onPage=self._begin, onPageEnd=self._end,
            autoNextPageTemplate="body" if name == "first" else None,
        )  # fmt: skip

    def _begin(self, canvas: Any, _: object) -> None:
        if self.page > 1:
            return
        front = self._look.front_pages
        if front:
            canvas.addPageLabel(0, "ROMAN_LOWER", 1)
        canvas.addPageLabel(front, "ARABIC", 1)
        canvas.saveState()
        self._opening(canvas)
        canvas.restoreState()

    def _end(self, canvas: Any, _: object) -> None:
        self._feet.draw(canvas)
        front = self._look.front_pages
        if self.page == 1 and front:
            return
        canvas.saveState()
        number = self._number()
        self._foot(canvas, str(number) if number > 0 else "i" * self.page)
        if number > (1 if not front else 0):
            self._head(canvas)
        canvas.restoreState()

    def _head(self, canvas: Any) -> None:
        look = self._look
        y = A4[1] - look.top + 26
        canvas.setFont(look.italic, look.size - 1.5)
        canvas.setFillColor(HexColor("#555555"))
        canvas.drawString(look.side, y, look.head)
        canvas.drawRightString(A4[0] - look.side, y, self._chapter)
        canvas.setStrokeColor(HexColor(look.accent))
        canvas.setLineWidth(0.5)
        canvas.line(look.side, y - 6, A4[0] - look.side, y - 6)

    def _foot(self, canvas: Any, label: str) -> None:
        look = self._look
        y = look.bottom - 34
        canvas.setFont(look.body, look.size - 1.5)
        canvas.setFillColor(HexColor("#555555"))
        canvas.drawString(look.side, y, look.foot)
        canvas.drawRightString(A4[0] - look.side, y, label)
