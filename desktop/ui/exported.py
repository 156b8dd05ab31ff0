"""A conversation as one HTML file that anybody can open: answers, passages, pictures of the pages.

Everything is inside the file; it asks nothing of any network and runs no script.
"""

from __future__ import annotations

import base64
from collections.abc import Callable, Sequence

from markupsafe import Markup

from desktop.citations import citation_marks
from desktop.export import figures
from desktop.snapshot import Comparison, LaneView
from desktop.types import Cited
from desktop.ui.answer_line import Said
from desktop.ui.answer_text import answer_html

Picture = Callable[[Cited], bytes | None]
"""The page of a passage as PNG, the passage marked; None where the file is gone."""

_STYLE = """
body { font: 16px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem;
       color: #1f2328; background: #f7f5f0 }
section, figure { background: #fffdf9; border: 1px solid #e4dfd5; border-radius: 8px;
       padding: 1rem; margin: 1rem 0 }
h1 { font-size: 1.5rem } h2 { font-size: 1.2rem; margin-top: 2.5rem }
h3 { margin: 0; font-size: 1rem }
th, td { padding: .2rem .8rem .2rem 0; text-align: start; border-bottom: 1px solid #e4dfd5 }
.at-end { text-align: end } .at-middle { text-align: center } pre { overflow-x: auto }
small { color: #6a6f76 } img { max-width: 100%; border: 1px solid #e4dfd5 }
"""


def as_html(title: str, questions: Sequence[Comparison], picture: Picture) -> str:
    """The whole file. `picture` is asked once for each passage that an answer cites."""
    body = Markup("").join(_question(comparison, picture) for comparison in questions)
    return str(
        Markup(
            '<!doctype html><html lang="en"><head><meta charset="utf-8">'
            '<meta http-equiv="Content-Security-Policy" content="default-src \'none\'; '
            "img-src data:; style-src 'unsafe-inline'\">"
            "<title>{}</title><style>{}</style></head><body><h1>{}</h1>{}</body></html>\n"
        ).format(title, Markup(_STYLE), title, body)
    )


def _question(comparison: Comparison, picture: Picture) -> Markup:
    passages = comparison.retrieved.passages if comparison.retrieved else ()
    cited = {
        citation.n
        for lane in comparison.lanes
        if lane.answer is not None
        for citation in lane.answer.citations
    }
    lanes = Markup("").join(_lane(lane, passages) for lane in comparison.in_order)
    pages = Markup("").join(_page(each, picture) for each in passages if each.n in cited)
    before = (comparison.chosen, comparison.asked_with)
    said = " ".join(each.sentence for each in before if each is not None)
    choice = comparison.choice.sentence if comparison.choice is not None else ""
    return Markup(
        '<h2 dir="auto">{}</h2><p><small>{}</small></p>{}<p><small>{}</small></p>{}'
    ).format(comparison.question, said, lanes, choice, pages)


def _lane(lane: LaneView, passages: Sequence[Cited]) -> Markup:
    answer = lane.answer
    marks = tuple(citation_marks(lane.text, passages)) if lane.mode.reads_passages else ()
    said = answer_html(Said(lane.text, marks, answer.support if answer is not None else ()))
    problem = answer.error if answer is not None else ""
    return Markup(
        '<section><h3>{} <small>{}</small></h3><div dir="auto">{}</div><p>{}</p>'
        "<small>{}</small></section>"
    ).format(lane.mode.heading, lane.mode.meaning, said, problem, figures(lane))


def _page(cited: Cited, picture: Picture) -> Markup:
    passage = cited.hit.passage
    png = picture(cited)
    image = (
        Markup('<img alt="Page {}" src="data:image/png;base64,{}">').format(
            passage.page_label, base64.b64encode(png).decode()
        )
        if png is not None
        else Markup("<p>{}</p>").format(passage.text)
    )
    return Markup("<figure>{}<figcaption>[{}] {}, page {}</figcaption></figure>").format(
        image, cited.n, passage.document, passage.page_label
    )
