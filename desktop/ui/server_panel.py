"""A server that the person runs, in a model's place: its address, its models, and what goes there.

Knows nothing of what is said with it, and never its key.
"""

from __future__ import annotations

from markupsafe import Markup

from desktop.models import ModelsView
from desktop.types import Served


def server_answers(served: Served, files: str, busy: bool) -> Markup:
    """Which server answers now, what is sent there, and the way back to this machine; `files`: what
    the model there is called."""
    tuned = Markup(
        '<span class="quiet">nothing: choose one of its models for the tuned half</span>'
    )
    if served.tuned_name:
        tuned = Markup(
            '<b>{}</b> <button type="button" class="link" data-do="untuned"{}>Do without</button>'
        ).format(served.tuned_name, _off(busy))
    return Markup(
        '<dl class="chosen"><div data-mode="base"><dt><span class="dot"></span>Base</dt><dd>'
        '<b>{name}</b> <span class="quiet">at {address}</span></dd></div><div data-mode="tuned">'
        '<dt><span class="dot"></span>Tuned</dt><dd>{tuned}</dd></div></dl>'
        '<p class="goes-there"><b>Questions and passages go to {address}</b>, with the '
        'conversation. <button type="button" class="small" data-do="use-files"{off}>Use {files} '
        "on this machine instead</button></p>"
    ).format(
        name=served.name or "its only model",
        address=served.address,
        tuned=tuned,
        files=files,
        off=_off(busy),
    )


def server_panel(view: ModelsView) -> Markup:
    """Where a server is chosen: its address and key, then the models that it lists."""
    return Markup(
        '<h3>A server that you run</h3><p class="hint">llama-server, vLLM or another that speaks '
        "OpenAI's protocol can stand in the model's place. Questions, passages and the "
        "conversation are then sent to its address; on another machine, it is the one connection "
        "that is let out.</p>{form}{open}{models}"
    ).format(
        form=_form(view),
        open="" if view.server.is_private else _OPEN,
        models=_models(view) if view.server.models else "",
    )


_OPEN = Markup(
    '<p class="hint">What goes to this address is not encrypted: others on the way could read it. '
    "An address that begins with https:// is.</p>"
)


def _form(view: ModelsView) -> Markup:
    server, in_use = view.server, isinstance(view.answers, Served)
    forget = Markup('<button type="button" class="link" data-do="forget-server">Forget</button>')
    return Markup(
        '<form data-do="use-server"><label class="sr" for="quire-server-address">Address of the '
        'server</label><input id="quire-server-address" name="address" value="{address}" '
        'placeholder="http://127.0.0.1:8080/v1" autocomplete="off" spellcheck="false" required>'
        '<label class="sr" for="quire-server-key">Key of the server, if it asks for one</label>'
        '<input type="password" id="quire-server-key" name="key" placeholder="{key}" '
        'autocomplete="off"><button type="submit" class="small"{off}>Use this server</button>'
        "{forget}</form>"
    ).format(
        address=server.address,
        key="Key: kept, and not shown" if server.has_key else "Key, if it asks for one",
        off=_off(bool(view.loading)),
        forget=forget if server.address and not in_use else "",
    )


def _models(view: ModelsView) -> Markup:
    now = view.answers if isinstance(view.answers, Served) else None
    if now is not None and now.address != view.server.address:
        now = None
    rows = Markup("").join(_row(name, now, bool(view.loading)) for name in view.server.models)
    return Markup('<ul class="model-files served">{}</ul>').format(rows)


def _row(name: str, now: Served | None, busy: bool) -> Markup:
    """One model of the server, with what it can be used for and is not yet."""
    is_base, is_tuned = now is not None and now.name == name, now and now.tuned_name == name
    role = "base" if is_base else "tuned" if is_tuned else ""
    uses = [] if is_base else [_use(name, "base", busy)]
    if now is not None and not is_base and not is_tuned:
        uses.append(_use(name, "tuned", busy))
    return Markup(
        '<li class="model{on}" data-key="served-{name}"><span class="name"><b>{name}</b>{role}'
        '</span><span class="uses">{uses}</span></li>'
    ).format(
        on=" on" if role else "",
        name=name,
        role=Markup('<i class="role">{}</i>').format(role) if role else "",
        uses=Markup("").join(uses),
    )


def _use(name: str, as_: str, busy: bool) -> Markup:
    return Markup(
        '<button type="button" class="small" data-do="use-served" data-name="{name}" '
        'data-as="{as_}" aria-label="Use {name} as {as_}"{off}>Use as {as_}</button>'
    ).format(name=name, as_=as_, off=_off(busy))


def _off(busy: bool) -> Markup:
    return Markup(" disabled") if busy else Markup("")
