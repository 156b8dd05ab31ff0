"""What the model saw: the prompt of a lane by parts, every candidate, and the window as a bar.

Writes the prompt with the same words that the lane was given.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass

from markupsafe import Markup

from desktop.modes import Mode
from desktop.prompt import conversation, question_text
from desktop.prompt_parts import PromptCounter
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
    counter: PromptCounter


def saw_panel(look: Look) -> Markup:
    """The chosen lane's prompt. Raises no error where the lane is not there: it shows the first."""
    if look.comparison.hides_names:
        return _HIDDEN
    lane = _lane(look)
    messages = _messages(look, lane)
    return Markup('{}{}<div class="prompt">{}</div>{}').format(
        _choice(look.comparison.in_order, lane.mode),
        _window(look, lane, messages),
        Markup("").join(_message(message) for message in messages),
        _candidates(look.comparison) if lane.mode.reads_passages else "",
    )


_HIDDEN = Markup('<p class="quiet">What each was given shows when you have chosen.</p>')


def _messages(look: Look, lane: LaneView) -> tuple[Message, ...]:
    """The lane's prompt, with the instruction that was set when it was asked."""
    asked = look.comparison
    passages = asked.retrieved.passages if asked.retrieved is not None else ()
    own = asked.asked_with.instruction if asked.asked_with is not None else ""
    return conversation(lane.mode, look.turns, asked.question, passages, own)


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
    title = _WHO[message.role]
    if message.role == "user" and not message.content.startswith(question_text("")):
        title = "Passages and question"
    return Markup('<h3>{}</h3><pre dir="auto" tabindex="0">{}</pre>').format(title, message.content)


def _window(look: Look, lane: LaneView, messages: Sequence[Message]) -> Markup:
    """Tokens of each part of the prompt, and of the answer, against the window."""
    answer, model = lane.answer, look.model
    if answer is None or model is None or not answer.stats.prompt_tokens:
        return Markup("")
    stats = answer.stats
    taken = look.counter.parts(messages, look.comparison.question, stats.prompt_tokens)
    parts = [("prompt", stats.prompt_tokens)] if taken is None else list(asdict(taken).items())
    parts.append(("answer", stats.generated_tokens))
    parts.append(("free", max(0, model.context - stats.prompt_tokens - stats.generated_tokens)))
    shown = [(name, tokens) for name, tokens in parts if tokens]
    reused = f" {stats.reused_tokens:,} of the prompt were reused." if stats.reused_tokens else ""
    return Markup(
        '<div class="window" role="img" aria-label="Window of {context:,} tokens: {said}">{bar}'
        '</div><p class="legend quiet">{legend}<span>of {context:,} tokens.{reused}</span></p>'
    ).format(
        context=model.context,
        said=", ".join(f"{name} {tokens:,}" for name, tokens in shown),
        bar=Markup("").join(_share(name, tokens) for name, tokens in shown),
        legend=Markup("").join(_key(name, tokens) for name, tokens in shown),
        reused=reused,
    )


def _share(name: str, tokens: int) -> Markup:
    return Markup('<i class="{}" style="flex-grow:{}"></i>').format(name, tokens)


def _key(name: str, tokens: int) -> Markup:
    return Markup('<span><i class="{}"></i>{} {:,}</span>').format(name, name, tokens)


def _candidates(comparison: Comparison) -> Markup:
    retrieved = comparison.retrieved
    if retrieved is None or not retrieved.result.hits:
        return Markup("")
    numbers = {number: cited.n for cited in retrieved.passages for number in cited.ids}
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
