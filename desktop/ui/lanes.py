"""The lanes of one question, side by side: what each mode says, and the figures under it.

A lane keeps its place and its size while it streams, and scrolls inside. Knows no mode by name.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from desktop.citations import citation_marks
from desktop.snapshot import Comparison, LaneView
from desktop.support import PARTLY, SUPPORTED
from desktop.types import Answer, Cited, SentenceSupport, Stop
from desktop.ui.answer_line import Said
from desktop.ui.answer_text import answer_html
from desktop.ui.choice_bar import choice_bar
from desktop.ui.difference_choice import difference_choice
from desktop.ui.icons import icon
from desktop.ui.version_switch import NEWEST, version_place
from desktop.ui.what_changed import what_changed
from desktop.ui.words import counted, seconds

LANE_PART = "quire-lane-{}"


@dataclass(frozen=True, slots=True)
class Seen:
    """A lane with the passages that it may cite."""

    lane: LaneView
    citable: tuple[Cited, ...]
    note: str = ""  # what the whole question waits for
    letter: str = ""  # its name while nobody is to see whose it is
    seed: int = 0  # that the question was asked with
    idle: bool = True  # no lane of the question is running
    failed: bool = False  # the question ended without answers, and says why
    fitted: str = ""  # "2 of 8": how many of the passages found stand in its prompt

    @property
    def name(self) -> str:
        """What the lane is called on the page."""
        return f"Answer {self.letter}" if self.letter else self.lane.mode.heading

    @property
    def key(self) -> str:
        """What the lane is called between the page and the program."""
        return self.letter.lower() or self.lane.mode.value


def question_panel(comparison: Comparison, index: int) -> Markup:
    """Question `index` of the conversation, from 0, and an empty place for each of its lanes."""
    places = [_place(comparison, lane) for lane in comparison.lanes]
    return Markup(
        '<div class="head">{}<div class="mine"><span class="tools">{}</span>'
        '<div class="asked" dir="auto">{}</div></div></div>'
        '<div class="lanes n{}">{}</div>{}{}'
    ).format(
        _problem(comparison),
        version_place(NEWEST) + again_button() + edit_button(comparison.question, index)
        if not comparison.running
        else "",
        comparison.question,
        len(places),
        Markup("").join(places),
        Markup('<div class="after">{}{}</div>').format(
            what_changed(comparison), difference_choice(comparison)
        ),
        choice_bar(comparison),
    )


def _place(comparison: Comparison, lane: LaneView) -> Markup:
    choice, hidden = comparison.choice, comparison.hides_names
    better = choice is not None and lane.mode in choice.better
    return Markup(
        '<section class="lane{}" id="{}" data-part data-mode="{}" aria-label="{}"></section>'
    ).format(
        " better" if better else "",
        LANE_PART.format(comparison.key(lane)),
        "" if hidden else lane.mode.value,
        f"Answer {comparison.letter(lane)}" if hidden else lane.mode.heading,
    )


def passages_fitted(comparison: Comparison) -> str:
    """ "2 of 8": how many of the passages found the model was given; "" where none was."""
    retrieved = comparison.retrieved
    if retrieved is None or not retrieved.passages:
        return ""
    return f"{retrieved.read} of {retrieved.candidates}"


def again_button() -> Markup:
    """The way to ask the newest question again."""
    return Markup(
        '<button type="button" class="icon" data-do="ask-again" aria-label="Ask again in every '
        'mode" title="Ask again in every mode, with another seed (r)">{}</button>'
    ).format(icon("again"))


def edit_button(question: str, index: int) -> Markup:
    """The way to ask something else in the place of question `index`, from 0."""
    return Markup(
        '<button type="button" class="icon" data-do="edit" data-index="{}" data-question="{}" '
        'aria-label="Change this question" title="Change this question and go on from there">{}'
        "</button>"
    ).format(index, question, icon("pencil"))


def _problem(comparison: Comparison) -> Markup:
    retrieved = comparison.retrieved
    if comparison.error:
        return Markup('<p class="said bad" role="alert">{}</p>').format(comparison.error)
    chosen = comparison.chosen.sentence if retrieved is not None and comparison.chosen else ""
    note = f"{chosen} {retrieved.note}".strip() if retrieved is not None else ""
    return Markup('<p class="note quiet">{}</p>').format(note)


def lane_panel(seen: Seen) -> Markup:
    """One lane: its name, how far its prompt is read, its words, its figures."""
    meaning = "" if seen.letter else seen.lane.mode.meaning
    figures = _HIDDEN if seen.letter else _figures(seen)
    return Markup(
        '<header title="{}"><b>{}</b><span class="quiet">{}</span>{}</header>{}'
        '<div class="body" dir="auto" tabindex="0" aria-label="Answer of {}">{}</div>'
        '<footer>{}</footer>'
    ).format(
        "" if seen.letter else seen.lane.mode.explanation, seen.name, meaning, _tools(seen),
        _reading(seen), seen.name, _words(seen), figures,
    )  # fmt: skip


def _tools(seen: Seen) -> Markup:
    if seen.lane.running and seen.lane.unwanted:
        return Markup("")
    if seen.lane.running:
        return Markup(
            '<button type="button" class="icon" data-do="stop-lane" data-lane="{}" '
            'aria-label="Stop {}" title="Stop this answer">{}</button>'
        ).format(seen.key, seen.name, icon("stop"))
    again = Markup(
        '<button type="button" class="icon" data-do="ask-again" data-lane="{}" '
        'aria-label="Ask {} again" title="Ask again, with another seed">{}</button>'
    ).format(seen.key, seen.name, icon("again"))
    copy = Markup(
        '<button type="button" class="icon" data-do="copy" aria-label="Copy the answer of {}" '
        'title="Copy this answer">{}</button>'
    ).format(seen.name, icon("copy"))
    return (again if seen.idle else Markup("")) + (copy if seen.lane.text else Markup(""))


def _reading(seen: Seen) -> Markup:
    """The bar keeps its place when there is nothing to read, so that nothing jumps. Without names
    there is none: its pace would tell which lane reads passages."""
    lane = seen.lane
    reading = lane.running and not lane.text and lane.prompt_tokens > 0 and not seen.letter
    return Markup(
        '<progress class="{}" max="{}" value="{}" aria-label="Share of the prompt that is read">'
        "</progress>"
    ).format("reading" if reading else "reading done", max(lane.prompt_tokens, 1), lane.prompt_done)


def _words(seen: Seen) -> Markup:
    lane, answer = seen.lane, seen.lane.answer
    if lane.text:
        marks = tuple(citation_marks(lane.text, seen.citable)) if lane.mode.reads_passages else ()
        support = answer.support if answer is not None else ()
        said = answer_html(Said(lane.text, marks, support))
        after = _after(answer) if answer is not None else ""
        return Markup("{}{}{}").format(_thought(lane), said, after)
    if answer is not None:
        return _thought(lane) + _silence(answer)
    if lane.thought:
        return _thought(lane)
    return Markup('<p class="quiet">{}</p>').format(_waiting(seen))


def _thought(lane: LaneView) -> Markup:
    """What it thought before it spoke, folded: words of no weight, without citations."""
    if not lane.thought:
        return Markup("")
    summary = "Thinking…" if lane.running and not lane.text else "What it thought first"
    return Markup(
        '<details class="thought" data-key="thought-{}"><summary>{}</summary><div>{}</div>'
        "</details>"
    ).format(lane.mode.value, summary, lane.thought.strip())


def _waiting(seen: Seen) -> str:
    lane = seen.lane
    if not lane.running:
        return _FAILED if seen.failed else "Stopped before the first word."
    if lane.unwanted:
        return "Stopping…"
    if seen.letter:
        return seen.note or "Getting ready…"
    if lane.prompt_tokens:
        return f"Reading {lane.prompt_done:,} of {lane.prompt_tokens:,} prompt tokens…"
    return seen.note or ("Looking for passages…" if lane.mode.reads_passages else "Getting ready…")


def _silence(answer: Answer) -> Markup:
    if answer.error:
        return Markup('<p class="problem">{}</p>').format(answer.error)
    stopped = answer.stop is Stop.CANCELLED
    if answer.thought and answer.stop is Stop.LENGTH:
        return Markup('<p class="quiet">{}</p>').format(_ONLY_THOUGHT)
    return Markup('<p class="quiet">{}</p>').format(
        "Stopped before the first word." if stopped else "The model ended without saying anything."
    )


def _after(answer: Answer) -> Markup:
    """A sentence after the answer, where there is something to say about it."""
    if answer.error:
        return Markup('<p class="problem">{}</p>').format(answer.error)
    if answer.stop is Stop.CANCELLED:
        return Markup('<p class="quiet">Stopped here.</p>')
    if answer.stop is Stop.LENGTH:
        return Markup('<p class="quiet">Cut here: the answer reached its longest length.</p>')
    if answer.support and all(sentence.score < PARTLY for sentence in answer.support):
        return Markup('<p class="quiet">Nothing in your documents bears this out.</p>')
    return Markup("")


def _figures(seen: Seen) -> Markup:
    lane, answer = seen.lane, seen.lane.answer
    if answer is None:
        return Markup('<span class="quiet">{}</span>').format("answering…" if lane.text else " ")
    stats = answer.stats
    if not stats.prompt_tokens:
        return Markup("<span> </span>")
    figures = [_figure("first word", seconds(stats.first_token_ms / 1000), _TIP_FIRST)]
    if stats.tokens_per_second:
        figures.append(_figure("tokens/s", f"{stats.tokens_per_second:,.0f}", _TIP_RATE))
    reused = f" · {stats.reused_tokens:,} reused" if stats.reused_tokens else ""
    figures.append(_figure("prompt", f"{stats.prompt_tokens:,}", _TIP_PROMPT, reused))
    if seen.fitted and lane.mode.reads_passages:
        figures.append(_figure("passages", seen.fitted, _TIP_PASSAGES))
    if stats.seed != seen.seed:
        figures.append(_figure("seed", f"{stats.seed}", _TIP_SEED))
    return Markup("").join([*figures, _support(answer.support)])


_HIDDEN = Markup('<span class="quiet">Name and figures show when you have chosen.</span>')
_FAILED = "Not answered: the reason stands above."
_ONLY_THOUGHT = "The answer reached its longest length while the model was still thinking."
_TIP_FIRST = "From the question being asked to the first word"
_TIP_RATE = "Tokens a second; a token is about three quarters of a word"
_TIP_PASSAGES = "Passages that stood in the prompt, of those found"
_TIP_SEED = "Asked again with another seed; without one set, at temperature 0.7"
_TIP_PROMPT = "Tokens that stood before the answer; reused ones were not read again"


def _figure(name: str, number: str, tip: str, more: str = "") -> Markup:
    return Markup('<span class="figure" title="{}">{} <b>{}</b>{}</span>').format(
        tip, name, number, more
    )


def _support(support: Sequence[SentenceSupport]) -> Markup:
    if not support:
        return Markup("")
    well = sum(sentence.score >= SUPPORTED for sentence in support)
    partly = sum(PARTLY <= sentence.score < SUPPORTED for sentence in support)
    share = (well + partly / 2) / len(support)
    tip = f"{well} of {counted(len(support), 'sentence')} found in the documents, {partly} partly"
    return Markup(
        '<span class="figure support" title="{0}">support <span class="gauge" role="img" '
        'aria-label="{0}"><i class="{2}" style="width:{1:.0%}"></i></span></span>'
    ).format(tip, share, "some" if share else "none")
