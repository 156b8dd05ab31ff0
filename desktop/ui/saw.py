"""What the model saw: the prompt of a lane by parts, every candidate, and the window as a bar.

Writes the prompt with the same words that the lane was given.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from desktop.modes import Mode
from desktop.prompt import conversation
from desktop.snapshot import Comparison, LaneView
from desktop.types import Message, ModelInfo, Turn
from indexer import Hit

_WHO = {"system": "Instruction", "user": "Question", "assistant": "Earlier answer"}


@dataclass(frozen=True, slots=True)
class Look:
    """One lane of one question, with what went before it."""

    comparison: Comparison
    turns: tuple[Turn, ...]
    mode: Mode
    model: ModelInfo | None


def saw_panel(look: Look) -> Markup:
    """The chosen lane's prompt. Raises no error where the lane is not there: it shows the first."""
    lane = _lane(look)
    retrieved = look.comparison.retrieved
    passages = retrieved.passages if retrieved is not None else ()
    messages = conversation(lane.mode, look.turns, look.comparison.question, passages)
    return Markup('{}{}<div class="prompt">{}</div>{}').format(
        _choice(look.comparison.in_order, lane.mode),
        _window(lane, look.model),
        Markup("").join(_message(message) for message in messages),
        _candidates(look.comparison) if lane.mode.reads_passages else "",
    )


def _lane(look: Look) -> LaneView:
    lanes = look.comparison.lanes
    return next((lane for lane in lanes if lane.mode is look.mode), lanes[0])


def _choice(lanes: Sequence[LaneView], chosen: Mode) -> Markup:
    buttons = [
        Markup(
            '<button type="button" class="pick" data-do="see-prompt" data-mode="{}" '
            'aria-pressed="{}"><span class="dot"></span>{}</button>'
        ).format(lane.mode.value, "true" if lane.mode is chosen else "false", lane.mode.heading)
        for lane in lanes
    ]
    return Markup('<div class="picks" role="group" aria-label="Lane">{}</div>').format(
        Markup("").join(buttons)
    )


def _message(message: Message) -> Markup:
    return Markup('<h3>{}</h3><pre dir="auto" tabindex="0">{}</pre>').format(
        _WHO[message.role], message.content
    )


def _window(lane: LaneView, model: ModelInfo | None) -> Markup:
    """Tokens of the prompt and of the answer against the window."""
    answer = lane.answer
    if answer is None or model is None or not answer.stats.prompt_tokens:
        return Markup("")
    stats = answer.stats
    read = stats.prompt_tokens - stats.reused_tokens
    parts = (
        ("reused", stats.reused_tokens),
        ("read", read),
        ("answer", stats.generated_tokens),
        ("free", max(0, model.context - stats.prompt_tokens - stats.generated_tokens)),
    )
    bar = Markup("").join(
        Markup('<i class="{}" style="flex-grow:{}"></i>').format(name, tokens)
        for name, tokens in parts
    )
    legend = Markup("").join(
        Markup('<span><i class="{}"></i>{} {:,}</span>').format(name, name, tokens)
        for name, tokens in parts
    )
    return Markup(
        '<div class="window" role="img" aria-label="Window of {context:,} tokens: {said}">{bar}'
        '</div><p class="legend quiet">{legend}<span>of {context:,} tokens</span></p>'
    ).format(
        context=model.context,
        said=", ".join(f"{name} {tokens:,}" for name, tokens in parts),
        bar=bar,
        legend=legend,
    )


def _candidates(comparison: Comparison) -> Markup:
    retrieved = comparison.retrieved
    if retrieved is None or not retrieved.result.hits:
        return Markup("")
    numbers = {cited.hit.passage.passage_id: cited.n for cited in retrieved.passages}
    rows = [_candidate(hit, numbers.get(hit.passage.passage_id)) for hit in retrieved.result.hits]
    return Markup(
        '<h3>Candidates</h3><div class="wide" tabindex="0" role="region" aria-label="Candidates">'
        "<table><thead><tr><th>n</th><th>passage</th><th>meaning</th><th>words</th><th>score</th>"
        '</tr></thead><tbody>{}</tbody></table></div><p class="quiet">{}</p>'
    ).format(
        Markup("").join(rows),
        f"Found in {retrieved.result.milliseconds.total:,.0f} ms. Those without a number did not "
        "fit.",
    )


def _candidate(hit: Hit, n: int | None) -> Markup:
    return Markup(
        "<tr{}><td>{}</td><td>{}, page {}</td><td>{}</td><td>{}</td><td>{:.3f}</td></tr>"
    ).format(
        Markup("") if n else Markup(' class="left-out"'),
        n or "–",
        hit.passage.document,
        hit.passage.page_label,
        f"#{hit.dense_rank}" if hit.dense_rank else "–",
        f"#{hit.keyword_rank}" if hit.keyword_rank else "–",
        hit.score,
    )
