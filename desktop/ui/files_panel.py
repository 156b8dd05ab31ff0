"""Files on their way in: each in words and colour, how far it is, why it failed and what to do.

Knows nothing of how a file is read; it shows the latest word on it.
"""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from desktop.ui.icons import icon
from desktop.ui.words import counted, seconds
from indexer import FileReport, Phase, Progress, Status

_MOST_WAITING = 20  # of a thousand files that wait, a person need not scroll past each


def news_of(files: Sequence[Progress]) -> tuple[tuple[int | None, str], ...]:
    """What there is to say of files that became documents: (document id, sentence)."""
    reports = [progress.report for progress in files if _became_document(progress)]
    return tuple((report.document_id, report.message) for report in reports if report)


def file_rows(files: Sequence[Progress]) -> Markup:
    """A row for each file that is on its way, or did not become a document."""
    unfinished = [progress for progress in files if not _became_document(progress)]
    waiting = [each for each in unfinished if each.phase is Phase.WAITING]
    hidden = set(waiting[_MOST_WAITING:])
    rows = [_file_row(progress) for progress in unfinished if progress not in hidden]
    going = [progress for progress in unfinished if progress.report is None]
    if hidden:
        more = Markup('<li class="hint">and {} waiting</li>')
        rows.append(more.format(counted(len(hidden), "more file")))
    return Markup('{}<ul class="rows">{}</ul>').format(_together(going), Markup("").join(rows))


def _together(going: Sequence[Progress]) -> Markup:
    """How fast several files are read together."""
    rate = sum(progress.pages_per_second for progress in going)
    if len(going) < 2:
        return Markup("")
    said = f"{counted(len(going), 'file')} to go"
    return Markup('<p class="used">{}</p>').format(
        f"{said} · {rate:,.0f} pages a second" if rate >= 1 else said
    )


def _became_document(progress: Progress) -> bool:
    return progress.report is not None and progress.report.status.found_something


def _file_row(progress: Progress) -> Markup:
    report = progress.report
    if report is None:
        return _going_row(progress)
    if report.status is Status.ENCRYPTED:
        return _locked_row(progress, report)
    return Markup(
        '<li class="row" data-key="file-{path}"><span class="mark bad"></span>'
        '<span class="name" title="{name}">{name}</span>'
        '<span class="state bad long">{why} <button type="button" class="link" data-do="retry" '
        'data-path="{path}">Try again</button></span>{dismiss}</li>'
    ).format(
        path=progress.path,
        name=progress.path.name,
        why=_why(report) or _FALLBACK.get(report.status, "This file could not be read."),
        dismiss=_dismiss(progress),
    )


def _why(report: FileReport) -> str:
    """Its sentence; the name stands above it already."""
    name = f"{report.path.name} "
    if report.message.startswith(name):
        return f"It {report.message.removeprefix(name)}"
    return report.message


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
        '<span class="name" title="{name}">{name}</span>'
        '<span class="state" title="{rate}">{state}</span>'
        '<button type="button" class="icon" data-do="cancel" data-path="{path}" '
        'aria-label="Stop reading {name}" title="Stop reading this file">{close}</button>'
        '<progress max="1" value="{share:.3f}" aria-label="Share of {name} that is done">'
        "</progress></li>"
    ).format(
        path=progress.path,
        name=progress.path.name,
        state=_going(progress),
        rate=_rate(progress),
        share=_share(progress),
        close=icon("close"),
    )


def _going(progress: Progress) -> str:
    left = _left(progress)
    if progress.phase is Phase.WAITING:
        return "waiting"
    if progress.phase is Phase.EMBEDDING and progress.passages:
        return f"passage {progress.passages_done:,} of {progress.passages:,}{left}"
    if progress.pages and progress.pages_done == progress.pages:
        return f"{counted(progress.pages, 'page')} read · making passages"
    if progress.pages:
        return f"reading page {progress.pages_done:,} of {progress.pages:,}{left}"
    return "opening"


def _left(progress: Progress) -> str:
    """The time left, if anybody waits for it: "26 ms left" is over before it is read."""
    amount = progress.seconds_left or 0
    return f" · {seconds(amount)} left" if amount >= 1 else ""


def _rate(progress: Progress) -> str:
    rate = progress.pages_per_second
    return f"{rate:,.0f} pages a second" if rate >= 1 else ""


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
        why=_why(report) or "Encrypted: enter its password.",
        dismiss=_dismiss(progress),
    )


def _dismiss(progress: Progress) -> Markup:
    return Markup(
        '<button type="button" class="icon" data-do="dismiss" data-path="{}" '
        'aria-label="Take {} off the list" title="Take off the list">{}</button>'
    ).format(progress.path, progress.path.name, icon("close"))
