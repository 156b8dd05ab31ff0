"""From lines to a page's text: hyphenation undone, ligatures and odd spaces made plain.

Knows characters only. One line of the result is a paragraph, a heading or a row of a table.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType

from indexer.lines import CELL, Line
from indexer.wrapping import begins_with_marker

NO_WORDS: Mapping[str, int] = MappingProxyType({})
_LIGATURES = re.compile("[\ufb00-\ufb06\u0132\u0133\uff01-\uff5e]")
_INVISIBLE = re.compile(
    "[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]"
)
_SPACES = re.compile("[ \t\n\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+")
_LEADERS = re.compile(r"(?:\s*[.·…_]){4,}\s*(?:\|\s*)?")
_WORDS = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)?")
_LEADER_STARTS = ("..", ". .", "··", "· ·", "……", "__", "_ _")
_LOOSE_END = re.compile(r"([^\W\d_]{2,}) ([^\W\d_]{1,4})[.:;]?$")
_LONGEST_LOOSE_END = 5  # letters and a stop
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


def text_of(lines: Sequence[Line], known_words: Mapping[str, int] = NO_WORDS) -> str:
    """The text that the lines make up.

    `known_words` says how often each word stands in the document, in lower case. A hyphen at a
    line's end goes where the word is known without it, and stays where it is known with it; where
    neither is known, it goes before a small letter.
    """
    parts: list[str] = []
    before = Line("")
    for line in lines:
        text = _mended(plain(line.text), known_words)
        if not text:
            continue
        if parts and before.hyphenated and before.cells == line.cells == 1:
            parts[-1] = _rejoined(parts[-1], text, known_words)
        elif parts and (before.goes_on or _reads_on(parts[-1], before, text, line)):
            parts[-1] += f" {text}"
        else:
            parts.append(text)
        if line.hyphenated and line.cells > 1:
            parts[-1] += "-"
        before = line
    if parts and before.hyphenated and before.cells == 1:
        parts[-1] += "-"
    return "\n".join(parts)


def words_known_from(texts: Iterable[str]) -> Counter[str]:
    """How often each word of the lines stands there, in lower case, hyphenated ones too."""
    words: Counter[str] = Counter()
    for text in texts:
        words.update(_WORDS.findall(text.lower()))
    return words


def _mended(text: str, known_words: Mapping[str, int]) -> str:
    """The line without a space before its last letters, where a font's spacing put one that makes
    no word: "Statement of Incom e"."""
    if not known_words or len(text) - text.rfind(" ") - 1 > _LONGEST_LOOSE_END:
        return text
    match = _LOOSE_END.search(text)
    if match is None:
        return text
    start, end = match[1].lower(), match[2].lower()
    if 10 * known_words.get(start, 0) >= known_words.get(start + end, 0):
        return text
    return text[: match.start(2) - 1] + text[match.start(2) :]


def _rejoined(before: str, after: str, known_words: Mapping[str, int]) -> str:
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
