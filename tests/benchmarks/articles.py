"""The 24 articles with people's questions, laid out as PDFs, and what counts as a hit.

A hit: the passage overlaps the paragraph that the question was asked about, and holds the answer.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from xml.sax.saxutils import escape

from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import getSampleStyleSheet
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFError, TTFont
from reportlab.platypus import Flowable, Paragraph, SimpleDocTemplate, Spacer

SHARED = Path(__file__).parents[2].parent / "shared"
QUESTIONS = SHARED / "questions" / "wikipedia_questions.json"

_RUN = 5  # words in a row that a passage and a paragraph must share
_FONT = Path("/usr/share/fonts/truetype/dejavu/DejaVuSerif.ttf")


@dataclass(frozen=True, slots=True)
class ArticleQuestion:
    """A question, the paragraph that it was asked about, and the answer in it."""

    question: str
    title: str
    paragraph: str
    answer: str


@dataclass(frozen=True, slots=True)
class Article:
    """A title, its paragraphs, and the questions about them."""

    title: str
    paragraphs: tuple[str, ...]
    questions: tuple[ArticleQuestion, ...]

    @property
    def file_name(self) -> str:
        """The name of its PDF."""
        return f"{self.title}.pdf"


def articles() -> tuple[Article, ...]:
    """All articles of the question set."""
    return tuple(_article(entry) for entry in json.loads(QUESTIONS.read_text("utf-8")))


def lay_out(article: Article, folder: Path) -> Path:
    """The article as a PDF: its title, then its paragraphs, justified, as a text editor does."""
    styles = getSampleStyleSheet()
    body = styles["BodyText"]
    body.fontName, body.alignment = _font_name(), 4
    story: list[Flowable] = [Paragraph(escape(article.title.replace("_", " ")), styles["Title"])]
    for paragraph in article.paragraphs:
        story += [Paragraph(escape(paragraph), body), Spacer(1, 8)]
    path = folder / article.file_name
    SimpleDocTemplate(str(path), pagesize=A4, title=article.title.replace("_", " ")).build(story)
    return path


def is_hit(text: str, question: ArticleQuestion) -> bool:
    """Whether a passage overlaps the question's paragraph and holds its answer."""
    words, paragraph = _words(text), " ".join(_words(question.paragraph))
    runs = (" ".join(words[at : at + _RUN]) for at in range(max(len(words) - _RUN + 1, 1)))
    overlaps = any(run in paragraph for run in runs)
    return overlaps and "".join(_words(question.answer)) in "".join(words)


def first_hit(texts: Sequence[str], question: ArticleQuestion) -> int | None:
    """The place of the first hit, from 1."""
    places = (place for place, text in enumerate(texts, 1) if is_hit(text, question))
    return next(places, None)


def _article(entry: dict[str, object]) -> Article:
    title, paragraphs = str(entry["title"]), entry["paragraphs"]
    assert isinstance(paragraphs, list)
    questions = [
        ArticleQuestion(asked["question"], title, paragraph["context"], asked["answer"])
        for paragraph in paragraphs
        for asked in paragraph["qas"]
    ]
    return Article(title, tuple(one["context"] for one in paragraphs), tuple(questions))


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", text.lower())


def _font_name() -> str:
    """A font with more than Latin letters where the machine has one."""
    try:
        pdfmetrics.registerFont(TTFont("Serif", str(_FONT)))
    except TTFError:
        return "Times-Roman"
    return "Serif"
