"""The results of a run as one HTML file: figures, differences, every question.

Everything is inside the file; it asks nothing of any network and runs no script.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from desktop.choices import Choice, standings
from desktop.evaluation.questions_shown import questions_shown
from desktop.evaluation.summary import Change, ModeFigures, Row, Summary
from desktop.interval import Estimate, Share

_STYLE = """
:root { color-scheme: light dark; --ink: light-dark(#1f2328, #e8e6e1); --line: light-dark(#e4dfd5, #34383e);
  --soft: light-dark(#5f646b, #a2a7ae); --card: light-dark(#fffdf9, #1f2226); --good: light-dark(#1f7a5c, #5cc39c);
  --bad: light-dark(#b3372f, #f0857b); }
[data-mode=base] { --tone: light-dark(#5b6b7b, #93a5b8) } [data-mode=rag] { --tone: light-dark(#1f7a5c, #5cc39c) }
[data-mode=tuned] { --tone: light-dark(#9a5b00, #e6a54a) } [data-mode=combined] { --tone: light-dark(#6a4fb3, #a893ea) }
body { font: 16px/1.5 system-ui, sans-serif; max-width: 68rem; margin: 2rem auto; padding: 0 1rem;
  color: var(--ink); background: light-dark(#f7f5f0, #17191c) }
h1 { font-size: 1.5rem } h2 { font-size: 1.15rem; margin: 2.5rem 0 .5rem }
p.quiet, small { color: var(--soft) }
.wide { overflow-x: auto; background: var(--card); border: 1px solid var(--line); border-radius: 10px; padding: .3rem 1rem }
table { border-collapse: collapse; width: 100%; font-size: .92rem; font-variant-numeric: tabular-nums }
th, td { text-align: start; padding: .5rem .9rem .5rem 0; border-bottom: 1px solid var(--line); vertical-align: top }
tr:last-child > * { border-bottom: 0 } thead th { color: var(--soft); font-weight: 600 }
th[data-mode], b[data-mode] { color: var(--tone) }
td small { display: block; white-space: nowrap } th small { font-weight: 400 }
.range { position: relative; display: block; width: 9rem; height: 10px; margin: .2rem 0; border-radius: 5px; background: var(--line) }
.range i { position: absolute; top: 3px; height: 4px; border-radius: 2px; background: var(--tone); opacity: .5 }
.range .at { top: 0; width: 10px; height: 10px; margin-left: -5px; border-radius: 50%; opacity: 1 }
.more { color: var(--good); font-weight: 600 } .less { color: var(--bad); font-weight: 600 }
details { border-top: 1px solid var(--line); padding: .4rem 0 } summary { cursor: pointer; overflow-wrap: anywhere }
.answers { display: grid; grid-template-columns: repeat(auto-fit, minmax(15rem, 1fr)); gap: .8rem; padding: .6rem 0 }
.answer { border-left: 3px solid var(--tone); padding-left: .7rem } .answer p { margin: .2rem 0; white-space: pre-wrap; overflow-wrap: anywhere }
.yes { color: var(--good) } .no { color: var(--bad) }
"""  # noqa: E501


@dataclass(frozen=True, slots=True)
class Told:
    """What stands at the head of the report."""

    title: str
    conditions: str  # the model, the seed and the rest, in a sentence
    problems: tuple[str, ...]  # rows that are no question, questions that failed


def as_report(told: Told, summary: Summary, rows: Sequence[Row], blind: Sequence[Choice]) -> str:
    """The whole file."""
    return str(
        Markup(
            '<!doctype html><html lang="en"><head><meta charset="utf-8">'
            '<meta name="viewport" content="width=device-width">'
            '<meta http-equiv="Content-Security-Policy" content="default-src \'none\'; '
            "style-src 'unsafe-inline'\">"
            "<title>{0}</title><style>{1}</style></head><body><h1>{0}</h1>"
            '<p>{2}</p><p class="quiet">{3}</p>{4}{5}{6}{7}{8}</body></html>\n'
        ).format(
            told.title, Markup(_STYLE), _what(summary), told.conditions, _problems(told.problems),
            _modes(summary.modes), _changes(summary.changes), _blind(blind), questions_shown(rows),
        )
    )  # fmt: skip


def _what(summary: Summary) -> str:
    asked = f"{summary.questions} questions, of which the documents answer {summary.answerable}."
    if not summary.page_found.total:
        return asked
    found = summary.page_found
    return f"{asked} The page with the answer was among the passages for {_of(found)}."


def _problems(problems: Sequence[str]) -> Markup:
    if not problems:
        return Markup("")
    lines = Markup("").join(Markup("<li>{}</li>").format(each) for each in problems)
    return Markup('<ul class="no">{}</ul>').format(lines)


_SHARES: tuple[tuple[str, str, Callable[[ModeFigures], Share]], ...] = (
    ("Answer correct", "holds the expected words", lambda m: m.correct),
    ("Right page cited", "of questions with a page", lambda m: m.cites_right),
    ("Citations right", "of all it made", lambda m: m.citations_right),
    ("Says so", "where the documents do not say", lambda m: m.says_so),
    ("Says so wrongly", "though they do", lambda m: m.says_so_wrongly),
)
_ESTIMATES: tuple[tuple[str, str, Callable[[ModeFigures], Estimate | None], str], ...] = (
    ("Support", "share of sentences, mean", lambda m: m.support, "{:.2f}"),
    ("First word", "seconds, median", lambda m: m.first_word, "{:.2f}"),
    ("Speed", "tokens a second, median", lambda m: m.tokens_per_second, "{:.0f}"),
)


def _modes(modes: Sequence[ModeFigures]) -> Markup:
    heads = Markup("").join(
        Markup('<th data-mode="{}">{}<br><small>{}</small></th>').format(
            each.mode.value, each.mode.heading, each.mode.meaning
        )
        for each in modes
    )
    rows = [_line(name, tip, [_share(m, of(m)) for m in modes]) for name, tip, of in _SHARES]
    rows += [
        _line(name, tip, [_estimate(of(m), form) for m in modes])
        for name, tip, of, form in _ESTIMATES
    ]
    return Markup(
        '<h2>Each way to answer</h2><div class="wide" tabindex="0"><table><thead><tr><th></th>'
        "{}</tr></thead><tbody>{}</tbody></table></div>"
        '<p class="quiet">Beside each figure: where the true one lies 95 times in 100.</p>'
    ).format(heads, Markup("").join(rows))


def _line(name: str, tip: str, cells: Sequence[Markup]) -> Markup:
    shown = Markup("").join(Markup("<td>{}</td>").format(cell) for cell in cells)
    return Markup("<tr><th>{}<br><small>{}</small></th>{}</tr>").format(name, tip, shown)


def _share(figures: ModeFigures, of: Share) -> Markup:
    if not of.total:
        return Markup("<small>–</small>")
    return Markup(
        '{:.0%} <span class="range" data-mode="{}"><i style="left:{:.1%};width:{:.1%}"></i>'
        '<i class="at" style="left:{:.1%}"></i></span><small>{}</small>'
    ).format(of.value, figures.mode.value, of.low, of.high - of.low, of.value, _of(of))


def _of(of: Share) -> str:
    return f"{of.count} of {of.total} ({of.low:.0%} to {of.high:.0%})"


def _estimate(of: Estimate | None, form: str) -> Markup:
    if of is None:
        return Markup("<small>–</small>")
    return Markup("{} <small>{} to {}</small>").format(
        form.format(of.value), form.format(of.low), form.format(of.high)
    )


def _changes(changes: Sequence[Change]) -> Markup:
    if not changes:
        return Markup("")
    rows = [
        Markup(
            '<tr><th>{} <small>instead of</small> {}</th><td>{}</td><td>{}</td><td>{}</td><td>{}'
            "</td></tr>"
        ).format(
            _named(each.second), _named(each.first), each.what, _differs(each.correct),
            _differs(each.says_so), _differs(each.support),
        )
        for each in changes
    ]  # fmt: skip
    return Markup(
        '<h2>What one change brings</h2><div class="wide" tabindex="0"><table><thead><tr><th>'
        "</th><th>what is added</th><th>answer correct</th><th>says so where "
        "the documents do not say</th>"
        "<th>support</th></tr></thead><tbody>{}</tbody></table></div>"
        '<p class="quiet">Over the same questions, question by question, in points of a hundred. '
        "Where the interval holds 0, the set is too small to tell the two apart.</p>"
    ).format(Markup("").join(rows))


def _named(mode: object) -> Markup:
    return Markup('<b data-mode="{}">{}</b>').format(mode, getattr(mode, "heading", mode))


def _differs(of: Estimate | None) -> Markup:
    if of is None or of.total < 2:
        return Markup("<small>–</small>")
    kind = "more" if of.low > 0 else "less" if of.high < 0 else "same"
    told = "" if kind != "same" else " not told apart"
    return Markup('<span class="{}">{:+.0f}</span>{} <small>{:+.0f} to {:+.0f}</small>').format(
        kind, of.value * 100, told, of.low * 100, of.high * 100
    )


def _blind(choices: Sequence[Choice]) -> Markup:
    """What a person found better without knowing whose answer it was."""
    if not choices:
        return Markup("")
    rows = [
        Markup('<tr><th data-mode="{}">{}</th><td>{}</td></tr>').format(
            each.mode.value, each.mode.heading, _of(each.chosen)
        )
        for each in standings(choices)
    ]
    return Markup(
        "<h2>Chosen blind</h2><p>How often a person who did not know whose answer it was chose "
        'it, in {} questions asked on the screen.</p><div class="wide" tabindex="0"><table>{}'
        "</table></div>"
    ).format(len(choices), Markup("").join(rows))
