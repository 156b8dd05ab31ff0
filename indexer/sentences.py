"""Where sentences begin and end in a page's text.

A blank line ends a sentence whatever stands before it, and a table's row is one by itself. Knows
nothing of pages, passages or word pieces.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_ABBREVIATIONS = frozenset(
    "mr mrs ms dr prof sr jr st vs no nos fig figs eq sec art ch vol ed eds pp cf al etc inc corp "
    "ltd co dept approx est jan feb mar apr jun jul aug sep sept oct nov dec e.g i.e u.s u.k "
    "bzw ca vgl usw nr bd hrsg abb kap".split()
)
_END = re.compile(r"[.!?…]+[\"'”’»)\]]*(?=\s)|[。！？]+[”」』）]*")
_PARAGRAPH = re.compile(r"\n[ \t]*\n\s*")
_LAST_WORD = re.compile(r"[\w.]*\Z")
_OPENER = re.compile(r"\s*[\"'“‘«(\[]*(\S)")
_LINE = re.compile(r"[^\n]+")


@dataclass(frozen=True, slots=True)
class Sentence:
    """A stretch of a page's text without the white space around it."""

    start: int
    end: int
    row: bool  # a row of a table
    ends_paragraph: bool  # what follows starts something new


def is_row(line: str) -> bool:
    """Whether a line is a row of a table: cells with a separator between them."""
    return " | " in line or "\t" in line


def sentences(text: str) -> tuple[Sentence, ...]:
    """The sentences of a text, in order. All that is not white space is in exactly one."""
    found: list[Sentence] = []
    for start, end in _between(text, _PARAGRAPH, 0, len(text)):
        found.extend(_of_paragraph(text, start, end))
    return tuple(found)


def _of_paragraph(text: str, start: int, end: int) -> list[Sentence]:
    found: list[Sentence] = []
    prose_from: int | None = None
    for line in _LINE.finditer(text, start, end):
        if is_row(line[0]):
            if prose_from is not None:
                found.extend(_prose(text, prose_from, line.start()))
                prose_from = None
            found.extend(_trimmed(text, line.start(), line.end(), row=True, last=False))
        elif prose_from is None:
            prose_from = line.start()
    if prose_from is not None:
        found.extend(_prose(text, prose_from, end))
    if found:
        last = found[-1]
        found[-1] = Sentence(last.start, last.end, last.row, True)
    return found


def _prose(text: str, start: int, end: int) -> list[Sentence]:
    found: list[Sentence] = []
    begin = start
    for match in _END.finditer(text, start, end):
        if _really_ends(text, begin, match, end):
            found.extend(_trimmed(text, begin, match.end(), row=False, last=False))
            begin = match.end()
    found.extend(_trimmed(text, begin, end, row=False, last=True))
    return found


def _really_ends(text: str, begin: int, match: re.Match[str], end: int) -> bool:
    following = _OPENER.match(text, match.end(), end)
    if following is None:
        return True
    if following[1].islower():
        return False
    if match[0] != ".":
        return True
    before = _LAST_WORD.search(text[max(begin, match.start() - 24) : match.start()])
    word = before[0] if before else ""
    initial = len(word) == 1 and word.isalpha() and word.isupper()
    return not initial and word.lower() not in _ABBREVIATIONS


def _trimmed(text: str, start: int, end: int, row: bool, last: bool) -> list[Sentence]:
    piece = text[start:end]
    stripped = piece.strip()
    if not stripped:
        return []
    start += len(piece) - len(piece.lstrip())
    return [Sentence(start, start + len(stripped), row, last)]


def _between(text: str, gap: re.Pattern[str], start: int, end: int) -> list[tuple[int, int]]:
    spans: list[tuple[int, int]] = []
    for match in gap.finditer(text, start, end):
        spans.append((start, match.start()))
        start = match.end()
    spans.append((start, end))
    return spans
