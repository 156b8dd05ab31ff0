"""Under the lanes: which answer is the better one, or which was chosen.

Two answers: a click chooses. More: any number of them are marked, then chosen. Knows nothing of
what was chosen of other questions.
"""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from desktop.choices import Choice
from desktop.modes import Mode
from desktop.snapshot import Comparison, LaneView


def choice_bar(comparison: Comparison) -> Markup:
    """The bar; an empty place of its height while answers come, so that nothing jumps."""
    if len(comparison.lanes) < 2:
        return Markup("")
    answered = [lane for lane in comparison.lanes if lane.text]
    if comparison.running or comparison.question_id is None or len(answered) < 2:
        return _bar(Markup(""))
    if comparison.choice is not None:
        return _bar(_chosen(comparison.choice))
    return _bar(_ask(comparison, answered))


def _bar(inner: Markup) -> Markup:
    return Markup('<div class="choice">{}</div>').format(inner)


def _ask(comparison: Comparison, lanes: Sequence[LaneView]) -> Markup:
    keys = {comparison.key(lane): _name(comparison, lane) for lane in lanes}
    if len(lanes) == 2:
        buttons = [_button("choose", name, key) for key, name in keys.items()]
        buttons.append(_button("choose", "Both", " ".join(keys)))
        buttons.append(_button("choose", "Neither", ""))
    else:
        buttons = [_mark(comparison, key, name) for key, name in keys.items()]
        buttons.append(_button("choose", "None", ""))
        buttons.append(_button("choose-marked", "Choose these", ""))
    show = Markup(
        '<button type="button" class="link" data-do="show-names">Show which is which</button>'
    )
    return Markup(
        '<span role="group" aria-labelledby="quire-which"><b id="quire-which">{}</b>{}</span>{}'
    ).format(
        "Which is better?" if len(lanes) == 2 else "Which are better?",
        Markup("").join(buttons),
        show if comparison.hides_names else "",
    )


def _name(comparison: Comparison, lane: LaneView) -> str:
    return comparison.letter(lane) or lane.mode.heading


def _button(do: str, name: str, keys: str) -> Markup:
    return Markup(
        '<button type="button" class="small" data-do="{}" data-keys="{}">{}</button>'
    ).format(do, keys, name)


def _mark(comparison: Comparison, key: str, name: str) -> Markup:
    tone = "" if comparison.hides_names else key
    return Markup(
        '<button type="button" class="small" data-do="mark-lane" data-keys="{}" data-mode="{}" '
        'aria-pressed="false">{}</button>'
    ).format(key, tone, name)


def _chosen(choice: Choice) -> Markup:
    dots = Markup("").join(
        Markup('<i class="dot" data-mode="{}"></i>').format(mode.value)
        for mode in Mode
        if mode in choice.better
    )
    return Markup(
        '<span>{}{} <button type="button" class="link" data-do="show-names">Take it back</button>'
        '</span><button type="button" class="link" data-do="tab" data-tab="choices">'
        "All your choices</button>"
    ).format(dots, choice.sentence)
