"""The earlier questions of the conversation, folded: the question, and what each lane said."""

from __future__ import annotations

from markupsafe import Markup

from desktop.citations import citation_marks
from desktop.snapshot import Comparison, LaneView
from desktop.types import Cited
from desktop.ui.answer_line import Said
from desktop.ui.answer_text import answer_html
from desktop.ui.lanes import edit_button
from desktop.ui.version_switch import version_place

TURN_PART = "quire-turn-{}"


def earlier_places(questions: int) -> Markup:
    """An empty place for each earlier question, so that each is drawn and sent once."""
    return Markup("").join(
        Markup('<div id="{}" data-part></div>').format(TURN_PART.format(n))
        for n in range(1, questions + 1)
    )


def earlier_question(n: int, comparison: Comparison, citable: tuple[Cited, ...]) -> Markup:
    """Question `n` of the conversation, from 1, with the answers under it."""
    answers = Markup("").join(_answer(lane, citable) for lane in comparison.in_order)
    problem = (
        Markup('<p class="said bad">{}</p>').format(comparison.error) if comparison.error else ""
    )
    return Markup(
        '<details class="earlier" data-key="turn-{n}" data-turn="{n}" data-keep-open>'
        '<summary dir="auto">{question}</summary>{problem}<div class="answers">{answers}</div>'
        '{chosen}<p class="redo">{edit}</p></details>'
    ).format(
        n=n,
        question=comparison.question,
        problem=problem,
        answers=answers,
        chosen=_chosen(comparison),
        edit=version_place(n) + edit_button(comparison.question, n - 1),
    )


def _chosen(comparison: Comparison) -> Markup:
    if comparison.choice is None:
        return Markup("")
    return Markup('<p class="quiet">{}</p>').format(comparison.choice.sentence)


def _answer(lane: LaneView, citable: tuple[Cited, ...]) -> Markup:
    marks = tuple(citation_marks(lane.text, citable)) if lane.mode.reads_passages else ()
    support = lane.answer.support if lane.answer is not None else ()
    silence = lane.answer.error if lane.answer is not None else ""
    words = (
        answer_html(Said(lane.text, marks, support))
        if lane.text
        else Markup('<p class="quiet">{}</p>').format(silence or "No answer.")
    )
    return Markup(
        '<div class="short lane" data-mode="{}"><b>{}</b><div class="body" dir="auto">{}</div>'
        "</div>"
    ).format(lane.mode.value, lane.mode.heading, words)
