"""An agreement on cold storage between two invented companies."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from reportlab.lib.colors import HexColor

from desktop.samples.binding import bind
from desktop.samples.look import A4, Look
from desktop.samples.markup import blocks
from desktop.samples.typesetting import Typesetter

LOOK = Look(
    title="Agreement for cold storage and handling",
    author="Garrowby Cold Stores Limited",
    subject="Between Garrowby Cold Stores Limited and Pell & Anstey Foods Limited",
    head="Agreement for cold storage and handling",
    foot="GCS 2025/118",
    heading="Times-Bold",
    size=11,
    leading=14.8,
    accent="#222222",
    tint="#f0f0f0",
    side=86.0,
    chapters_begin_pages=False,
    appendices_begin_pages=True,
)

_LINES = (
    (640, "Times-Roman", 12, "Dated 17 November 2025"),
    (560, "Times-Bold", 14, "Garrowby Cold Stores Limited"),
    (542, "Times-Roman", 11, "a company registered in England, of Staithe Road, Wexcombe"),
    (524, "Times-Italic", 11, "(the Keeper)"),
    (490, "Times-Roman", 12, "and"),
    (456, "Times-Bold", 14, "Pell & Anstey Foods Limited"),
    (438, "Times-Roman", 11, "a company registered in England, of 3 Saddler's Court, Norwich"),
    (420, "Times-Italic", 11, "(the Depositor)"),
    (318, "Times-Bold", 20, "AGREEMENT"),
    (292, "Times-Roman", 14, "for the storage and handling of chilled and frozen food"),
    (110, "Times-Roman", 10, "Reference GCS 2025/118"),
)


def write(path: Path, text: str) -> None:
    """Write the agreement with this text to a PDF."""
    setter = Typesetter(LOOK, {})
    bind(path, setter, setter.flowables(blocks(text)), _cover)


def _cover(canvas: Any) -> None:
    width = A4[0]
    canvas.setStrokeColor(HexColor(LOOK.accent))
    canvas.setLineWidth(0.7)
    for y in (352, 268):
        canvas.line(150, y, width - 150, y)
    for y, font, size, words in _LINES:
        canvas.setFont(font, size)
        canvas.drawCentredString(width / 2, y, words)
