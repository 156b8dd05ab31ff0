"""The library: each document in words and colour, which of them are used, and what was removed.

Knows nothing of how a document came in.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from pathlib import Path

from markupsafe import Markup

from desktop.ui.icons import icon
from desktop.ui.lost_panel import LOST_ROW_PART, find_button, lost_place
from desktop.ui.words import counted
from indexer import Document, Status

_EMPTY = Markup('<p class="hint">Nothing here yet. What you drop is read on this machine.</p>')


def library_heading(documents: int, busy: int) -> Markup:
    """How many there are, or the way to stop them all."""
    cancel = Markup('<button type="button" class="link" data-do="cancel-all">Cancel all</button>')
    return Markup(
        '<div class="heading"><h2>Library</h2><span class="quiet">{}</span></div>{}'
    ).format(
        cancel if busy > 1 else counted(documents, "document") if documents else "",
        "" if documents or busy else _EMPTY,
    )


def document_rows(
    documents: Sequence[Document],
    news: Sequence[tuple[int | None, str]],
    left_out: Collection[int] = (),
    gone: Collection[Path] = (),
    lost: Collection[int] = (),
) -> Markup:
    """A row for each document, in the order they came; those left out are not ticked, those whose
    file is gone from the watched folder say so, those whose file is lost have a place for that."""
    said = {number: Markup.escape(sentence) for number, sentence in news}
    said |= {each.document_id: _gone(each) for each in documents if each.path in gone}
    said |= {number: lost_place(LOST_ROW_PART.format(number)) for number in lost}
    rows = [
        _document_row(each, said.get(each.document_id, ""), each.document_id not in left_out)
        for each in documents
    ]
    return Markup('{}<ul class="rows">{}</ul>').format(
        _used(documents, left_out), Markup("").join(rows)
    )


def _gone(document: Document) -> Markup:
    said = "No longer in the watched folder."
    return Markup("{} {}").format(said, find_button(document.document_id))


def _used(documents: Sequence[Document], left_out: Collection[int]) -> Markup:
    used = sum(document.document_id not in left_out for document in documents)
    if used == len(documents):
        return Markup("")
    return Markup(
        '<p class="used">The next question uses {} of {}. '
        '<button type="button" class="link" data-do="use-all">Use all</button></p>'
    ).format(used or "none", counted(len(documents), "document"))


def removed_line(removed: Sequence[Document]) -> Markup:
    """The way back for what was removed, until the program ends."""
    if not removed:
        return Markup("")
    last, count = removed[-1], len(removed)
    back = _restore("Undo", [last.document_id])
    if count > 1:
        numbers = [document.document_id for document in removed]
        back += Markup(" · ") + _restore(f"Bring all {count} back", numbers)
    return Markup(
        '<p class="undo" role="status"><span>“{}” is removed. {}</span>'
        '<button type="button" class="icon" data-do="take-out" data-confirm="For good?" '
        'aria-label="Remove for good now" '
        'title="Remove for good now; without this, when Quire ends">{}</button></p>'
    ).format(last.name, back, icon("close"))


def _restore(words: str, documents: Sequence[int]) -> Markup:
    return Markup(
        '<button type="button" class="link" data-do="restore" data-documents="{}">{}</button>'
    ).format(list(documents), words)


def _document_row(document: Document, news: Markup | str, used: bool) -> Markup:
    state, colour = _document_state(document)
    return Markup(
        '<li class="row{off}" data-key="document-{id}"><button type="button" role="checkbox" '
        'class="tick {colour}" data-do="use" data-document="{id}" aria-checked="{used}" '
        'aria-label="Use {name}" title="Whether the next question may use it">{check}</button>'
        '<span class="name" title="{name}">{name}</span>'
        '<span class="state {colour}">{state}{news}</span>'
        '<button type="button" class="link only" data-do="use-only" data-document="{id}" '
        'aria-label="Use only {name}" title="Use only this document">only</button>'
        '<button type="button" class="icon again" data-do="read-again" data-document="{id}" '
        'aria-label="Read {name} again" title="Read this document again">{again}</button>'
        '<button type="button" class="icon" data-do="remove" data-document="{id}" '
        'aria-label="Remove {name}" title="Remove from the library">'
        "{close}</button></li>"
    ).format(
        id=document.document_id,
        name=document.name,
        colour=colour,
        state=state,
        off="" if used else " off",
        used="true" if used else "false",
        check=icon("check"),
        again=icon("again"),
        news=Markup('<span class="quiet news">{}</span>').format(news) if news else "",
        close=icon("close"),
    )


def _document_state(document: Document) -> tuple[str, str]:
    state, colour = _readable(document)
    hiding = document.pages_with_hidden_text
    if hiding:
        state = f"{state} · unseen text left out on {counted(hiding, 'page')}"
    return state, colour


def _readable(document: Document) -> tuple[str, str]:
    pages = counted(document.pages, "page")
    scanned = document.pages_without_text
    if scanned and scanned == document.pages:
        return f"{pages} · scanned, no text to search", "warn"
    if scanned:
        return f"{pages} · partly readable: {counted(scanned, 'scanned page')}", "warn"
    if document.status is Status.PARTIAL:
        return f"{pages} · partly readable", "warn"
    return f"{pages} · ready", "ready"
