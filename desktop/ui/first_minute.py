"""What the centre shows before the first question: what this is, and what to do now."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from desktop.modes import Mode
from desktop.samples import EXAMPLE_QUESTIONS, SAMPLES

_QUESTIONS = (
    "What is this document about?",
    "Which risks are described, and which comes first?",
    "Which numbers changed most from the year before?",
)
"""For documents that nobody here knows."""
_WITH_SAMPLES = "Or begin with a question: the sample documents come with it"


def first_minute(
    names: Sequence[str], ready: bool = False, elsewhere: str = "", is_open: bool = True
) -> Markup:
    """The drop zone while the library is empty; the four ways to answer; questions to click.

    `names` are those of the documents, read or being read; `ready`: all are read, and a question
    that is clicked is asked at once; `elsewhere` is the server on another machine that answers,
    if one does; `is_open`: it is known what the library holds, and until then nothing is offered
    that would be wrong in a moment.
    """
    has_documents = bool(names)
    samples = {path.name for path in SAMPLES}
    questions = EXAMPLE_QUESTIONS if samples.issuperset(names) else _QUESTIONS
    drop = _DROP if is_open and not has_documents else Markup("")
    title = "What would you like to know?" if has_documents else "Ask your PDFs. See four answers."
    return Markup(
        '<div class="first"><h1>{}</h1><p class="lead">One question, answered side by side: with '
        "and without passages from your documents, with and without tuning. {}"
        '</p>{}{}<div class="try"{}><h2>{}</h2><div>{}</div></div></div>'
    ).format(
        title,
        f"The server at {elsewhere} answers." if elsewhere else "All on this machine.",
        drop,
        _square(),
        "" if is_open else Markup(" hidden"),
        "Questions to begin with" if has_documents else _WITH_SAMPLES,
        Markup("").join(_question(question, ready) for question in questions),
    )


_DROP = Markup(
    '<div class="drop-here"><p>Drop PDFs or folders anywhere on this window</p>'
    '<p><button type="button" class="primary" data-do="choose-files">Choose PDFs…</button> '
    '<button type="button" class="plain" data-do="choose-folder">Choose a folder…</button> '
    '<button type="button" class="plain" data-do="add-samples">Try the sample documents</button>'
    "</p></div>"
)


def _square() -> Markup:
    """The 2 x 2: closed and open book, base and tuned weights."""
    across = (("closed book", "from memory"), ("open book", "reading your PDFs"))
    down = (("base weights", "as they came", False), ("tuned weights", "trained further", True))
    rows = [Markup("<span></span>"), *(_axis(name, plainly, "across") for name, plainly in across)]
    for name, plainly, tuned in down:
        rows.append(_axis(name, plainly, "down"))
        rows += [_cell(mode) for mode in Mode if mode.uses_adapter is tuned]
    return Markup(
        '<div class="square" role="group" aria-label="Four ways to answer">{}</div>'
    ).format(Markup("").join(rows))


def _axis(name: str, plainly: str, direction: str) -> Markup:
    return Markup('<span class="axis {}"><b>{}</b> <span>{}</span></span>').format(
        direction, name, plainly
    )


def _cell(mode: Mode) -> Markup:
    return Markup(
        '<div class="cell" data-mode="{}" title="{}"><b>{}</b><span>{}</span></div>'
    ).format(mode.value, mode.explanation, mode.heading, mode.meaning)


def _question(question: str, ready: bool) -> Markup:
    """A question to click."""
    return Markup(
        '<button type="button" class="suggestion" data-do="suggest"{}>{}</button>'
    ).format(Markup(" data-ready") if ready else "", question)
