"""The instruction manual of an invented coffee machine."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from reportlab.lib.colors import HexColor

from desktop.samples.binding import bind
from desktop.samples.drawings import Machine
from desktop.samples.look import A4, Look
from desktop.samples.markup import blocks
from desktop.samples.typesetting import Typesetter

LOOK = Look(
    title="Brio 2: instruction manual",
    author="Osprell Appliances",
    subject="Fully automatic coffee machine, model OB-20",
    head="Osprell Brio 2",
    foot="OB-20 / EN / 04.2026",
    body="Helvetica",
    bold="Helvetica-Bold",
    italic="Helvetica-Oblique",
    size=10,
    leading=14.2,
    accent="#a2371f",
    tint="#f8eeea",
    side=74.0,
)


def write(path: Path, text: str) -> None:
    """Write the manual with this text to a PDF."""
    setter = Typesetter(LOOK, {"machine": Machine})
    bind(path, setter, setter.flowables(blocks(text)), _cover)


def _cover(canvas: Any) -> None:
    width, height = A4
    canvas.setFillColor(HexColor(LOOK.accent))
    canvas.setFont("Helvetica-Bold", 20)
    canvas.drawString(LOOK.side, height - 110, "OSPRELL")
    canvas.setFillColor(HexColor("#222222"))
    canvas.setFont("Helvetica-Bold", 54)
    canvas.drawString(LOOK.side, height - 200, "Brio 2")
    canvas.setFont("Helvetica", 16)
    canvas.drawString(LOOK.side, height - 232, "Fully automatic coffee machine")
    canvas.setFont("Helvetica", 12)
    canvas.drawString(LOOK.side, height - 262, "Instruction manual · English")
    canvas.saveState()
    canvas.translate(width / 2 - 110, 190)
    canvas.scale(1.35, 1.35)
    canvas.setFillColor(HexColor(LOOK.tint))
    canvas.circle(82, 100, 150, stroke=0, fill=1)
    _cup(canvas)
    canvas.restoreState()
    canvas.setFillColor(HexColor("#555555"))
    canvas.setFont("Helvetica", 9)
    canvas.drawString(LOOK.side, 60, "Model OB-20, from serial number 26-04000")
    canvas.drawRightString(width - LOOK.side, 60, "Issue of April 2026")


def _cup(canvas: Any) -> None:
    canvas.setStrokeColor(HexColor(LOOK.accent))
    canvas.setFillColor(HexColor("#ffffff"))
    canvas.setLineWidth(3)
    path = canvas.beginPath()
    path.moveTo(22, 130)
    path.curveTo(24, 70, 44, 48, 82, 48)
    path.curveTo(120, 48, 140, 70, 142, 130)
    path.close()
    canvas.drawPath(path, stroke=1, fill=1)
    canvas.ellipse(22, 120, 142, 140, stroke=1, fill=1)
    canvas.arc(128, 78, 172, 118, -100, 200)
    canvas.ellipse(4, 34, 160, 50, stroke=1, fill=0)
    for x in (58, 82, 106):
        canvas.bezier(x, 152, x - 14, 170, x + 14, 182, x, 202)
