"""The three columns as they stand before anything is in them. Parts fill them as they come."""

from __future__ import annotations

from markupsafe import Markup

from desktop.ui.icons import favicon, icon
from desktop.ui.models_panel import models_dialog
from desktop.ui.question_box import question_box
from desktop.ui.settings_panel import settings_dialog
from desktop.ui.watched_panel import watched_dialog

_MARK = Markup(
    '<span class="brand"><span class="logo"><i></i><i></i><i></i><i></i></span>Quire</span>'
)
_FORMATS = (
    ("html", "A page, with pictures of what is cited"),
    ("md", "Markdown"),
    ("json", "JSON, with every figure"),
)
_KEYS = (
    ("Enter", "ask"),
    ("Shift Enter", "a new line in the question"),
    ("Escape", "stop all answers; close what is open; leave the question box"),
    ("/", "to the question box"),
    ("1 to 4", "switch a way to answer on or off"),
    ("r", "ask the newest question again, with another seed"),
    ("b", "answers without names, to choose blind; or with names again"),
    ("s", "search in the library"),
    ("[ and ]", "fold the library or the evidence away"),
    ("?", "this list"),
)


def frame() -> Markup:
    """The whole page, empty."""
    return Markup(
        '<div class="quire" id="quire-app" data-icon="{}">'
        '<div class="column" id="quire-left">{}</div>'
        '<div class="column" id="quire-centre">{}</div>'
        '<div class="column" id="quire-right">{}</div></div>'
    ).format(favicon(), _left(), _centre(), _right())


def _left() -> Markup:
    """The library and the conversation."""
    return Markup(
        '<div class="panel" role="region" aria-label="Library and conversation">'
        '<div class="top">{mark}<button type="button" class="icon" data-do="theme" '
        'title="Light or dark" aria-label="Light or dark">{theme}</button>'
        '<button type="button" class="icon" data-do="keys" title="Keys (?)" aria-label="Keys">?'
        "</button>{fold}</div>"
        '<div class="drop"><p>Drop PDFs or folders anywhere</p><p>'
        '<button type="button" class="link" data-do="choose-files">Choose files</button>'
        '<button type="button" class="link" data-do="choose-folder">Choose a folder</button></p>'
        '</div><p class="said" id="quire-taking" role="status"></p>'
        '<div class="sides"><div id="quire-library" class="scroll">'
        '<div id="quire-count" data-part></div>'
        '<input type="search" id="quire-look" placeholder="Search in the library" '
        'aria-label="Search in the library" autocomplete="off">'
        '<p class="said quiet" id="quire-looking" role="status"></p>'
        '<div id="quire-hits" role="region" aria-label="Passages found" hidden></div>'
        '<div id="quire-collections" data-part></div>'
        '<div id="quire-adding" data-part></div><div id="quire-documents" data-part></div>'
        '<div id="quire-removed" data-part></div><div id="quire-watched" data-part></div></div>'
        '<div class="talks scroll"><div class="heading"><h2>Conversations</h2>'
        '<button type="button" class="link" data-do="new-conversation">New</button></div>'
        '<input type="search" id="quire-find" placeholder="Find in conversations" '
        'aria-label="Find in conversations" autocomplete="off">'
        '<div id="quire-found" hidden></div><div id="quire-conversation" data-part></div>'
        '<p class="said" id="quire-undo" role="status"></p></div></div>'
        '<div class="doors"><button type="button" class="plain" data-do="models">Models</button>'
        '<button type="button" class="plain" data-do="settings">Settings</button>'
        "</div></div>"
        '<input type="file" id="quire-files" accept=".pdf,application/pdf" multiple hidden>'
        '<input type="file" id="quire-folder" webkitdirectory multiple hidden>'
    ).format(mark=_MARK, theme=icon("theme"), fold=_fold("left", "Fold the library away"))


def _centre() -> Markup:
    """The toggles, the questions with their lanes, the box."""
    return Markup(
        '<div class="panel" role="region" aria-label="Question and answers"><div class="top">'
        '{left}{mark}<div id="quire-modes" data-part></div>{right}</div>'
        '<div class="thread" id="quire-thread"><div id="quire-earlier" data-part></div>'
        '<div id="quire-current" data-part></div></div>'
        '{box}<div class="foot" id="quire-foot" data-part></div>'
        '<p class="sr" id="quire-news" role="status"></p></div>'
        '<dialog id="quire-zoom" aria-label="Page, larger"><button type="button" class="icon" '
        'data-do="close-zoom" aria-label="Close">{close}</button><img alt=""></dialog>'
        '<dialog id="quire-keys" aria-label="Keys"><button type="button" class="icon" '
        'data-do="close-keys" aria-label="Close">{close}</button><h2>Keys</h2><dl>{keys}</dl>'
        '</dialog><dialog id="quire-save" aria-label="Save the conversation">'
        '<button type="button" class="icon" data-do="close-save" aria-label="Close">{close}'
        "</button><h2>Save the conversation</h2><p>{formats}</p></dialog>"
        '{models}{settings}{watch}<div class="over" aria-hidden="true">'
        "<p>Let go to add to the library</p></div>"
    ).format(
        mark=_MARK,
        left=_fold("left", "Library", "unfold"),
        right=_fold("right", "Evidence", "unfold"),
        box=question_box(),
        close=icon("close"),
        watch=watched_dialog(),
        models=models_dialog(),
        settings=settings_dialog(),
        formats=Markup("").join(
            Markup(
                '<button type="button" class="plain" data-do="save-as" data-as="{}">{}</button>'
            ).format(ending, name)
            for ending, name in _FORMATS
        ),
        keys=Markup("").join(
            Markup("<dt><kbd>{}</kbd></dt><dd>{}</dd>").format(key, what) for key, what in _KEYS
        ),
    )


def _right() -> Markup:
    """The evidence, what the model saw, and all choices."""
    return Markup(
        '<div class="panel" role="region" aria-label="Evidence"><div class="top">'
        '<div class="tabs" role="tablist">{evidence}{saw}{choices}</div>{fold}</div>'
        '<div class="scroll" id="quire-evidence" role="tabpanel" '
        'aria-labelledby="quire-tab-evidence"><div id="quire-passages" data-part></div>'
        '<div id="quire-opened" data-part hidden></div>'
        '</div><div class="scroll" id="quire-saw" role="tabpanel" aria-labelledby="quire-tab-saw" '
        'hidden><p class="hint">Ask something, and the prompt of each lane stands here.</p></div>'
        '<div class="scroll" id="quire-choices" role="tabpanel" '
        'aria-labelledby="quire-tab-choices" hidden></div></div>'
    ).format(
        evidence=_tab("evidence", "Evidence", True),
        saw=_tab("saw", "What the model saw", False),
        choices=_tab("choices", "Choices", False),
        fold=_fold("right", "Fold the evidence away"),
    )


def _tab(name: str, title: str, on: bool) -> Markup:
    return Markup(
        '<button type="button" role="tab" id="quire-tab-{name}" data-do="tab" data-tab="{name}" '
        'aria-controls="quire-{name}" aria-selected="{on}">{title}</button>'
    ).format(name=name, title=title, on="true" if on else "false")


def _fold(side: str, name: str, kind: str = "fold") -> Markup:
    return Markup(
        '<button type="button" class="icon {kind} {side}" data-do="fold" data-side="{side}" '
        'aria-label="{name}" title="{name}">{sign}</button>'
    ).format(kind=kind, side=side, name=name, sign=icon(side))
