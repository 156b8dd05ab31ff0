"""Which version of a question is shown, and the way to the others. Not what any of them says."""

from __future__ import annotations

from markupsafe import Markup

from desktop.ui.icons import icon
from desktop.versions import Version

VERSION_PART = "quire-version-{}"
NEWEST = "newest"


def version_place(question: int | str) -> Markup:
    """The empty place for the switch of an earlier question, from 1, or of the newest. A question
    that is not the newest any more has another place: what a page holds of one is not in it."""
    return Markup('<span class="versions" id="{}" data-part></span>').format(
        VERSION_PART.format(question)
    )


def version_switch(version: Version | None) -> Markup:
    """ "2 of 3" between two arrows; nothing where there is only one version."""
    if version is None:
        return Markup("")
    return Markup("{}<span>{} of {}</span>{}").format(
        _arrow("before", "The version before of this question", version.before),
        version.number,
        version.of,
        _arrow("after", "The next version of this question", version.after),
    )


def _arrow(sign: str, name: str, question_id: int | None) -> Markup:
    return Markup(
        '<button type="button" class="icon" data-do="turn-to" data-question="{id}" '
        'aria-label="{name}" title="{name}"{off}>{sign}</button>'
    ).format(
        id=question_id or "",
        name=name,
        off=Markup(" disabled") if question_id is None else "",
        sign=icon(sign),
    )
