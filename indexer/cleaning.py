"""From lines to a page's text: hyphenation undone, ligatures and odd spaces made plain.

Knows characters only. One line of the result is a paragraph, a heading or a row of a table.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Container, Sequence

from indexer.layout import CELL, Line, begins_with_marker

_LIGATURES = re.compile("[\ufb00-\ufb06\u0132\u0133\uff01-\uff5e]")
_INVISIBLE = re.compile(
    "[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]"
)
_SPACES = re.compile("[ \t\n\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+")
_LEADERS = re.compile(r"(?:\s*[.·…_]){4,}\s*(?:\|\s*)?")
_WORDS = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)?")
_LEADER_STARTS = ("..", ". .", "··", "· ·", "……", "__", "_ _")
_LAST_WORD = re.compile(r"[^\W\d_]+$")
_FIRST_WORD = re.compile(r"[^\W\d_]+")
_ENDS = frozenset('.!?:;"”»)]')


def plain(text: str) -> str:
    """The text with ligatures spelled out, one kind of space, nothing invisible, in NFC."""
    if not (text.isascii() and text.isprintable()):
        text = _LIGATURES.sub(lambda match: unicodedata.normalize("NFKC", match[0]), text)
        text = unicodedata.normalize("NFC", _INVISIBLE.sub("", text))
    if any(leader in text for leader in _LEADER_STARTS):
        text = _LEADERS.sub(CELL, text)
    return _SPACES.sub(" ", text).strip()


def text_of(lines: Sequence[Line], known_words: Container[str] = frozenset()) -> str:
    """The text that the lines make up.

    A hyphen at a line's end goes where the word is among the `known_words` (lower case) without it,
    and stays where it is known with it; where neither is known, it goes before a small letter.
    """
    parts: list[str] = []
    before = Line("")
    for line in lines:
        text = plain(line.text)
        if not text:
            continue
        if parts and before.hyphenated:
            parts[-1] = _rejoined(parts[-1], text, known_words)
        elif parts and (before.goes_on or _reads_on(parts[-1], before, text, line)):
            parts[-1] += f" {text}"
        else:
            parts.append(text)
        before = line
    return "\n".join(parts) + "-" * (bool(parts) and before.hyphenated)


def words_known_from(pages: Sequence[Sequence[Line]]) -> frozenset[str]:
    """Every word of the pages in lower case, hyphenated ones too; empty where no line needs it."""
    if not any(line.hyphenated for lines in pages for line in lines):
        return frozenset()
    return frozenset(
        word for lines in pages for line in lines for word in _WORDS.findall(line.text.lower())
    )


def _rejoined(before: str, after: str, known_words: Container[str]) -> str:
    start, end = _LAST_WORD.search(before), _FIRST_WORD.match(after)
    if start is None or end is None or after[0].isupper():
        return f"{before}-{after}"
    whole = f"{start[0]}{end[0]}".lower()
    apart = f"{start[0]}-{end[0]}".lower()
    hyphen = "-" if apart in known_words and whole not in known_words else ""
    return f"{before}{hyphen}{after}"


def _reads_on(text_before: str, before: Line, text: str, line: Line) -> bool:
    """Whether a sentence that had not ended goes on in small letters."""
    return (
        before.cells == line.cells == 1
        and text[0].islower()
        and text_before[-1] not in _ENDS
        and not begins_with_marker(text)
    )
