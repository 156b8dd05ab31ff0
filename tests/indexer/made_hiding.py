"""PDFs of one page with a sentence that can be seen, and words that are there and cannot be."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PIL import Image
from reportlab.lib.colors import Color, black, white
from reportlab.lib.pagesizes import LETTER
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

SEEN = "Everybody can see this sentence here."
UNSEEN = "Unseen words"
_PLACE = (72, 600)
_AROUND = (60, 580, 200, 50)
_BLUE = Color(0.2, 0.3, 0.9)


def hiding(path: Path, way: str) -> Path:
    """A page that hides words in one of the `WAYS`."""
    canvas = Canvas(str(path), LETTER)
    canvas.setFont("Helvetica", 12)
    canvas.drawString(72, 700, SEEN)
    WAYS[way](canvas)
    canvas.save()
    return path


def _words(canvas: Canvas) -> None:
    canvas.drawString(*_PLACE, UNSEEN)


def _painted(mode: int) -> Callable[[Canvas], None]:
    def draw(canvas: Canvas) -> None:
        text = canvas.beginText(*_PLACE)
        text.setTextRenderMode(mode)
        text.textLine(UNSEEN)
        canvas.drawText(text)

    return draw


def _coloured(colour: Color) -> Callable[[Canvas], None]:
    def draw(canvas: Canvas) -> None:
        canvas.setFillColor(colour)
        _words(canvas)

    return draw


def _clipped(canvas: Canvas) -> None:
    corner = canvas.beginPath()
    corner.rect(0, 0, 5, 5)
    canvas.clipPath(corner, stroke=0, fill=0)
    _words(canvas)


def _under_a_box(canvas: Canvas) -> None:
    _words(canvas)
    canvas.setFillColor(black)
    canvas.rect(*_AROUND, stroke=0, fill=1)


def _under_a_box_among_many_letters(canvas: Canvas) -> None:
    _words(canvas)
    for n, letter in enumerate(SEEN.replace(" ", "") * 40):
        canvas.drawString(72 + 12 * (n % 38), 560 - 12 * (n // 38), letter)
    canvas.rect(*_AROUND, stroke=0, fill=1)


def _under_a_line(canvas: Canvas) -> None:
    _words(canvas)
    canvas.setLineWidth(30)
    canvas.line(60, 604, 260, 604)


def _under_a_picture(canvas: Canvas) -> None:
    _words(canvas)
    canvas.drawImage(ImageReader(Image.new("RGB", (60, 80), (200, 100, 100))), *_AROUND)


def _under_a_gradient(canvas: Canvas) -> None:
    _words(canvas)
    _gradient(canvas)


def _gradient(canvas: Canvas) -> None:
    left, bottom, wide, high = _AROUND
    frame = canvas.beginPath()
    frame.rect(*_AROUND)
    canvas.clipPath(frame, stroke=0, fill=0)
    canvas.linearGradient(left, bottom, left + wide, bottom + high, (black, white, _BLUE, white))


def _under_a_part(canvas: Canvas) -> None:
    _words(canvas)
    canvas.beginForm("cover")
    canvas.setFillColor(white)
    canvas.rect(*_AROUND, stroke=0, fill=1)
    canvas.endForm()
    canvas.doForm("cover")


def _in_the_colour_of_its_box(canvas: Canvas) -> None:
    canvas.setFillColor(_BLUE)
    canvas.rect(*_AROUND, stroke=0, fill=1)
    _words(canvas)


def _tiny(canvas: Canvas) -> None:
    canvas.translate(*_PLACE)
    canvas.scale(0.01, 0.01)
    canvas.drawString(0, 0, UNSEEN)


def _off_the_page(canvas: Canvas) -> None:
    canvas.setCropBox((0, 650, 612, 792))
    _words(canvas)


WAYS: dict[str, Callable[[Canvas], None]] = {
    "not painted": _painted(3),
    "only cutting": _painted(7),
    "white": _coloured(white),
    "nearly white": _coloured(Color(0.99, 0.99, 0.99)),
    "nearly clear": _coloured(Color(0, 0, 0, alpha=0.01)),
    "tiny": _tiny,
    "off the page": _off_the_page,
    "cut away": _clipped,
    "under a box": _under_a_box,
    "under a box, among many letters": _under_a_box_among_many_letters,
    "under a line": _under_a_line,
    "under a picture": _under_a_picture,
    "under a gradient": _under_a_gradient,
    "under a part": _under_a_part,
    "in the colour of its box": _in_the_colour_of_its_box,
}


def on_a_gradient(path: Path) -> Path:
    """A page whose words all stand on a gradient, and are seen."""
    canvas = Canvas(str(path), LETTER)
    canvas.saveState()
    _gradient(canvas)
    canvas.restoreState()
    canvas.setFillColor(Color(0.9, 0.1, 0.1))
    canvas.drawString(*_PLACE, SEEN)
    canvas.save()
    return path


def in_a_layer(path: Path, shown: bool) -> Path:
    """A page with words in a layer that is shown or switched off."""
    state = b"ON" if shown else b"OFF"
    line = b"BT /F1 12 Tf 72 %d Td (%s) Tj ET"
    seen, layered = line % (700, SEEN.encode()), line % (600, UNSEEN.encode())
    stream = seen + b" /OC /L BDC " + layered + b" EMC"
    objects = (
        b"<</Type/Catalog/Pages 2 0 R/OCProperties<</OCGs[6 0 R]/D<</%s[6 0 R]>>>>>>" % state,
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Contents 4 0 R"
        b"/Resources<</Font<</F1 5 0 R>>/Properties<</L 6 0 R>>>>>>",
        b"<</Length %d>>stream\n%s\nendstream" % (len(stream), stream),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
        b"<</Type/OCG/Name(Layer)>>",
    )
    body = b"".join(b"%d 0 obj%s endobj\n" % pair for pair in enumerate(objects, 1))
    path.write_bytes(b"%PDF-1.7\n" + body + b"trailer<</Root 1 0 R>>")
    return path
