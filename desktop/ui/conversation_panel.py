"""The conversations that are kept, and the one that is open. Knows nothing of where they are."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup, escape

from desktop.conversation_heads import MARK, UNMARK, ConversationHead
from desktop.ui.icons import icon
from desktop.ui.words import counted


def conversation_panel(
    heads: Sequence[ConversationHead], open_id: int | None, unkept: str
) -> Markup:
    """A line for each conversation, newest first. `unkept` is the first question of the open one
    while no answer of it is finished, or ""."""
    rows = [_row(head, head.conversation_id == open_id) for head in heads]
    if unkept:
        rows.insert(0, _line(unkept))
    return Markup('<ul class="lines">{}</ul>').format(Markup("").join(rows))


def found_panel(heads: Sequence[ConversationHead], open_id: int | None) -> Markup:
    """The conversations that hold the words looked for."""
    if not heads:
        return Markup('<p class="hint">No conversation holds these words.</p>')
    return conversation_panel(heads, open_id, "")


def _line(question: str) -> Markup:
    return Markup(
        '<li data-key="talk-new"><span class="line on" title="{0}">{0}</span></li>'
    ).format(question)


def _name(head: ConversationHead) -> Markup:
    """The title, cut where the line ends, and the number of those that share it, never cut."""
    if head.number == 1:
        return escape(head.title)
    return Markup('<span class="cut">{}</span><span class="nth">&nbsp;({})</span>').format(
        head.title, head.number
    )


def _excerpt(excerpt: str) -> Markup:
    """What was said around the words that were looked for, these marked."""
    if not excerpt:
        return Markup("")
    marked = str(escape(excerpt)).replace(MARK, "<mark>").replace(UNMARK, "</mark>")
    return Markup('<p class="excerpt" dir="auto">{}</p>').format(Markup(marked))


def _row(head: ConversationHead, is_open: bool) -> Markup:
    return Markup(
        '<li class="talk" data-key="talk-{id}"><button type="button" class="line{on}" '
        'data-do="open-conversation" data-conversation="{id}" data-name="{bare}" '
        'title="{title} ({count})"{current}>{shown}</button>'
        '<button type="button" class="icon" data-do="rename" data-conversation="{id}" '
        'aria-label="Rename {title}" title="Rename">{pencil}</button>'
        '<button type="button" class="icon" data-do="save" data-conversation="{id}" '
        'aria-label="Save {title} as a file" title="Save as a file">{save}</button>'
        '<button type="button" class="icon" data-do="delete-conversation" '
        'data-conversation="{id}" aria-label="Delete {title}" title="Delete">{close}</button>'
        "{excerpt}</li>"
    ).format(
        id=head.conversation_id,
        on=" on" if is_open else "",
        current=Markup(' aria-current="true"') if is_open else "",
        title=head.name,
        bare=head.title,
        shown=_name(head),
        excerpt=_excerpt(head.excerpt),
        count=counted(head.questions, "question"),
        pencil=icon("pencil"),
        save=icon("save"),
        close=icon("close"),
    )
