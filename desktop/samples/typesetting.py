"""Blocks to flowables: headings, paragraphs, lists, tables, boxes, in the document's look.

Knows type and spacing; nothing of pages, covers or running heads.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from reportlab.lib.colors import HexColor
from reportlab.lib.enums import TA_JUSTIFY
from reportlab.lib.styles import ParagraphStyle
from reportlab.platypus import (
    CondPageBreak,
    Flowable,
    KeepTogether,
    PageBreak,
    Paragraph,
    Spacer,
    Table,
)

from desktop.samples.footnotes import Footnote
from desktop.samples.look import Look
from desktop.samples.markup import Block, Clause, Entries, Grid, Heading, Hint, Picture, Prose

Drawing = Callable[[float], Flowable]
"""Makes a figure of the given width in points."""

_NOTE = re.compile(r"\s*\[\^: ([^\]]+)\]")
_BOLD = re.compile(r"\*\*(.+?)\*\*")
_ITALIC = re.compile(r"\*(.+?)\*")


@dataclass(slots=True)
class Typesetter:
    """Sets the blocks of one document; counts its footnotes."""

    look: Look
    figures: Mapping[str, Drawing]
    notes: int = 0

    def flowables(self, blocks: tuple[Block, ...]) -> list[Flowable]:
        """What the blocks look like, in order."""
        made: list[Flowable] = []
        for n, block in enumerate(blocks):
            if isinstance(block, Heading):
                first = not any(isinstance(before, Heading) for before in blocks[:n])
                made.extend(self._heading(block, first))
            else:
                made.extend(self._set(block))
        return made

    def style(self, name: str, **changes: object) -> ParagraphStyle:
        """The look's body type with changes."""
        look = self.look
        plain = {
            "fontName": look.body,
            "fontSize": look.size,
            "leading": look.leading,
            "spaceAfter": 0.5 * look.leading,
            "allowWidows": 0,
            "allowOrphans": 0,
            "bulletFontName": look.body,
            "bulletFontSize": look.size,
        }
        return ParagraphStyle(name, **(plain | changes))

    def _heading(self, block: Heading, first: bool) -> list[Flowable]:
        look, large = self.look, block.level == 1
        size = look.size + ((7 if look.chapters_begin_pages else 2.5) if large else 1.5)
        style = self.style(
            f"Heading{block.level}",
            fontName=look.heading,
            fontSize=size,
            leading=1.25 * size,
            textColor=HexColor(look.accent),
            spaceBefore=look.leading * (1.0 if large else 0.7),
            spaceAfter=look.leading * (0.7 if large and look.chapters_begin_pages else 0.35),
            keepWithNext=1,
        )
        paragraph = Paragraph(f"{block.number} {block.title}".strip(), style)
        paragraph.entry = block
        if not large or not self._begins_page(block):
            return [CondPageBreak(5 * look.leading), paragraph]
        return [paragraph] if first else [PageBreak(), paragraph]

    def _begins_page(self, block: Heading) -> bool:
        look = self.look
        return look.chapters_begin_pages if block.number else look.appendices_begin_pages

    def _set(self, block: Block) -> list[Flowable]:
        match block:
            case Prose(text):
                return self._with_notes(text, self.style("Body", alignment=TA_JUSTIFY))
            case Clause(number, text):
                indent = 2.9 * self.look.size
                style = self.style("Clause", leftIndent=indent, alignment=TA_JUSTIFY)
                return self._with_notes(text, style, number)
            case Entries():
                return self._entries(block)
            case Grid():
                return self._grid(block)
            case Picture():
                return self._picture(block)
            case Hint(text):
                return [self._box(text), Spacer(1, 0.7 * self.look.leading)]
        raise TypeError(f"{block!r} is no block")

    def _with_notes(self, text: str, style: ParagraphStyle, mark: str = "") -> list[Flowable]:
        found: list[Flowable] = []

        def number(match: re.Match[str]) -> str:
            self.notes += 1
            small = self.style(
                "Footnote", fontSize=self.look.size - 2, leading=self.look.size + 0.5, spaceAfter=0
            )
            found.append(Footnote(Paragraph(f"{self.notes} {_inline(match[1])}", small)))
            raised = f'rise="{0.33 * self.look.size:.2f}" size="{0.6 * self.look.size:.2f}"'
            return f"<super {raised}>{self.notes}</super>"

        words = _inline(_NOTE.sub(number, text))
        paragraph = Paragraph(words, style, bulletText=mark or None)
        return [KeepTogether([paragraph, *found])] if found else [paragraph]

    def _entries(self, block: Entries) -> list[Flowable]:
        outer = 2.9 * self.look.size if block.marks[0].startswith("(") else 0.0
        style = self.style(
            "Entry",
            leftIndent=outer + 1.7 * self.look.size,
            bulletIndent=outer,
            spaceAfter=0.22 * self.look.leading,
        )
        made: list[Flowable] = []
        for mark, text in zip(block.marks, block.texts, strict=True):
            made.extend(self._with_notes(text, style, "•" if mark == "-" else mark))
        return [*made, Spacer(1, 0.35 * self.look.leading)]

    def _grid(self, block: Grid) -> list[Flowable]:
        look = self.look
        size = look.size - 1
        cell = self.style("Cell", fontSize=size, leading=1.25 * size, spaceAfter=0)
        head = self.style(
            "Head", fontName=look.bold, fontSize=size, leading=1.25 * size, spaceAfter=0
        )
        rows = [[Paragraph(_inline(text), head) for text in block.rows[0]]]
        rows += [[Paragraph(_inline(text), cell) for text in row] for row in block.rows[1:]]
        widths = [look.column_width * share / sum(block.shares) for share in block.shares]
        table = Table(rows, widths, repeatRows=1, spaceAfter=0.9 * look.leading)
        table.setStyle(self._rules())
        return [KeepTogether([self._caption(block.caption), table])]

    def _rules(self) -> list[tuple[object, ...]]:
        accent, tint = HexColor(self.look.accent), HexColor(self.look.tint)
        return [
            ("BACKGROUND", (0, 0), (-1, 0), tint),
            ("LINEABOVE", (0, 0), (-1, 0), 0.9, accent),
            ("LINEBELOW", (0, 0), (-1, 0), 0.6, accent),
            ("LINEBELOW", (0, 1), (-1, -2), 0.25, HexColor("#b8bec8")),
            ("LINEBELOW", (0, -1), (-1, -1), 0.9, accent),
            ("VALIGN", (0, 0), (-1, -1), "TOP"),
            ("TOPPADDING", (0, 0), (-1, -1), 3),
            ("BOTTOMPADDING", (0, 0), (-1, -1), 4),
            ("LEFTPADDING", (0, 0), (-1, -1), 4),
            ("RIGHTPADDING", (0, 0), (-1, -1), 8),
        ]

    def _picture(self, block: Picture) -> list[Flowable]:
        drawing = self.figures[block.name](self.look.column_width)
        return [KeepTogether([Spacer(1, 4), drawing, self._caption(block.caption)])]

    def _caption(self, caption: str) -> Paragraph:
        label, _, words = caption.partition(". ")
        size = self.look.size - 1
        style = self.style(
            "Caption", fontSize=size, leading=1.25 * size, spaceBefore=4, spaceAfter=4,
            keepWithNext=0,
        )  # fmt: skip
        return Paragraph(f'<font name="{self.look.bold}">{label}.</font> {_inline(words)}', style)

    def _box(self, text: str) -> Table:
        style = self.style("Hint", spaceAfter=0)
        table = Table([[Paragraph(_inline(text), style)]], [self.look.column_width])
        table.setStyle(
            [
                ("BACKGROUND", (0, 0), (-1, -1), HexColor(self.look.tint)),
                ("LINEBEFORE", (0, 0), (0, -1), 3, HexColor(self.look.accent)),
                ("LEFTPADDING", (0, 0), (-1, -1), 10),
                ("RIGHTPADDING", (0, 0), (-1, -1), 8),
                ("TOPPADDING", (0, 0), (-1, -1), 6),
                ("BOTTOMPADDING", (0, 0), (-1, -1), 7),
            ]
        )
        return table


def _inline(text: str) -> str:
    """Bold and italics as reportlab's paragraphs spell them; `&` may stand for itself."""
    text = re.sub(r"&(?!\w+;)", "&amp;", text)
    return _ITALIC.sub(r"<i>\1</i>", _BOLD.sub(r"<b>\1</b>", text))
