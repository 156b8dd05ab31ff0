"""A note in two columns from an invented journal: what green roofs do for the night."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from reportlab.lib.colors import HexColor

from desktop.samples.binding import bind
from desktop.samples.drawings import Night
from desktop.samples.look import A4, Look
from desktop.samples.markup import blocks
from desktop.samples.typesetting import Typesetter

LOOK = Look(
    title="Green roofs by night in a coastal city",
    author="I. Maarten, J. Adebayo, L. Ferrán",
    subject="Notes on Urban Climate 12 (2025), 1-4",
    head="Maarten, Adebayo and Ferrán",
    foot="Notes on Urban Climate 12 (2025)",
    heading="Times-Bold",
    size=10.5,
    leading=13.8,
    accent="#1f4d2e",
    tint="#eef4ef",
    side=64.0,
    top=76.0,
    columns=2,
    front_pages=0,
    chapters_begin_pages=False,
    opening=112.0,
)


def write(path: Path, text: str) -> None:
    """Write the note with this text to a PDF."""
    setter = Typesetter(LOOK, {"night": Night})
    bind(path, setter, setter.flowables(blocks(text)), _title)


def _title(canvas: Any) -> None:
    middle, top = A4[0] / 2, A4[1]
    canvas.setFont("Times-Italic", 9)
    canvas.drawString(LOOK.side, top - 50, "Notes on Urban Climate 12 (2025), 1-4")
    canvas.drawRightString(A4[0] - LOOK.side, top - 50, "Received 3 March, accepted 20 May 2025")
    canvas.setLineWidth(0.5)
    canvas.line(LOOK.side, top - 56, A4[0] - LOOK.side, top - 56)
    canvas.setFillColor(HexColor(LOOK.accent))
    canvas.setFont("Times-Bold", 19)
    canvas.drawCentredString(middle, top - 98, "Green roofs by night in a coastal city:")
    canvas.drawCentredString(middle, top - 120, "two summers of measurements in Vessholm")
    canvas.setFillColor(HexColor("#222222"))
    canvas.setFont("Times-Roman", 11)
    canvas.drawCentredString(middle, top - 144, "Ilse Maarten, Jonah Adebayo and Lucía Ferrán")
    canvas.setFont("Times-Italic", 9.5)
    canvas.drawCentredString(
        middle, top - 158, "Institute of Urban Climate, University of Vessholm"
    )
