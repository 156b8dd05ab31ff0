"""The models to be had: what each is, whether it fits, and how far its download has come."""

from __future__ import annotations

from markupsafe import Markup

from desktop.download.desk import OfferRow
from desktop.ui.fit_line import fit_line
from desktop.ui.words import megabytes

HUB = "huggingface.co"


def ask_dialog() -> Markup:
    """Asks before anything leaves the machine; the script fills in what for."""
    return Markup(
        '<dialog id="quire-ask-download" class="ask-first" aria-labelledby="quire-ask-title">'
        '<h2 id="quire-ask-title">Download <span data-fill="name"></span>?</h2>'
        '<p><b data-fill="size"></b> from {hub}, licence <b data-fill="licence"></b>. This is the '
        "one moment when anything leaves this machine: the request for this file, and nothing of "
        'yours.</p><p class="answer"><button type="button" class="plain" data-do="download-not">'
        'Not now</button><button type="button" class="primary" data-do="download-yes">Download'
        "</button></p></dialog>"
    ).format(hub=HUB)


def offers_panel(rows: tuple[OfferRow, ...]) -> Markup:
    """A row for each; nothing where there are none."""
    if not rows:
        return Markup("")
    busy = any(row.step is not None for row in rows)
    return Markup(
        '<h3>To download <span class="quiet">asked for each time, from {hub}</span></h3>'
        '<ul class="model-files">{rows}</ul>'
    ).format(hub=HUB, rows=Markup("").join(_row(row, busy) for row in rows))


def _row(row: OfferRow, busy: bool) -> Markup:
    offer = row.offer
    facts = (megabytes(offer.size_bytes), offer.licence, offer.repository)
    problem = Markup('<span class="facts bad" role="alert">{}</span>').format(row.problem)
    return Markup(
        '<li class="model" data-key="offer-{key}"><span class="name"><b>{name}</b>'
        '<span class="quiet">{about}</span></span><span class="facts">{facts}</span>{fit}'
        '{problem}<span class="uses">{uses}</span>{progress}</li>'
    ).format(
        key=offer.key,
        name=offer.name,
        about=offer.about,
        facts=Markup(" · ").join(facts),
        fit=fit_line(row.fit),
        problem=problem if row.problem else "",
        uses=_uses(row, busy),
        progress=_progress(row),
    )


def _uses(row: OfferRow, busy: bool) -> Markup:
    offer = row.offer
    if row.is_here:
        return Markup('<span class="quiet">on this machine</span>')
    if row.step is not None:
        return Markup(
            '<button type="button" class="small" data-do="download-cancel" '
            'aria-label="Cancel the download of {}">Cancel</button>'
        ).format(offer.name)
    get = Markup(
        '<button type="button" class="small" data-do="download" data-offer="{key}" '
        'data-name="{name}" data-size="{size}" data-licence="{licence}" '
        'aria-label="{verb}{of} {name}"{off}>{verb}</button>'
    ).format(
        key=offer.key,
        name=offer.name,
        size=megabytes(offer.size_bytes - row.part_bytes),
        licence=offer.licence,
        verb="Go on" if row.part_bytes else "Download",
        of=" with" if row.part_bytes else "",
        off=Markup(" disabled") if busy else "",
    )
    return get + (_drop(row) if row.part_bytes else Markup(""))


def _drop(row: OfferRow) -> Markup:
    return Markup(
        '<button type="button" class="small" data-do="download-drop" data-offer="{key}" '
        'aria-label="Delete the part of {name} that is here">Delete {part}</button>'
    ).format(key=row.offer.key, name=row.offer.name, part=megabytes(row.part_bytes))


def _progress(row: OfferRow) -> Markup:
    step = row.step
    if step is None:
        return Markup("")
    share = step.done_bytes / step.size_bytes if step.size_bytes else 0.0
    words = (
        "Checking its hash"
        if step.checking
        else f"{megabytes(step.done_bytes)} of {megabytes(step.size_bytes)}"
    )
    return Markup(
        '<span class="coming"><progress max="1" value="{share:.3f}" aria-label="Share of {name} '
        'that is here"></progress><span class="quiet">{words}</span></span>'
    ).format(share=share, name=row.offer.name, words=words)
