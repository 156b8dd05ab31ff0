"""The library: each document, and each file on its way in, in words and colour.

Knows nothing of how a file is read; it shows the latest word on it.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from pathlib import Path

from markupsafe import Markup

from desktop.ui.icons import icon
from desktop.ui.words import counted, seconds
from indexer import Document, FileReport, Phase, Progress, Status

_EMPTY = Markup('<p class="hint">Nothing here yet. What you drop stays on this machine.</p>')
_GONE = "No longer in the watched folder."
_MOST_WAITING = 20  # of a thousand files that wait, a person need not scroll past each


def library_heading(documents: int, busy: int) -> Markup:
    """How many there are, or the way to stop them all."""
    cancel = Markup('<button type="button" class="link" data-do="cancel-all">Cancel all</button>')
    return Markup(
        '<div class="heading"><h2>Library</h2><span class="quiet">{}</span></div>{}'
    ).format(
        cancel if busy > 1 else counted(documents, "document") if documents else "",
        "" if documents or busy else _EMPTY,
    )


def news_of(files: Sequence[Progress]) -> tuple[tuple[int | None, str], ...]:
    """What there is to say of files that became documents: (document id, sentence)."""
    reports = [progress.report for progress in files if _became_document(progress)]
    return tuple((report.document_id, report.message) for report in reports if report)


def document_rows(
    documents: Sequence[Document],
    news: Sequence[tuple[int | None, str]],
    left_out: Collection[int] = (),
    gone: Collection[Path] = (),
) -> Markup:
    """A row for each document, in the order they came; those left out are not ticked, those whose
    file is gone from the watched folder say so."""
    said = dict(news) | {each.document_id: _GONE for each in documents if each.path in gone}
    rows = [
        _document_row(each, said.get(each.document_id, ""), each.document_id not in left_out)
        for each in documents
    ]
    return Markup('{}<ul class="rows">{}</ul>').format(
        _used(documents, left_out), Markup("").join(rows)
    )


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


def file_rows(files: Sequence[Progress]) -> Markup:
    """A row for each file that is on its way, or did not become a document."""
    unfinished = [progress for progress in files if not _became_document(progress)]
    waiting = [each for each in unfinished if each.phase is Phase.WAITING]
    hidden = set(waiting[_MOST_WAITING:])
    rows = [_file_row(progress) for progress in unfinished if progress not in hidden]
    if hidden:
        more = Markup('<li class="hint">and {} waiting</li>')
        rows.append(more.format(counted(len(hidden), "more file")))
    return Markup('<ul class="rows">{}</ul>').format(Markup("").join(rows))


def _became_document(progress: Progress) -> bool:
    return progress.report is not None and progress.report.status.found_something


def _document_row(document: Document, news: str, used: bool) -> Markup:
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
    pages = counted(document.pages, "page")
    scanned = document.pages_without_text
    if scanned == 0:
        return f"{pages} · ready", "ready"
    if scanned == document.pages:
        return f"{pages} · scanned, no text to search", "warn"
    return f"{pages} · {scanned:,} scanned, not read", "warn"


def _file_row(progress: Progress) -> Markup:
    report = progress.report
    if report is None:
        return _going_row(progress)
    if report.status is Status.ENCRYPTED:
        return _locked_row(progress, report)
    return Markup(
        '<li class="row" data-key="file-{path}"><span class="mark bad"></span>'
        '<span class="name" title="{name}">{name}</span>'
        '<span class="state bad long">{why}</span>{dismiss}</li>'
    ).format(
        path=progress.path,
        name=progress.path.name,
        why=report.message or _FALLBACK.get(report.status, "This file could not be read."),
        dismiss=_dismiss(progress),
    )


_FALLBACK = {
    Status.NO_TEXT: "Scanned: its pages are pictures, with no text to search.",
    Status.NOT_PDF: "This is no PDF.",
    Status.DAMAGED: "Damaged: it could not be read.",
    Status.TIMEOUT: "Reading it took too long.",
    Status.TOO_LARGE: "Reading it takes more memory than is allowed.",
}


def _going_row(progress: Progress) -> Markup:
    return Markup(
        '<li class="row" data-key="file-{path}"><span class="mark going"></span>'
        '<span class="name" title="{name}">{name}</span><span class="state">{state}</span>'
        '<button type="button" class="icon" data-do="cancel" data-path="{path}" '
        'aria-label="Stop reading {name}" title="Stop reading this file">{close}</button>'
        '<progress max="1" value="{share:.3f}" aria-label="Share of {name} that is done">'
        "</progress></li>"
    ).format(
        path=progress.path,
        name=progress.path.name,
        state=_going(progress),
        share=_share(progress),
        close=icon("close"),
    )


def _going(progress: Progress) -> str:
    left = f" · {seconds(progress.seconds_left)} left" if progress.seconds_left is not None else ""
    if progress.phase is Phase.WAITING:
        return "waiting"
    if progress.phase is Phase.EMBEDDING and progress.passages:
        return f"passage {progress.passages_done:,} of {progress.passages:,}{left}"
    if progress.pages:
        return f"page {progress.pages_done:,} of {progress.pages:,}{left}"
    return "opening"


def _share(progress: Progress) -> float:
    """Reading is counted as the first half and embedding as the second: both take about as long."""
    read = progress.pages_done / progress.pages if progress.pages else 0.0
    embedded = progress.passages_done / progress.passages if progress.passages else 0.0
    return (read + embedded) / 2


def _locked_row(progress: Progress, report: FileReport) -> Markup:
    return Markup(
        '<li class="row" data-key="file-{path}"><span class="mark warn"></span>'
        '<span class="name" title="{name}">{name}</span>'
        '<span class="state warn long">{why}</span>{dismiss}'
        '<form class="unlock" data-do="unlock" data-path="{path}">'
        '<input type="password" name="password" aria-label="Password of {name}" '
        'placeholder="Password" autocomplete="off" required>'
        '<button type="submit" class="small">Open</button></form></li>'
    ).format(
        path=progress.path,
        name=progress.path.name,
        why=report.message or "Encrypted: enter its password.",
        dismiss=_dismiss(progress),
    )


def _dismiss(progress: Progress) -> Markup:
    return Markup(
        '<button type="button" class="icon" data-do="dismiss" data-path="{}" '
        'aria-label="Take {} off the list" title="Take off the list">{}</button>'
    ).format(progress.path, progress.path.name, icon("close"))
