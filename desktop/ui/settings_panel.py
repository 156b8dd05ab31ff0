"""The settings: the person's own instruction, how answers are chosen, the machine, and the files.

Each control carries the value that is kept, so that what was not taken is put back. Knows nothing
of how a setting is kept.
"""

from __future__ import annotations

from pathlib import Path

from markupsafe import Markup

from desktop.clearing import Kind, Room
from desktop.copies_cost import CopiesCost
from desktop.prompt import CLOSED_BOOK, OPEN_BOOK
from desktop.settings import LONGEST_INSTRUCTION, RANGES, Settings
from desktop.types import ModelInfo
from desktop.ui.icons import icon
from desktop.ui.words import counted, megabytes

_TIPS = {
    "temperature": "0 always takes the most likely word. Higher is more varied, and less sure.",
    "max_tokens": "An answer ends there at the latest. A token is about three quarters of a word.",
    "seed": "The same seed gives the same answer again, whatever the temperature.",
    "top_k": "So many of the likeliest words are looked at. It counts above temperature 0.",
    "top_p": "The likeliest words are taken until they make up this share.",
    "min_p": "Words less likely than this share of the likeliest are left out.",
    "repeat_penalty": "Above 1, words that were said a moment ago become less likely.",
    "context": "Tokens of one lane, question and passages and answer together. Empty: fitted.",
    "threads": "How many the processor computes with. Empty: fitted to the model.",
}
_CACHES = {"f16": "exactly (f16)", "q8_0": "in half the memory (q8_0)"}
_ANSWERING = ("temperature", "max_tokens", "seed")
_FINER = ("top_k", "top_p", "min_p", "repeat_penalty")
_NO_COPIES = CopiesCost()
_NUMBERS = frozenset({"max_tokens", "seed"})  # a slider is too coarse for them
_ROOMS = {
    Kind.LIBRARY: ("Library", "document", "Delete all documents?"),
    Kind.CONVERSATIONS: ("Conversations", "conversation", "Delete all conversations?"),
    Kind.MODELS: ("Models", "file", "Delete all models?"),
}


def settings_dialog() -> Markup:
    """The dialog as it stands before anything is in it."""
    return Markup(
        '<dialog id="quire-settings" class="sheet" aria-labelledby="quire-settings-title">'
        '<header><h2 id="quire-settings-title">Settings</h2><button type="button" class="icon" '
        'data-do="close-sheet" aria-label="Close">{close}</button></header>'
        '<p class="said bad" id="quire-settings-problem" role="alert"></p>'
        '<div id="quire-settings-list" data-part></div>'
        '<p class="said quiet" id="quire-settings-said" role="status"></p>'
        '<div id="quire-rooms" data-part></div></dialog>'
    ).format(close=icon("close"))


def settings_panel(
    settings: Settings,
    model: ModelInfo | None,
    loading: str,
    problem: str,
    encoder: str = "",
    cost: CopiesCost = _NO_COPIES,
) -> Markup:
    """Every setting. `loading`: a sentence while the engine is loaded anew; `problem`: one on why
    it was not; or "". `encoder`: the folder of the embedding model in use. `cost`: of
    copies."""
    news = Markup("")
    if loading:
        news = Markup('<p class="said going" role="status">{}</p>').format(loading)
    elif problem:
        news = Markup('<p class="said bad" role="alert">{}</p>').format(problem)
    return Markup(
        '{news}<h3>Your instruction</h3>{instruction}<h3>Answering <button type="button" '
        'class="link" data-do="reset-settings">Reset all settings</button></h3>'
        '<div class="fields">{answering}</div><details><summary>Finer choice of words</summary>'
        '<div class="fields">{finer}</div></details>'
        "<h3>Finding passages</h3>"
        '<div class="fields">{encoder}</div>'
        "<h3>Your PDFs</h3>"
        '<div class="fields">{copies}</div>'
        '<h3>This machine <span class="quiet">a change loads the model again</span></h3>'
        '<div class="fields">{machine}{cache}{gpu}</div>'
    ).format(
        news=news,
        instruction=_instruction(settings),
        answering=Markup("").join(_field(name, settings) for name in _ANSWERING),
        finer=Markup("").join(_field(name, settings) for name in _FINER),
        encoder=_encoder(settings, encoder),
        copies=_copies(settings, cost),
        machine=_machine(settings, model),
        cache=_cache(settings),
        gpu=_gpu(settings),
    )


def rooms_panel(folder: Path, rooms: tuple[Room, ...]) -> Markup:
    """Where the files are kept, how much each kind takes, and the ways to delete them."""
    total = sum(room.size_bytes for room in rooms)
    return Markup(
        '<h3>Files <span class="quiet">{total} in all</span></h3><p class="hint">Everything that '
        "Quire keeps is in <code>{folder}</code>. Your own PDFs and models elsewhere are never "
        'touched.</p><ul class="rooms">{rooms}<li><b>Everything</b><span class="quiet">with all '
        'settings</span><button type="button" class="small danger" data-do="clear-all" '
        'data-confirm="Sure? Delete everything">Clear all</button></li></ul>'
    ).format(
        total=megabytes(total),
        folder=folder,
        rooms=Markup("").join(_room(room) for room in rooms),
    )


def _instruction(settings: Settings) -> Markup:
    return Markup(
        '<label class="sr" for="quire-set-instruction">Your instruction</label><textarea '
        'id="quire-set-instruction" data-setting="instruction" data-value="{now}" rows="3" '
        'maxlength="{most}" placeholder="For example: Answer in French, and in full sentences.">'
        '</textarea><p class="hint">It is given to the model after Quire\'s own, in every lane '
        'alike.</p><details><summary>What Quire says itself</summary><p class="hint">Without '
        'passages: {closed}</p><p class="hint">With passages: {open}</p></details>'
    ).format(now=settings.instruction, most=LONGEST_INSTRUCTION, closed=CLOSED_BOOK, open=OPEN_BOOK)


def _field(name: str, settings: Settings) -> Markup:
    span, now = RANGES[name], getattr(settings, name)
    slides = name not in _NUMBERS
    value = f"{now:.2f}" if span.step < 1 else str(now)
    output = Markup('<output for="quire-set-{}">{}</output>').format(name, value)
    return Markup(
        '<div class="field"><label for="quire-set-{name}">{title}</label><input type="{kind}" '
        'id="quire-set-{name}" data-setting="{name}" data-value="{value}" value="{value}" '
        'min="{least:.10g}" max="{most:.10g}" step="{step:g}" aria-describedby="quire-tip-{name}">'
        '{output}<small id="quire-tip-{name}">{tip}</small></div>'
    ).format(
        name=name,
        title=span.title,
        kind="range" if slides else "number",
        value=value,
        least=span.least,
        most=span.most,
        step=span.step,
        output=output if slides else "",
        tip=_TIPS[name],
    )


def _encoder(settings: Settings, in_use: str) -> Markup:
    news = _FROM_NEXT_START if settings.encoder != in_use else ""
    return Markup(
        '<div class="field long"><label for="quire-set-encoder">Embedding model</label><input '
        'type="text" id="quire-set-encoder" data-setting="encoder" data-value="{now}" '
        'value="{now}" placeholder="all-MiniLM-L6-v2, which comes with Quire" spellcheck="false" '
        'autocomplete="off" aria-describedby="quire-tip-encoder"><small id="quire-tip-encoder">It '
        "finds passages by what they mean. For another, type the whole path of a "
        "sentence-transformers folder; it is tried first. All passages are then embedded anew, "
        'which takes a while. <b role="status">{news}</b></small></div>'
    ).format(now=settings.encoder, news=news)


_FROM_NEXT_START = "It is used when Quire is started the next time."


def _machine(settings: Settings, model: ModelInfo | None) -> Markup:
    fitted = {
        "context": f"{model.context:,} tokens" if model else "fitted",
        "threads": str(model.threads) if model and model.threads else "fitted",
    }
    return Markup("").join(
        Markup(
            '<div class="field"><label for="quire-set-{name}">{title}</label><input type="number" '
            'id="quire-set-{name}" data-setting="{name}" data-value="{value}" value="{value}" '
            'min="{least:.10g}" max="{most:.10g}" placeholder="fitted: {fitted}" '
            'aria-describedby="quire-tip-{name}"><small id="quire-tip-{name}">{tip}</small></div>'
        ).format(
            name=name,
            title=RANGES[name].title,
            value="" if getattr(settings, name) is None else getattr(settings, name),
            least=RANGES[name].least,
            most=RANGES[name].most,
            fitted=now,
            tip=_TIPS[name],
        )
        for name, now in fitted.items()
    )


def _cache(settings: Settings) -> Markup:
    options = Markup("").join(
        Markup('<option value="{}"{}>{}</option>').format(
            kind, Markup(" selected") if kind == settings.kv_cache else "", words
        )
        for kind, words in _CACHES.items()
    )
    return Markup(
        '<div class="field"><label for="quire-set-kv_cache">What was read is kept</label><select '
        'id="quire-set-kv_cache" data-setting="kv_cache" data-value="{now}" '
        'aria-describedby="quire-tip-kv_cache">{options}</select><small id="quire-tip-kv_cache">'
        "Half the memory leaves room for a longer window, and loses a little of what was read."
        "</small></div>"
    ).format(now=settings.kv_cache, options=options)


def _gpu(settings: Settings) -> Markup:
    tip = "Used where there is one that this build of llama.cpp can use."
    return _switch("gpu", "Graphics card", tip, settings.gpu)


def _copies(settings: Settings, cost: CopiesCost) -> Markup:
    tip = (
        "So that its pages show also when it was moved or deleted. It holds for what comes from a "
        "watched folder, or is given by its path, from now on. "
        f"Copies take {megabytes(cost.copies)}; of the documents that have none they would take "
        f"{megabytes(cost.more)} more. What you drop or choose is kept in any case: "
        f"{megabytes(cost.dropped)}."
    )
    return _switch("keeps_copies", "Keep a copy of each", tip, settings.keeps_copies, "field long")


def _switch(name: str, title: str, tip: str, is_on: bool, kind: str = "field") -> Markup:
    return Markup(
        '<div class="{kind}"><label for="quire-set-{name}">{title}</label><input type="checkbox" '
        'id="quire-set-{name}" data-setting="{name}" data-value="{now}"{checked} '
        'aria-describedby="quire-tip-{name}"><small id="quire-tip-{name}">{tip}</small></div>'
    ).format(
        kind=kind,
        name=name,
        title=title,
        tip=tip,
        now="true" if is_on else "false",
        checked=Markup(" checked") if is_on else "",
    )


def _room(room: Room) -> Markup:
    title, thing, sure = _ROOMS[room.kind]
    return Markup(
        '<li data-key="room-{kind}"><b>{title}</b><span class="quiet">{things}, {size}</span>'
        '<button type="button" class="small" data-do="clear" data-kind="{kind}" '
        'data-confirm="{sure}" aria-label="Clear {title}"{off}>Clear</button></li>'
    ).format(
        kind=room.kind.value,
        title=title,
        things=counted(room.things, thing),
        size=megabytes(room.size_bytes),
        sure=sure,
        off="" if room.things else Markup(" disabled"),
    )
