"""Where sentences begin and end in a page's text.

The reader gives a paragraph, a heading or a row of a table as a line each; so a line's end is a
sentence's end, but where a line plainly goes on in the next. Knows nothing of pages, passages or
word pieces.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

_ABBREVIATIONS = frozenset(
    "mr mrs ms dr prof sr jr st vs no nos fig figs eq sec art ch vol ed eds pp cf al etc inc corp "
    "ltd co dept approx est jan feb mar apr jun jul aug sep sept oct nov dec e.g i.e u.s u.k "
    "bzw ca vgl usw nr bd hrsg abb kap".split()
)
_END = re.compile(r"[.!?…]+[\"'”’»)\]]*(?=\s)|[。！？]+[”」』）]*")
_LAST_WORD = re.compile(r"[\w.]*\Z")
_OPENER = re.compile(r"\s*[\"'“‘«(\[]*(\S)")
_LINE = re.compile(r"[^\n]*[^\n\s][^\n]*")
_ENDED = re.compile(r"[.!?…:;。！？][\"'”’»)\]]*\Z")
_HEADING = 120  # characters, at most


@dataclass(frozen=True, slots=True)
class Sentence:
    """A stretch of a page's text without the white space around it."""

    start: int
    end: int
    row: bool = False  # a row of a table
    heading: bool = False  # a short line that is no sentence: it belongs to what follows
    ends_paragraph: bool = False  # what follows starts something new


def is_row(line: str) -> bool:
    """Whether a line is a row of a table: cells with a separator between them."""
    return " | " in line or "\t" in line


def goes_on(before: str, after: str) -> bool:
    """Whether a sentence that stops at `before` is finished by `after`."""
    return after[:1].islower() and not _ENDED.search(before) and not is_row(before + after)


def sentences(text: str) -> tuple[Sentence, ...]:
    """The sentences of a text, in order. All that is not white space is in exactly one."""
    found: list[Sentence] = []
    for start, end in _paragraphs(text):
        line = text[start:end]
        if is_row(line):
            found.append(Sentence(start, end, row=True))
        elif end - start <= _HEADING and not _ENDED.search(line):
            found.append(Sentence(start, end, heading=True))
        else:
            found.extend(_prose(text, start, end))
            found[-1] = replace(found[-1], ends_paragraph=True)
    return tuple(found)


def _paragraphs(text: str) -> list[tuple[int, int]]:
    """Where each line begins and ends; those that go on in the next are one with it."""
    spans: list[tuple[int, int]] = []
    for match in _LINE.finditer(text):
        start = match.end() - len(match[0].lstrip())
        end = match.start() + len(match[0].rstrip())
        if spans and goes_on(text[spans[-1][0] : spans[-1][1]], text[start:end]):
            spans[-1] = (spans[-1][0], end)
        else:
            spans.append((start, end))
    return spans


def _prose(text: str, start: int, end: int) -> list[Sentence]:
    found: list[Sentence] = []
    begin = start
    for match in _END.finditer(text, start, end):
        if _really_ends(text, begin, match, end):
            found.extend(_trimmed(text, begin, match.end()))
            begin = match.end()
    found.extend(_trimmed(text, begin, end))
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


def _trimmed(text: str, start: int, end: int) -> list[Sentence]:
    piece = text[start:end]
    stripped = piece.strip()
    if not stripped:
        return []
    start += len(piece) - len(piece.lstrip())
    return [Sentence(start, start + len(stripped))]
