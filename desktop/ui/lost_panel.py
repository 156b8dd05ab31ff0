"""A document whose file is lost: what is known of it, and the ways to have it found.

It stands with the passage whose page cannot be shown, and in the document's row. Knows nothing of
how a file is looked for.
"""

from __future__ import annotations

from pathlib import Path

from markupsafe import Markup

from desktop.lost_files import LostFile

LOST_PART = "quire-lost-{}"
"""The part with an opened passage, by document."""
LOST_ROW_PART = "quire-lost-row-{}"
"""The part in the document's row."""


def lost_place(name: str) -> Markup:
    """Where it shows, empty as long as nothing is lost."""
    return Markup('<div class="lost" id="{}" data-part></div>').format(name)


def lost_panel(lost: LostFile, in_row: bool = False) -> Markup:
    """What is known, and what can be done now. Pages that wait for the file see when it is there
    by `data-found`. A row has the name already, and room for less."""
    if lost.found is not None:
        return Markup('<p role="status" data-found="{}">{}</p>').format(lost.found, lost.said)
    fact = "Its file is gone." if in_row else lost.fact
    return Markup('<p class="warn" title="{}">{} Its words can still be searched.</p>{}{}').format(
        lost.fact, fact, _said(lost), _ways(lost)
    )


def _said(lost: LostFile) -> Markup:
    """Each word of progress is shown, and only the last read out."""
    role = Markup("") if lost.is_sought else Markup(' role="status"')
    return Markup("<p{}>{}</p>").format(role, lost.said) if lost.said else Markup("")


def find_button(document_id: int) -> Markup:
    """Have a file looked for of which nothing is known yet but that it is gone."""
    return _button("find-file", document_id, "Find it", "link")


def _ways(lost: LostFile) -> Markup:
    """Where it is likely to be is looked first; after that, a person says where."""
    if lost.is_sought:
        return _line(_button("stop-finding", lost.document_id, "Stop looking"))
    if not lost.said:
        return _line(_button("find-file", lost.document_id, "Find it"))
    return Markup(
        '<form class="unlock" data-do="find-file" data-document="{document}">'
        '<input name="folder" aria-label="Another folder, its whole path" '
        'placeholder="{example}" autocomplete="off" spellcheck="false" required>'
        '<button type="submit" class="small">Find it</button></form>'
        '<p class="said bad" role="alert"></p>'
    ).format(document=lost.document_id, example=Path.home() / "Reports")


def _line(button: Markup) -> Markup:
    return Markup('<p class="ways" data-key="ways">{}</p>').format(button)


def _button(what: str, document_id: int, title: str, kind: str = "small") -> Markup:
    return Markup(
        '<button type="button" class="{}" data-do="{}" data-document="{}">{}</button>'
    ).format(kind, what, document_id, title)
