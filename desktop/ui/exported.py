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

Picture = Callable[[Cited, int], bytes | None]
"""A page that a passage stands on as PNG, the passage marked; None where the file is gone."""

_STYLE = """
body { font: 16px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem;
       color: #1f2328; background: #f7f5f0 }
section, figure { background: #fffdf9; border: 1px solid #e4dfd5; border-radius: 8px;
       padding: 1rem; margin: 1rem 0 }
h1 { font-size: 1.5rem } h2 { font-size: 1.2rem; margin-top: 2.5rem }
h3 { margin: 0; font-size: 1rem }
section p, section li { white-space: pre-line; overflow-wrap: anywhere }
th, td { padding: .2rem .8rem .2rem 0; text-align: start; border-bottom: 1px solid #e4dfd5 }
.at-end { text-align: end } .at-middle { text-align: center }
pre, .wide, .formula { overflow-x: auto }
.cite { padding: 0 .4em; border-radius: 5px; background: #d9ebe2; color: #14573d;
       font-size: .85em; font-weight: 600; text-decoration: none }
.partly { text-decoration: underline dotted #6a6f76 1px; text-underline-offset: 4px }
.unsupported { text-decoration: underline wavy #c4442d 1px; text-underline-offset: 4px }
.sr { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%) }
small { color: #5d6269 } img { max-width: 100%; border: 1px solid #e4dfd5 }
figcaption { margin-top: .5rem }
"""
_LEGEND = Markup(
    "<p><small>A number opens the passage that it stands for. Underlined with "
    '<span class="partly">dots</span>: found in the documents only in part; with '
    '<span class="unsupported">waves</span>: not found in them.</small></p>'
)


def as_html(title: str, questions: Sequence[Comparison], picture: Picture) -> str:
    """The whole file. `picture` is asked once for each page of what an answer cites."""
    told: dict[int, Cited] = {}  # every passage so far: a later answer may cite an earlier one
    shown: set[int] = set()
    parts: list[Markup] = []
    for comparison in questions:
        retrieved = comparison.retrieved.passages if comparison.retrieved else ()
        told |= {each.n: each for each in retrieved}
        cited = [n for n in sorted(told) if n in _cited(comparison) and n not in shown]
        shown.update(cited)
        pages = Markup("").join(_page(told[n], picture) for n in cited)
        parts.append(_question(comparison, tuple(told.values())) + pages)
    body = _LEGEND + Markup("").join(parts)
    return str(
        Markup(
            '<!doctype html><html lang="en"><head><meta charset="utf-8">'
            '<meta name="viewport" content="width=device-width">'
            '<meta http-equiv="Content-Security-Policy" content="default-src \'none\'; '
            "img-src data:; style-src 'unsafe-inline'\">"
            "<title>{}</title><style>{}</style></head><body><h1>{}</h1>{}</body></html>\n"
        ).format(title, Markup(_STYLE), title, body)
    )


def _cited(comparison: Comparison) -> set[int]:
    answers = [lane.answer for lane in comparison.lanes if lane.answer is not None]
    return {citation.n for answer in answers for citation in answer.citations}


def _tile(n: int) -> Markup:
    return Markup('<a class="cite" href="#passage-{0}">{0}</a>').format(n)


def _question(comparison: Comparison, passages: Sequence[Cited]) -> Markup:
    lanes = Markup("").join(_lane(lane, passages) for lane in comparison.in_order)
    before = (comparison.chosen, comparison.asked_with)
    said = " ".join(each.sentence for each in before if each is not None)
    choice = comparison.choice.sentence if comparison.choice is not None else ""
    return Markup(
        '<h2 dir="auto">{}</h2><p><small>{}</small></p>{}<p><small>{}</small></p>'
    ).format(comparison.question, said, lanes, choice)


def _lane(lane: LaneView, passages: Sequence[Cited]) -> Markup:
    answer = lane.answer
    marks = tuple(citation_marks(lane.text, passages)) if lane.mode.reads_passages else ()
    support = answer.support if answer is not None else ()
    said = answer_html(Said(lane.text, marks, support, _tile))
    problem = answer.error if answer is not None else ""
    return Markup(
        '<section><h3>{} <small>{}</small></h3><div dir="auto">{}</div><p>{}</p>'
        "<small>{}</small></section>"
    ).format(lane.mode.heading, lane.mode.meaning, said, problem, figures(lane))


def _page(cited: Cited, picture: Picture) -> Markup:
    """Every page that the passage stands on; its words where none can be shown."""
    passage = cited.hit.passage
    drawn = [picture(cited, page) for page in range(passage.page, passage.last_page + 1)]
    images = Markup("").join(
        Markup('<img alt="Page {}" src="data:image/png;base64,{}">').format(
            passage.page_label, base64.b64encode(png).decode()
        )
        for png in drawn
        if png is not None
    )
    shown = images or Markup("<p>{}</p>").format(passage.text)
    return Markup(
        '<figure id="passage-{1}">{0}<figcaption>[{1}] {2}, page {3}</figcaption></figure>'
    ).format(shown, cited.n, passage.document, passage.page_label)
