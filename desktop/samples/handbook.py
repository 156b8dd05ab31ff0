"""The staff handbook of an invented maker of laboratory balances."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from reportlab.lib.colors import HexColor

from desktop.samples.binding import bind
from desktop.samples.look import A4, Look
from desktop.samples.markup import blocks
from desktop.samples.typesetting import Typesetter

LOOK = Look(
    title="Staff handbook",
    author="Tarnbrook Instruments Ltd",
    subject="Ninth edition, March 2026",
    head="Tarnbrook Instruments · Staff handbook",
    foot="Ninth edition, March 2026",
    body="Helvetica",
    bold="Helvetica-Bold",
    italic="Helvetica-Oblique",
    size=10.2,
    leading=14.6,
    accent="#1d5c63",
    tint="#e8f1f1",
    side=80.0,
)


def write(path: Path, text: str) -> None:
    """Write the handbook with this text to a PDF."""
    setter = Typesetter(LOOK, {})
    bind(path, setter, setter.flowables(blocks(text)), _cover)


def _cover(canvas: Any) -> None:
    width, height = A4
    canvas.setFillColor(HexColor(LOOK.accent))
    canvas.rect(0, height * 0.42, width, height * 0.58, stroke=0, fill=1)
    canvas.setStrokeColor(HexColor("#ffffff"))
    canvas.setLineWidth(2)
    canvas.line(width / 2, 640, width / 2, 730)  # a balance
    canvas.line(width / 2 - 85, 722, width / 2 + 85, 738)
    for x, y in ((width / 2 - 85, 722), (width / 2 + 85, 738)):
        canvas.lines([(x, y, x - 30, y - 52), (x, y, x + 30, y - 52)])
        canvas.arc(x - 30, y - 66, x + 30, y - 38, 180, 180)
    canvas.line(width / 2 - 34, 640, width / 2 + 34, 640)
    canvas.setFillColor(HexColor("#ffffff"))
    canvas.setFont("Helvetica-Bold", 38)
    canvas.drawString(LOOK.side, 480, "Staff handbook")
    canvas.setFont("Helvetica", 15)
    canvas.drawString(LOOK.side, 450, "For everyone at Tarnbrook Instruments")
    canvas.setFillColor(HexColor("#333333"))
    canvas.setFont("Helvetica", 11)
    canvas.drawString(LOOK.side, 300, "Ninth edition, in force from 1 March 2026")
    canvas.drawString(LOOK.side, 282, "Approved by the directors on 9 February 2026")
    canvas.setFont("Helvetica-Bold", 11)
    canvas.drawString(LOOK.side, 120, "Tarnbrook Instruments Ltd")
    canvas.setFont("Helvetica", 10)
    canvas.drawString(LOOK.side, 105, "Mill Lane, Ellerby")
