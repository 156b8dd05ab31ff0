"""PDFs whose every word is known, drawn with reportlab or written by hand, one for each thing that
the reading of PDFs has to get right."""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from pathlib import Path

from PIL import Image
from reportlab.lib.colors import Color, black, white
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.lib.utils import ImageReader
from reportlab.pdfbase.pdfdoc import PDFArray, PDFDictionary, PDFName
from reportlab.pdfgen.canvas import Canvas

LETTER = (612.0, 792.0)
SIZE = 10.0
PITCH = 12.0

LEFT_COLUMN = (
    "The harbour of Velden was built in three",
    "stages, the first of which was finished in",
    "the year 1874, when the old mole was given",
    "up and a new one was begun further out. It",
    "was the work of the engineer Anna Brandt,",
    "who had come from Trieste with her staff.",
    "Nobody had expected her to stay as long as",
    "she did, and nobody was sorry that she had.",
)
RIGHT_COLUMN = (
    "The second stage was slower, as money ran",
    "short and the stone had to come by sea. In",
    "1881 the council voted for a loan of forty",
    "thousand florins, to be repaid out of dues",
    "that every ship had to pay at the new mole.",
    "The third stage was never finished at all,",
    "and the stumps of its piers can be seen at",
    "low water to this day by those who look.",
)
TABLE = (
    ("(in millions)", "2023", "2022"),
    ("Revenues", "$ 51,217", "$ 46,710"),
    ("Cost of sales", "28,925", "25,231"),
    ("Gross profit", "22,292", "21,479"),
    ("Net income", "$ 5,070", "$ 6,046"),
)


def two_columns(path: Path, row_by_row: bool = False) -> Path:
    """A title over two columns of prose, drawn column by column, or line by line across both."""
    canvas = Canvas(str(path), LETTER)
    canvas.setFont("Helvetica-Bold", 16)
    canvas.drawCentredString(306, 730, "A short history of the harbour of Velden, in two columns")
    canvas.setFont("Helvetica", SIZE)
    lines = [(72.0, 690 - PITCH * n, text) for n, text in enumerate(LEFT_COLUMN)]
    lines += [(324.0, 690 - PITCH * n, text) for n, text in enumerate(RIGHT_COLUMN)]
    for x, y, text in sorted(lines, key=lambda line: -line[1]) if row_by_row else lines:
        canvas.drawString(x, y, text)
    canvas.save()
    return path


def table(path: Path, column_by_column: bool = False) -> Path:
    """A sentence, a table of figures, and a sentence."""
    canvas = Canvas(str(path), LETTER)
    canvas.setFont("Helvetica", SIZE)
    canvas.drawString(72, 720, "The following table shows what was earned.")
    cells = [
        (column, 690 - 16.0 * row, text)
        for row, texts in enumerate(TABLE)
        for column, text in enumerate(texts)
    ]
    for column, y, text in sorted(cells) if column_by_column else cells:
        if column == 0:
            canvas.drawString(72, y, text)
        else:
            canvas.drawRightString((0, 380, 460)[column], y, text)
    canvas.drawString(72, 590, "All figures have been audited.")
    canvas.save()
    return path


def lines(path: Path, pages: Sequence[Sequence[str]], **of_canvas: object) -> Path:
    """Pages of lines, each line where it would stand in print."""
    canvas = Canvas(str(path), LETTER, **of_canvas)
    for texts in pages:
        canvas.setFont("Helvetica", SIZE)
        for n, text in enumerate(texts):
            canvas.drawString(72, 700 - PITCH * n, text)
        canvas.showPage()
    canvas.save()
    return path


def with_furniture(path: Path, pages: int = 6) -> Path:
    """Pages with a header, a page number, and one sentence that stands on no other page."""
    canvas = Canvas(str(path), LETTER)
    for number in range(1, pages + 1):
        canvas.setFont("Helvetica", 8)
        canvas.drawString(72, 760, "Velden Harbour Trust, annual report")
        canvas.drawCentredString(306, 30, f"Page {number} of {pages}")
        canvas.setFont("Helvetica", SIZE)
        canvas.drawString(72, 700, f"Chapter {'ABCDEFGHIJ'[number - 1]} tells of ship {number}.")
        cargo = ("salt", "oil", "tin", "tar")[number % 4]
        canvas.drawString(72, 684, f"She carried {number * 7} tons of {cargo}.")
        canvas.showPage()
    canvas.save()
    return path


def labelled(path: Path) -> Path:
    """Two pages labelled iv and v, then 1 and 2, with an outline of two levels and a title."""
    canvas = Canvas(str(path), LETTER)
    canvas.setTitle("The Harbour Book")
    chapters = {1: ("Preface", 0), 3: ("Building", 0), 4: ("The mole", 1)}
    for number in range(1, 5):
        canvas.drawString(72, 700, f"This is what page {number} says.")
        if number in chapters:
            title, level = chapters[number]
            canvas.bookmarkPage(title)
            canvas.addOutlineEntry(title, title, level)
        canvas.showPage()
    style = {"S": PDFName("r"), "St": 4}
    nums = [0, PDFDictionary(style), 2, PDFDictionary({"S": PDFName("D")})]
    canvas._doc.Catalog.PageLabels = PDFDictionary({"Nums": PDFArray(nums)})
    canvas._doc.Catalog.__NoDefault__ = [*canvas._doc.Catalog.__NoDefault__, "PageLabels"]
    canvas.save()
    return path


def encrypted(path: Path, user_password: str) -> Path:
    """One sentence behind a password; an empty one opens by itself."""
    lock = StandardEncryption(user_password, ownerPassword="harbour master", strength=128)
    return lines(path, [["The key lies under the third stone."]], encrypt=lock)


def scanned(path: Path, pages: int = 2) -> Path:
    """Pages with a grey rectangle where a picture of text would be, and no text."""
    canvas = Canvas(str(path), LETTER)
    for _ in range(pages):
        canvas.setFillGray(0.7)
        canvas.rect(72, 72, 468, 648, stroke=0, fill=1)
        canvas.showPage()
    canvas.save()
    return path


def turned(path: Path, degrees: int) -> Path:
    """Two lines on a page that is turned when it is shown."""
    canvas = Canvas(str(path), LETTER)
    canvas.setPageRotation(degrees)
    canvas.setFont("Helvetica", SIZE)
    if degrees == 90:
        canvas.translate(792, 0)
    if degrees == 180:
        canvas.translate(612, 792)
    if degrees == 270:
        canvas.translate(0, 612)
    canvas.rotate(degrees)
    canvas.drawString(100, 500, "First comes the harbour.")
    canvas.drawString(100, 460, "Then comes the sea.")
    canvas.save()
    return path


def sideways(path: Path, upwards: bool) -> Path:
    """Three lines printed up or down an upright page, as wide tables are."""
    canvas = Canvas(str(path), LETTER)
    canvas.setFont("Helvetica", SIZE)
    canvas.translate(*((612, 0) if upwards else (0, 792)))
    canvas.rotate(90 if upwards else -90)
    canvas.drawString(100, 500, "Ships that came in: 41")
    canvas.drawString(100, 470, "Ships that went out: 39")
    canvas.drawString(100, 440, "Ships that stayed: 2")
    canvas.save()
    return path


def hiding(path: Path) -> Path:
    """One sentence that can be seen, and others hidden in five ways; a white one on black shows."""
    canvas = Canvas(str(path), LETTER)
    canvas.setFont("Helvetica", SIZE)
    canvas.drawString(72, 700, "Everybody can see this.")
    canvas.setFillColor(white)
    canvas.drawString(72, 660, "White on white.")
    canvas.setFillColor(black)
    canvas.setFont("Helvetica", 0.1)
    canvas.drawString(72, 620, "Too small.")
    canvas.setFont("Helvetica", SIZE)
    canvas.drawString(72, 900, "Off the page.")
    canvas.setFillColor(Color(0, 0, 0, alpha=0.0))
    canvas.drawString(72, 580, "Transparent.")
    canvas.setFillColor(Color(0, 0, 0, alpha=1.0))
    canvas.drawString(72, 540, "Covered up.")
    canvas.setFillColor(white)
    canvas.rect(60, 530, 300, 30, stroke=0, fill=1)
    canvas.setFillColor(black)
    canvas.rect(60, 480, 300, 30, stroke=0, fill=1)
    canvas.setFillColor(white)
    canvas.drawString(72, 490, "White on black.")
    canvas.save()
    return path


def recognised_scan(path: Path) -> Path:
    """A picture of a page with unseen letters over it, as text recognition leaves them."""
    canvas = Canvas(str(path), LETTER)
    canvas.drawImage(ImageReader(Image.new("L", (60, 80), 250)), 0, 0, *LETTER)
    text = canvas.beginText(72, 700)
    text.setFont("Helvetica", SIZE)
    text.setTextRenderMode(3)
    text.textLine("Recognised words lie under the picture.")
    canvas.drawText(text)
    canvas.save()
    return path


def form(path: Path) -> Path:
    """A form with one field that was filled in."""
    canvas = Canvas(str(path), LETTER)
    canvas.setFont("Helvetica", SIZE)
    canvas.drawString(72, 700, "Name of ship:")
    canvas.acroForm.textfield(name="ship", x=160, y=693, width=200, height=20, value="Clara Maersk")
    canvas.save()
    return path


def bomb(path: Path, megabytes: int = 3_000) -> Path:
    """A small file whose one page unpacks to so many megabytes of drawing."""
    packer = zlib.compressobj(9)
    block = b"0 0 m 1 1 l S\n" * 75_000  # about a megabyte
    stream = b"".join(packer.compress(block) for _ in range(megabytes)) + packer.flush()
    return by_hand(path, b"<</Filter/FlateDecode/Length %d>>" % len(stream), stream)


def by_hand(path: Path, stream_dictionary: bytes, stream: bytes) -> Path:
    """A PDF of one page with this content stream."""
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Contents 4 0 R"
        b"/Resources<</Font<</F1<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>>>>>>>",
        stream_dictionary + b"stream\n" + stream + b"\nendstream",
    ]
    data, places = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, 1):
        places.append(len(data))
        data += b"%d 0 obj" % number + body + b"endobj\n"
    start = len(data)
    data += b"xref\n0 5\n0000000000 65535 f \n"
    data += b"".join(b"%010d 00000 n \n" % place for place in places)
    data += b"trailer<</Size 5/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % start
    path.write_bytes(data)
    return path
