"""An answer as HTML: light Markdown made of paragraphs, headings, lists, quotes, tables, code
and formulas.

Reads what models really write, also while it is still half written. Leaves what stands in a line to
`answer_line`. Raw HTML is text like any other.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from markupsafe import Markup, escape

from desktop.ui.answer_line import Said, line
from desktop.ui.formula_marks import block_end

_FENCE = re.compile(r" {0,3}(```+|~~~+)")
_HEADING = re.compile(r" {0,3}(#{1,6})\s+(?=\S)")
_BULLET = re.compile(r"\s*[-*+•]\s+(?=\S)")
_NUMBER = re.compile(r"\s*(\d{1,9})[.)]\s+(?=\S)")
_QUOTE = re.compile(r" {0,3}> ?")
_RULE = re.compile(r" {0,3}([-*_])( *\1){2,}\s*$")
_BAR = re.compile(r"(?<!\\)\|")
_TABLE_RULE = re.compile(r"\s*\|?\s*:?-+:?\s*(\|\s*:?-+:?\s*)+\|?\s*$")


@dataclass(frozen=True, slots=True)
class _Line:
    """One line of the text, without its end."""

    start: int
    end: int
    text: str

    @property
    def blank(self) -> bool:
        return not self.text.strip()


def answer_html(said: Said) -> Markup:
    """The whole answer; what is cut short (an open fence, half a table) is shown so far."""
    lines = list(_lines(said.text))
    shown: list[Markup] = []
    while lines:
        if lines[0].blank:
            lines = lines[1:]
            continue
        block, taken = _block(said, lines)
        shown.append(block)
        lines = lines[taken:]
    return Markup("\n").join(shown)


def _lines(text: str) -> Iterator[_Line]:
    at = 0
    for raw in text.split("\n"):
        yield _Line(at, at + len(raw), raw)
        at += len(raw) + 1


def _block(said: Said, lines: list[_Line]) -> tuple[Markup, int]:
    """The block that begins at the first line, and how many lines it takes."""
    first = lines[0]
    if _FENCE.match(first.text):
        return _code(lines)
    if heading := _HEADING.match(first.text):
        inner = line(said, first.start + heading.end(), first.end)
        return Markup('<p class="heading" dir="auto">{}</p>').format(inner), 1
    if _RULE.match(first.text):
        return Markup("<hr>"), 1
    if _is_table(lines):
        return _table(said, lines)
    if taken := _formula_lines(said, lines):
        inner = line(said, first.start, lines[taken - 1].end)
        return Markup('<div class="formula" tabindex="0">{}</div>').format(inner), taken
    if _QUOTE.match(first.text):
        return _run(said, lines, _QUOTE, '<blockquote dir="auto">{}</blockquote>', "<p>{}</p>")
    if number := _NUMBER.match(first.text):
        start = Markup('<ol dir="auto" start="{}">').format(int(number[1]))
        return _run(said, lines, _NUMBER, start + Markup("{}</ol>"), "<li>{}</li>")
    if _BULLET.match(first.text):
        return _run(said, lines, _BULLET, '<ul dir="auto">{}</ul>', "<li>{}</li>")
    taken = _while(lines, lambda at: not _begins_block(said, lines[at:]))
    inner = line(said, first.start, lines[taken - 1].end)
    return Markup('<p dir="auto">{}</p>').format(inner), taken


def _begins_block(said: Said, lines: list[_Line]) -> bool:
    text = lines[0].text
    starts = (_FENCE, _HEADING, _RULE, _QUOTE, _BULLET, _NUMBER)
    if lines[0].blank or any(start.match(text) for start in starts) or _is_table(lines):
        return True
    return _formula_lines(said, lines) > 0


def _formula_lines(said: Said, lines: list[_Line]) -> int:
    """How many lines a formula fills that begins at the first; 0 where none does."""
    end = block_end(said.text, lines[0].start, lines[0].end)
    return 0 if end is None else sum(one.end <= end for one in lines)


def _while(lines: list[_Line], goes_on: Callable[[int], bool]) -> int:
    """How many lines belong together, the first in any case."""
    taken = 1
    while taken < len(lines) and goes_on(taken):
        taken += 1
    return taken


def _run(
    said: Said, lines: list[_Line], begins: re.Pattern[str], around: str, each: str
) -> tuple[Markup, int]:
    """Lines that begin alike; one that begins no block belongs to the item before it."""
    taken = _while(
        lines,
        lambda at: bool(begins.match(lines[at].text)) or not _begins_block(said, lines[at:]),
    )
    items: list[tuple[int, int]] = []
    for one in lines[:taken]:
        match = begins.match(one.text)
        if match:
            items.append((one.start + match.end(), one.end))
        else:
            items[-1] = (items[-1][0], one.end)
    inner = Markup("").join(Markup(each).format(line(said, *item)) for item in items)
    return Markup(around).format(inner), taken


def _code(lines: list[_Line]) -> tuple[Markup, int]:
    fence = _FENCE.match(lines[0].text)
    closing = fence[1] if fence else "```"
    inside: list[str] = []
    for one in lines[1:]:
        if one.text.strip().startswith(closing):
            break
        inside.append(one.text)
    taken = min(len(lines), len(inside) + 2)
    code = escape("\n".join(inside))
    return Markup('<pre dir="ltr" tabindex="0"><code>{}</code></pre>').format(code), taken


def _is_table(lines: list[_Line]) -> bool:
    return len(lines) > 1 and "|" in lines[0].text and bool(_TABLE_RULE.match(lines[1].text))


def _table(said: Said, lines: list[_Line]) -> tuple[Markup, int]:
    taken = _while(lines, lambda at: at < 2 or "|" in lines[at].text)
    sides = [_side(lines[1].text[start:end]) for start, end in _cells(lines[1])]
    rows = [_row(said, one, "td", sides) for one in lines[2:taken]]
    return Markup(
        '<div class="wide" dir="auto" tabindex="0" role="region" aria-label="Table"><table>'
        "<thead>{}</thead><tbody>{}</tbody></table></div>"
    ).format(_row(said, lines[0], "th", sides), Markup("").join(rows)), taken


def _cells(one: _Line) -> Iterator[tuple[int, int]]:
    """Where the cells of a row stand in its line, also empty ones; a bar may be escaped."""
    bars = [-1, *(match.start() for match in _BAR.finditer(one.text)), len(one.text)]
    for before, after in pairwise(bars):
        is_edge = before == -1 or after == len(one.text)
        if not (is_edge and not one.text[before + 1 : after].strip()):
            yield before + 1, after


def _side(rule: str) -> Markup:
    """Where the column's words stand, after the colons of its rule."""
    begins, ends = rule.strip().startswith(":"), rule.strip().endswith(":")
    if not ends:
        return Markup("")
    return Markup(' class="at-middle"') if begins else Markup(' class="at-end"')


def _row(said: Said, one: _Line, cell: str, sides: Sequence[Markup]) -> Markup:
    shown = [
        Markup("<{0}{1}>{2}</{0}>").format(
            Markup(cell),
            sides[n] if n < len(sides) else "",
            line(said, one.start + start, one.start + end),
        )
        for n, (start, end) in enumerate(_cells(one))
    ]
    return Markup("<tr>{}</tr>").format(Markup("").join(shown))
