"""The question box, the four toggles, and the quiet line that says how things stand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from desktop.loading import Loading, State
from desktop.modes import Mode
from desktop.types import ModelInfo
from desktop.ui.icons import icon
from desktop.ui.words import megabytes
from indexer import Outbound


def question_box() -> Markup:
    """Where the question is typed. Its words live in the page until it is asked."""
    return Markup(
        '<form class="ask" data-do="ask"><label class="sr" for="quire-question">Your question'
        '</label><textarea id="quire-question" rows="1" placeholder="Ask your documents…" '
        'aria-describedby="quire-keys"></textarea>'
        '<button type="button" class="blind" data-do="toggle-blind" aria-pressed="false" title="'
        "Blind (b): answers come shuffled and without names, until you choose the better one"
        '">{}<span>Blind</span></button>'
        '<span><button type="button" class="plain stop" data-do="stop" title="Stop (Escape)">Stop'
        '</button><button type="submit" class="primary" title="Ask (Enter)">Ask</button></span>'
        "</form>"
        '<p class="said quiet" id="quire-instead" hidden>The conversation goes on from this '
        'question; what came after it stays kept. <button type="button" class="link" '
        'data-do="edit-not">Leave it as it is</button></p>'
        '<p class="said bad" id="quire-problem" role="alert"></p>'
    ).format(icon("blind"))


def mode_toggles(able: Sequence[Mode]) -> Markup:
    """One toggle for each mode; those without weights to answer with cannot be switched on."""
    return Markup('<div class="modes" role="group" aria-label="Ways to answer">{}</div>').format(
        Markup("").join(_toggle(mode, mode in able) for mode in Mode)
    )


def _toggle(mode: Mode, able: bool) -> Markup:
    why = "" if able else f"{mode.explanation} None are chosen: see Models."
    return Markup(
        '<button type="button" class="mode" data-mode="{mode}" data-do="toggle-mode" '
        'aria-pressed="{on}"{off} title="{title}"><span class="dot"></span><b>{name}</b>'
        "<span>{meaning}</span></button>"
    ).format(
        mode=mode.value,
        on="true" if able else "false",
        off=Markup("") if able else Markup(" disabled"),
        title=why or mode.explanation,
        name=mode.heading,
        meaning=mode.meaning if able else "no tuned weights",
    )


@dataclass(frozen=True, slots=True)
class Connections:
    """How things stand with other machines."""

    outbound: Outbound
    downloading: str = ""  # the model that is being fetched, else ""


def foot(
    line: Connections, model: ModelInfo | None, loading: Sequence[Loading], ahead: bool
) -> Markup:
    """Offline, and to how many connections; whether it reads ahead; what is still loading, else
    the model."""
    right = _loading_line(loading) or _model_line(model)
    return Markup("{}{}{}").format(_line(line), _ahead_switch(ahead), right)


def _line(line: Connections) -> Markup:
    outbound = line.outbound
    words = f"Downloading {line.downloading}" if line.downloading else _connections(outbound)
    tried = " tried" if outbound.refused or outbound.permitted else ""
    colour = " online" if line.downloading else tried
    return Markup('<span class="offline{}"><i></i>{}</span>').format(colour, words)


def _connections(outbound: Outbound) -> str:
    if outbound.permitted:
        refused = f", {outbound.refused} refused" if outbound.refused else ""
        return f"Connects to {outbound.permitted} alone · {_counted(outbound.opened)}{refused}"
    if outbound.opened:
        return f"Offline again · {_counted(outbound.opened)} before"
    return f"Offline · {_counted(outbound.refused)}"


def _counted(number: int) -> str:
    return f"{number} outbound connection{'' if number == 1 else 's'}"


def _ahead_switch(ahead: bool) -> Markup:
    return Markup(
        '<button type="button" class="link ahead" data-do="toggle-ahead" role="switch" '
        'aria-checked="{}" title="While you type, the model reads what is found so far, so that '
        'the first word comes sooner"><i></i>Read while I type</button>'
    ).format("true" if ahead else "false")


def _loading_line(loading: Sequence[Loading]) -> Markup:
    failed = [part.sentence for part in loading if part.state is State.FAILED]
    if failed:
        why = " ".join(failed)
        return Markup('<span class="bad" title="{}">{}</span>').format(why, why)
    going = [part.sentence for part in loading if part.state is not State.READY]
    if not going:
        return Markup("")
    share = sum(part.share for part in loading) / len(loading)
    return Markup(
        '<span class="loading"><progress max="1" value="{:.3f}" aria-label="{:.0%} loaded">'
        '</progress><span title="{}">{}</span></span>'
    ).format(share, share, " ".join(going), " ".join(going))


def _model_line(model: ModelInfo | None) -> Markup:
    if model is None:
        return Markup("<span></span>")
    tuned = f" + {model.tuned}" if model.tuned else ""
    if model.address:
        return Markup(
            '<button type="button" class="link goes" data-do="models" title="{}">{}</button>'
        ).format(
            f"{model.name}{tuned} at {model.address}, a window of {model.context:,} tokens, "
            f"found in {model.seconds_to_load:.1f} s",
            f"Questions and passages go to {model.address} · {model.name}{tuned}",
        )
    return Markup(
        '<button type="button" class="link" data-do="models" title="Models: {}">{}</button>'
    ).format(
        f"{model.architecture}, {megabytes(model.file_bytes)}, a window of {model.context:,} "
        f"tokens, {model.threads} threads, loaded in {model.seconds_to_load:.1f} s. {model.fitted}",
        f"{model.name}{tuned}",
    )
