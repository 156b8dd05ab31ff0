"""One stretch of an answer as HTML: emphasis, code, citations, and each sentence's support.

Everything is escaped. No picture is shown and no link can be clicked: an answer may repeat what a
hostile PDF says. Knows nothing of paragraphs, lists or tables.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

from markupsafe import Markup, escape

from desktop.citations import CitationMark
from desktop.support import PARTLY, SUPPORTED
from desktop.types import SentenceSupport
from desktop.ui.formula import formula
from desktop.ui.formula_marks import FORMULA, tex_of

_SPECIAL = re.compile(
    r"(?P<code>`[^`\n]+`)"
    rf"|(?P<formula>{FORMULA})"
    r"|(?P<bold>\*\*(?=\S).+?(?<=\S)\*\*(?!\*))"
    r"|(?P<italic>(?<![\w*])\*(?=[^\s*])[^*\n]+?(?<=\S)\*(?![\w*]))"
    r"|(?P<link>!?\[[^\]\n]{0,300}\]\([^)\s]{1,2000}\))"
    r"|(?P<escaped>\\[\\`*_\[\]#|$])",
    re.S,
)
_DEEPEST = 4  # bold in italic in bold is as far as anybody goes on purpose


@dataclass(frozen=True, slots=True)
class Said:
    """An answer's text with what is known of it."""

    text: str
    marks: tuple[CitationMark, ...] = ()
    support: tuple[SentenceSupport, ...] = ()
    tile: Callable[[int], Markup] | None = None  # how a citation is shown; None: as on the page


@dataclass(frozen=True, slots=True)
class _Piece:
    """A part that is shown in one way. Only where `whole` is false may a sentence end inside."""

    start: int
    end: int
    tags: tuple[str, ...]
    shown: Markup
    whole: bool = True


def line(said: Said, start: int, end: int) -> Markup:
    """The stretch from `start` to `end` of the text, in the sentences that it belongs to."""
    pieces = list(_pieces(said, start, end, ()))
    cuts = sorted({at for s in said.support for at in (s.start, s.end) if start < at < end})
    shown: list[Markup] = []
    open_sentence: SentenceSupport | None = None
    group: list[Markup] = []
    for piece in _cut(pieces, cuts, said.text):
        sentence = _sentence_at(said.support, piece.start)
        if sentence is not open_sentence:
            shown.append(_sentence(open_sentence, group))
            open_sentence, group = sentence, []
        group.append(_tagged(piece))
    shown.append(_sentence(open_sentence, group))
    return _joined(shown)


def _pieces(said: Said, start: int, end: int, tags: tuple[str, ...]) -> Iterator[_Piece]:
    at = start
    for kind, match_start, match_end in _specials(said, start, end):
        if match_start < at:
            continue
        if match_start > at:
            yield _plain(said.text, at, match_start, tags)
        if kind in {"bold", "italic"} and len(tags) < _DEEPEST:
            width, tag = (2, "strong") if kind == "bold" else (1, "em")
            yield from _pieces(said, match_start + width, match_end - width, (*tags, tag))
        else:
            yield _special(said, kind, match_start, match_end, tags)
        at = match_end
    if at < end:
        yield _plain(said.text, at, end, tags)


def _specials(said: Said, start: int, end: int) -> list[tuple[str, int, int]]:
    """What is not plain text, by its place; at one place a citation goes before a link."""
    found = [
        (_kind(match), match.start(), match.end())
        for match in _SPECIAL.finditer(said.text, start, end)
    ]
    cited = [
        ("citation", mark.start, mark.end)
        for mark in said.marks
        if start <= mark.start and mark.end <= end
    ]
    return sorted([*cited, *found], key=lambda special: special[1])


def _kind(match: re.Match[str]) -> str:
    """What it is; the groups within a formula are its own."""
    return "formula" if match["formula"] is not None else match.lastgroup or ""


def _formula(source: str) -> Markup:
    """The formula; what cannot be drawn stands as it was written."""
    found = tex_of(source)
    drawn = formula(*found) if found is not None else None
    return drawn if drawn is not None else escape(source)


def _plain(text: str, start: int, end: int, tags: tuple[str, ...]) -> _Piece:
    return _Piece(start, end, tags, escape(text[start:end]), whole=False)


def _special(said: Said, kind: str, start: int, end: int, tags: tuple[str, ...]) -> _Piece:
    source = said.text[start:end]
    match kind:
        case "citation":
            numbers = [m.n for m in said.marks if (m.start, m.end) == (start, end)]
            tile = said.tile or citation
            return _Piece(start, end, tags, _joined([tile(n) for n in numbers]))
        case "code":
            return _Piece(start, end, (*tags, "code"), escape(source[1:-1]))
        case "formula":
            return _Piece(start, end, tags, _formula(source))
        case "link":
            return _Piece(start, end, tags, _link(source))
        case "escaped":
            return _Piece(start, end, tags, escape(source[1:]))
        case _:
            return _Piece(start, end, tags, escape(source))


@cache
def citation(n: int) -> Markup:
    """The tile that opens passage `n`."""
    return Markup(
        '<button type="button" class="cite" data-do="open-passage" data-n="{}" '
        'aria-label="Passage {}: show it">{}</button>'
    ).format(n, n, n)


def _link(source: str) -> Markup:
    words, _, address = source.removeprefix("!").removeprefix("[").removesuffix(")").partition("](")
    if source.startswith("!"):
        return Markup('<span class="quiet">(a picture, not shown: {})</span>').format(
            words or address
        )
    return Markup('{} <span class="quiet address">({})</span>').format(words, address)


def _cut(pieces: Sequence[_Piece], cuts: Sequence[int], text: str) -> Iterator[_Piece]:
    """The pieces, the plain ones split where a sentence begins or ends."""
    for piece in pieces:
        inside = [] if piece.whole else [at for at in cuts if piece.start < at < piece.end]
        places = [piece.start, *inside, piece.end]
        if not inside:
            yield piece
            continue
        for start, end in pairwise(places):
            yield _plain(text, start, end, piece.tags)


def _tagged(piece: _Piece) -> Markup:
    shown = piece.shown
    for tag in reversed(piece.tags):
        shown = Markup(f"<{tag}>{shown}</{tag}>")
    return shown


def _joined(parts: Sequence[Markup]) -> Markup:
    """The parts, not escaped again. Measured: `Markup.join` takes a fifth of a lane's time."""
    return Markup("".join(parts))


def _sentence_at(support: Sequence[SentenceSupport], at: int) -> SentenceSupport | None:
    return next((s for s in support if s.start <= at < s.end), None)


def _sentence(sentence: SentenceSupport | None, group: Sequence[Markup]) -> Markup:
    inner = _joined(group)
    if sentence is None or not inner.strip() or sentence.score >= SUPPORTED:
        return inner
    if sentence.score >= PARTLY:
        return Markup(
            '<span class="partly" title="Partly found in the documents">{}</span>'
        ).format(inner)
    return Markup(
        '<span class="unsupported" title="Not found in the documents">{}'
        '<span class="sr"> (not found in the documents)</span></span>'
    ).format(inner)
