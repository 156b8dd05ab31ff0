"""The questions of this conversation, and the way to begin another one."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup


def conversation_panel(questions: Sequence[str]) -> Markup:
    """A line for each question, the newest last; nothing while there are none."""
    if not questions:
        return Markup("")
    lines = [
        Markup(
            '<li><button type="button" class="line{}" data-do="go-to" data-turn="{}" title="{}">'
            "{}</button></li>"
        ).format(" on" if n == len(questions) else "", n, question, question)
        for n, question in enumerate(questions, start=1)
    ]
    return Markup(
        '<div class="heading"><h2>Conversation</h2>'
        '<button type="button" class="link" data-do="new-conversation">New</button></div>'
        '<ul class="lines">{}</ul>'
    ).format(Markup("").join(lines))
