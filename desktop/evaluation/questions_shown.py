"""Every question of a run with its answers and their verdicts, as HTML. Runs no script."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from desktop.evaluation.journal import Judged
from desktop.evaluation.question_set import Item
from desktop.evaluation.summary import Row


def questions_shown(rows: Sequence[Row]) -> Markup:
    """Each question folded, with a mark for each mode, in the order of the file."""
    return Markup("<h2>Each question</h2>{}").format(
        Markup("").join(_question(row) for row in rows)
    )


def _question(row: Row) -> Markup:
    item, result = row.item, row.result
    marks = Markup(" ").join(_mark(item, each) for each in result.judged.values())
    expected = " or ".join(item.answers) or "The documents do not say."
    where = (
        f" ({item.document}{f', page {item.page}' if item.page else ''})" if item.document else ""
    )
    return Markup(
        '<details><summary dir="auto">{} {}</summary><p class="quiet">Expected: {}{}</p>'
        '<div class="answers">{}</div><p class="no">{}</p></details>'
    ).format(
        item.question,
        marks,
        expected,
        where,
        Markup("").join(_answer(item, each) for each in result.judged.values()),
        result.error,
    )


def is_right(item: Item, judged: Judged) -> bool:
    """Right where the documents answer: the expected words; where not: that it says so."""
    verdict = judged.verdict
    return bool(verdict.correct) if item.answerable else verdict.says_so


def _mark(item: Item, judged: Judged) -> Markup:
    right = is_right(item, judged)
    heading = judged.answer.mode.heading
    return Markup('<small class="{}" title="{}: {}">{} {}</small>').format(
        "yes" if right else "no", heading, "right" if right else "wrong",
        "✓" if right else "✗", heading,
    )  # fmt: skip


def _answer(item: Item, judged: Judged) -> Markup:
    answer, verdict = judged.answer, judged.verdict
    told = []
    if verdict.cited_right is not None:
        told.append(f"cites the right page with {verdict.cited_right} of {verdict.cited}")
    if verdict.support is not None:
        told.append(f"{verdict.support:.0%} of its sentences supported")
    told.append(f"{answer.stats.first_token_ms / 1000:.2f} s to the first word")
    return Markup(
        '<div class="answer" data-mode="{}"><b data-mode="{}">{}</b> {}<p dir="auto">{}</p>'
        "<small>{}</small></div>"
    ).format(
        answer.mode.value, answer.mode.value, answer.mode.heading, _mark_alone(item, judged),
        answer.text or answer.error or "(nothing)", ", ".join(told),
    )  # fmt: skip


def _mark_alone(item: Item, judged: Judged) -> Markup:
    right = is_right(item, judged)
    return Markup('<small class="{}">{}</small>').format(
        "yes" if right else "no", "right" if right else "wrong"
    )
