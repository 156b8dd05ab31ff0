"""The models: what answers, what there is on this machine, and what each of them needs of it.

Knows nothing of how a model is loaded; it shows a view of the desk.
"""

from __future__ import annotations

from markupsafe import Markup

from desktop.models import Kind, ModelCard, ModelRow, ModelsView, Role
from desktop.types import MOST_STRENGTH, Served
from desktop.ui.fit_line import fit_line
from desktop.ui.icons import icon
from desktop.ui.offers_panel import ask_dialog
from desktop.ui.server_panel import server_answers
from desktop.ui.words import megabytes, weights_in_words

_STEP = 0.05
_ROLES = {Role.BASE: "base", Role.ADAPTER: "adapter", Role.MERGED: "merged model"}


def models_dialog() -> Markup:
    """The dialog as it stands before anything is in it."""
    return Markup(
        '<dialog id="quire-models" class="sheet" aria-labelledby="quire-models-title">'
        '<header><h2 id="quire-models-title">Models</h2><button type="button" class="icon" '
        'data-do="close-sheet" aria-label="Close">{close}</button></header>'
        '<p class="said bad" id="quire-models-problem" role="alert"></p>'
        '<div id="quire-models-list" data-part></div><div id="quire-offers" data-part></div>'
        '<section class="add"><h3>Add a model</h3><p class="hint">Drop a .gguf file anywhere on '
        "the window, or choose one. A file that is too large to be copied stays where it lies: "
        "give its path.</p>"
        '<form data-do="add-model"><label class="sr" for="quire-model-path">Path of a GGUF file'
        '</label><input id="quire-model-path" name="path" placeholder="/path/to/model.gguf" '
        'autocomplete="off" spellcheck="false" required>'
        '<button type="submit" class="small">Add</button>'
        '<button type="button" class="small" data-do="choose-model">Choose a file</button></form>'
        '<p class="said quiet" id="quire-models-said" role="status"></p>'
        '<input type="file" id="quire-model-file" accept=".gguf" hidden></section>'
        '<section><div id="quire-server" data-part></div>'
        '<p class="said quiet" id="quire-server-said" role="status"></p></section></dialog>{ask}'
    ).format(close=icon("close"), ask=ask_dialog())


def models_panel(view: ModelsView) -> Markup:
    """What answers now, then every file."""
    return Markup("{}{}{}").format(
        _news(view),
        _chosen(view),
        Markup(
            '<h3>On this machine <span class="quiet">{} of memory free</span></h3>'
            '<ul class="model-files">{}</ul>'
        ).format(
            megabytes(view.free_bytes),
            Markup("").join(_row(row, view) for row in view.rows),
        ),
    )


def _news(view: ModelsView) -> Markup:
    if view.loading:
        return Markup(
            '<p class="said going" role="status">{}</p><progress aria-label="{}"></progress>'
        ).format(view.loading, view.loading)
    if view.problem:
        return Markup('<p class="said bad" role="alert">{}</p>').format(view.problem)
    return Markup("")


def _chosen(view: ModelsView) -> Markup:
    """The base and what tunes it, with the adapter's strength; or the server."""
    if isinstance(view.answers, Served):
        names = {row.card.path: row.card.name for row in view.rows}
        files = names.get(view.files.base, view.files.base.name)
        return server_answers(view.answers, files, bool(view.loading))
    tuned = next((r for r in view.rows if r.role in (Role.ADAPTER, Role.MERGED)), None)
    base = next((r.card.name for r in view.rows if r.role is Role.BASE), view.files.base.name)
    lines = [_line("base", "Base", Markup("<b>{}</b>").format(base))]
    if tuned is None:
        nothing = "nothing: choose an adapter or a merged model for the tuned half"
        lines.append(
            _line("tuned", "Tuned", Markup('<span class="quiet">{}</span>').format(nothing))
        )
    else:
        lines.append(_line("tuned", "Tuned", _tuned(tuned, view)))
    return Markup('<dl class="chosen">{}</dl>').format(Markup("").join(lines))


def _line(mode: str, title: str, what: Markup) -> Markup:
    return Markup(
        '<div data-mode="{}"><dt><span class="dot"></span>{}</dt><dd>{}</dd></div>'
    ).format(mode, title, what)


def _tuned(row: ModelRow, view: ModelsView) -> Markup:
    role = _ROLES[row.role] if row.role is not None else ""
    none = Markup(
        '<button type="button" class="link" data-do="untuned"{}>Do without</button>'
    ).format(_off(bool(view.loading)))
    told = Markup('<b>{}</b> <span class="quiet">{}</span> {}').format(row.card.name, role, none)
    if row.role is not Role.ADAPTER:
        return told
    return Markup(
        '{told}<span class="strength"><label for="quire-strength">Strength</label>'
        '<input type="range" id="quire-strength" min="0" max="{most}" step="{step}" '
        'value="{now:.2f}" data-do="strength"{off}><output for="quire-strength">{now:.2f}</output>'
        "</span>"
    ).format(
        told=told,
        most=MOST_STRENGTH,
        step=_STEP,
        now=view.files.adapter_strength,
        off=_off(bool(view.loading)),
    )


def _row(row: ModelRow, view: ModelsView) -> Markup:
    card = row.card
    return Markup(
        '<li class="model{on}" data-key="model-{path}"><span class="name" title="{path}">'
        "<b>{name}</b>{file}{role}</span>{remove}"
        '<span class="facts">{facts}</span>{fit}<span class="uses">{uses}</span></li>'
    ).format(
        path=card.path,
        on=" on" if row.role is not None else "",
        name=card.name,
        file=_file_name(card),
        role=Markup('<i class="role">{}</i>').format(_ROLES[row.role]) if row.role else "",
        remove=_remove(row),
        facts=_facts(row),
        fit=fit_line(row.fit) if row.fit is not None else "",
        uses=Markup("").join(_uses(row, view)),
    )


def _file_name(card: ModelCard) -> Markup:
    """The file's own name, where the model in it is called otherwise."""
    if card.path.name == card.name or card.path.stem == card.name:
        return Markup("")
    return Markup('<span class="quiet">{}</span>').format(card.path.name)


def _facts(row: ModelRow) -> Markup:
    card = row.card
    if card.kind is Kind.UNUSABLE:
        return Markup('<span class="bad">{}</span>').format(card.problem)
    facts = [
        "adapter" if card.kind is Kind.ADAPTER else weights_in_words(card.parameters),
        card.quantization,
        megabytes(card.file_bytes),
        f"window up to {card.trained_context:,} tokens" if card.trained_context else "",
        f"{row.tokens_per_second:,.0f} tokens/s here" if row.tokens_per_second else "",
    ]
    return Markup(" · ").join(fact for fact in facts if fact)


def _uses(row: ModelRow, view: ModelsView) -> list[Markup]:
    """The buttons: what the file can be used as, and is not yet; in a server's place, as base."""
    kinds = {Kind.MODEL: (Role.BASE, Role.MERGED), Kind.ADAPTER: (Role.ADAPTER,)}
    if isinstance(view.answers, Served):
        kinds = {Kind.MODEL: (Role.BASE,)}
    if row.role is Role.BASE:
        return []
    return [
        Markup(
            '<button type="button" class="small" data-do="use-model" data-path="{path}" '
            'data-role="{role}" aria-label="Use {name} as {as_}"{off}>Use as {as_}</button>'
        ).format(
            path=row.card.path,
            role=role.value,
            name=row.card.name,
            as_=_ROLES[role],
            off=_off(bool(view.loading)),
        )
        for role in kinds.get(row.card.kind, ())
        if role is not row.role
    ]


def _remove(row: ModelRow) -> Markup:
    if row.built_in or row.role is not None:
        return Markup("")
    sure, what = ("Delete the file?", "Delete") if row.mine else ("Take off?", "Take off the list:")
    return Markup(
        '<button type="button" class="icon" data-do="remove-model" data-path="{path}" '
        'data-confirm="{sure}" aria-label="{what} {name}" title="{what} {name}">{close}</button>'
    ).format(path=row.card.path, sure=sure, what=what, name=row.card.name, close=icon("close"))


def _off(busy: bool) -> Markup:
    return Markup(" disabled") if busy else Markup("")
