"""All of a person's choices: how often each mode was the better one, and how sure that is."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from desktop.choices import Choice, Duel, Standing, duels, standings
from desktop.interval import Share
from desktop.ui.words import counted

_NONE = (
    "After each question you can say which answer is better. How often each way to answer was, "
    "stands here. Switch on “Blind” before you ask, and the answers do not say whose they are."
)
_MEANING = (
    "The dot is the share; the bar holds the true one 95 times in 100 (Wilson's interval). A long "
    "bar: not enough choices yet to tell."
)


def standings_panel(choices: Sequence[Choice]) -> Markup:
    """Blind choices first, for nothing but the answer speaks in them; then those with names."""
    if not choices:
        return Markup('<p class="hint">{}</p>').format(_NONE)
    blind = [choice for choice in choices if choice.blind]
    named = [choice for choice in choices if not choice.blind]
    return Markup('{}{}<p class="quiet">{}</p>').format(
        _section("Chosen blind", blind), _section("Chosen with names", named), _MEANING
    )


def _section(title: str, choices: Sequence[Choice]) -> Markup:
    if not choices:
        return Markup("")
    pairs = [_duel(duel) for duel in duels(choices) if duel.first_better.total]
    return Markup('<h3>{}: {}</h3><ul class="standings">{}</ul>{}').format(
        title,
        counted(len(choices), "question"),
        Markup("").join(_standing(standing) for standing in standings(choices)),
        _table(title, pairs) if pairs else "",
    )


def _table(title: str, rows: Sequence[Markup]) -> Markup:
    return Markup(
        "<h3>Two at a time</h3>"
        '<div class="wide" tabindex="0" role="region" aria-label="Two at a time: {}"><table><thead>'
        "<tr><th>better</th><th>of</th><th>than</th><th>95 %</th><th>alike</th></tr></thead>"
        "<tbody>{}</tbody></table></div>"
    ).format(title.lower(), Markup("").join(rows))


def _standing(standing: Standing) -> Markup:
    chosen, mode = standing.chosen, standing.mode
    return Markup(
        '<li data-mode="{}"><b>{}</b><span class="range" role="img" aria-label="{}">'
        '<i style="left:{:.1%};width:{:.1%}"></i><i class="at" style="left:{:.1%}"></i></span>'
        '<span class="quiet">{} of {}</span></li>'
    ).format(
        mode.value, mode.heading, f"{chosen.value:.0%}, {_interval(chosen)}", chosen.low,
        chosen.high - chosen.low, chosen.value, chosen.count, chosen.total,
    )  # fmt: skip


def _duel(duel: Duel) -> Markup:
    """The one that won more stands first."""
    apart, first, second = duel.first_better, duel.first, duel.second
    count, low, high = apart.count, apart.low, apart.high
    if count * 2 < apart.total:
        first, second = second, first
        count, low, high = apart.total - count, 1 - high, 1 - low
    interval = f"{low:.0%}–{high:.0%}"
    return Markup("<tr><td>{}</td><td>{} of {}</td><td>{}</td><td>{}</td><td>{}</td></tr>").format(
        first.heading, count, apart.total, second.heading, interval, duel.alike
    )


def _interval(chosen: Share) -> str:
    return f"between {chosen.low:.0%} and {chosen.high:.0%}"
