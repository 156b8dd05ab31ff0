"""The figures of the sample documents: the coffee machine from the front, and a night's curves.

Knows lines and letters; nothing of the pages on which they stand.
"""

from __future__ import annotations

from reportlab.lib.colors import HexColor
from reportlab.platypus import Flowable

_INK = HexColor("#333333")
_PALE = HexColor("#e9edf1")

_HOURS = ("20", "22", "24", "2", "4", "6")
_NIGHT = {  # degrees Celsius every hour from 20 to 6, mean of three roofs
    "gravel": (33.4, 30.6, 28.3, 26.5, 25.0, 23.7, 22.6, 21.6, 20.8, 20.1, 20.6),
    "thin green": (29.8, 27.6, 25.8, 24.4, 23.2, 22.2, 21.3, 20.6, 20.0, 19.6, 20.4),
    "deep green": (26.3, 24.0, 22.5, 21.4, 20.5, 19.8, 19.2, 18.8, 18.5, 18.3, 19.2),
}
_COLOURS = {"gravel": "#8a5a2b", "thin green": "#7fa650", "deep green": "#1f6b3a"}


class Machine(Flowable):  # type: ignore[misc]  # reportlab has no types
    """The coffee machine from the front, with the numbers of its parts."""

    def __init__(self, width: float) -> None:
        super().__init__()
        self.width, self.height = width, 236.0

    def draw(self) -> None:
        """Draw it in the middle of the column."""
        canvas = self.canv
        canvas.translate(self.width / 2 - 80, 8)
        canvas.setStrokeColor(_INK)
        canvas.setLineWidth(1.2)
        for x, y, width, height, radius, fill in (
            (0, 0, 160, 205, 12, HexColor("#ffffff")),  # body
            (12, 205, 136, 16, 5, _PALE),  # bean hopper
            (46, 150, 68, 38, 6, _PALE),  # display
            (60, 104, 40, 26, 4, HexColor("#ffffff")),  # spout
            (14, 8, 132, 18, 4, _PALE),  # drip tray
            (160, 18, 22, 170, 5, _PALE),  # tank
            (-14, 30, 14, 120, 3, HexColor("#ffffff")),  # service door
        ):
            canvas.setFillColor(fill)
            canvas.roundRect(x, y, width, height, radius, stroke=1, fill=1)
        self._details()
        self._numbers()

    def _details(self) -> None:
        canvas = self.canv
        canvas.setLineWidth(0.8)
        canvas.setFillColor(HexColor("#ffffff"))
        canvas.circle(80, 169, 13, stroke=1, fill=1)
        for x in (72, 88):
            canvas.rect(x - 3, 96, 6, 8, stroke=1, fill=0)
        canvas.setLineWidth(3)
        canvas.setStrokeColor(HexColor("#777777"))
        canvas.line(128, 132, 128, 74)
        canvas.setStrokeColor(_INK)
        canvas.setLineWidth(0.8)
        canvas.ellipse(60, 60, 100, 68)
        canvas.lines([(60, 64, 65, 30), (100, 64, 95, 30), (65, 30, 95, 30)])
        for x in range(22, 144, 10):
            canvas.line(x, 12, x, 22)

    def _numbers(self) -> None:
        canvas = self.canv
        ends = {
            1: ((-62, 213), (12, 213)),
            2: ((-62, 172), (46, 172)),
            3: ((-62, 122), (60, 117)),
            4: ((222, 112), (129, 100)),
            5: ((222, 160), (182, 150)),
            6: ((222, 16), (146, 16)),
            7: ((-62, 70), (-14, 74)),
        }
        for number, ((x, y), end) in ends.items():
            canvas.setLineWidth(0.5)
            canvas.line(x, y, *end)
            canvas.setFillColor(HexColor("#ffffff"))
            canvas.circle(x, y, 9, stroke=1, fill=1)
            canvas.setFillColor(_INK)
            canvas.setFont("Helvetica-Bold", 9)
            canvas.drawCentredString(x, y - 3.2, str(number))


class Night(Flowable):  # type: ignore[misc]  # reportlab has no types
    """Surface temperature of the three kinds of roof through one night."""

    def __init__(self, width: float) -> None:
        super().__init__()
        self.width, self.height = width, 172.0

    def draw(self) -> None:
        """Axes, then the curves with their names beside them."""
        canvas = self.canv
        left, bottom, right, top = 18.0, 34.0, self.width - 46.0, self.height - 18.0
        canvas.setFont("Helvetica", 7)
        canvas.setStrokeColor(HexColor("#cccccc"))
        canvas.setFillColor(_INK)
        canvas.drawString(0, top + 10, "Surface temperature in °C")
        for degrees in range(18, 36, 4):
            y = bottom + (degrees - 16) / 18 * (top - bottom)
            canvas.setLineWidth(0.25)
            canvas.line(left, y, right, y)
            canvas.drawRightString(left - 4, y - 2.4, str(degrees))
        for n, hour in enumerate(_HOURS):
            canvas.drawCentredString(left + n / 5 * (right - left), bottom - 11, hour)
        canvas.setStrokeColor(_INK)
        canvas.setLineWidth(0.8)
        canvas.lines([(left, bottom, right, bottom), (left, bottom, left, top)])
        canvas.drawCentredString((left + right) / 2, bottom - 24, "Hour")
        self._curves(left, bottom, right, top)

    def _curves(self, left: float, bottom: float, right: float, top: float) -> None:
        canvas = self.canv
        for n, (kind, degrees) in enumerate(_NIGHT.items()):
            points = [
                (left + hour / 10 * (right - left), bottom + (value - 16) / 18 * (top - bottom))
                for hour, value in enumerate(degrees)
            ]
            colour = HexColor(_COLOURS[kind])
            canvas.setStrokeColor(colour)
            canvas.setFillColor(colour)
            canvas.setLineWidth(1.4)
            path = canvas.beginPath()
            path.moveTo(*points[0])
            for point in points[1:]:
                path.lineTo(*point)
            canvas.drawPath(path)
            canvas.setFont("Helvetica-Bold", 7)
            canvas.drawString(right + 5, points[-1][1] + (7, -1, -8)[n] - 2, kind)
