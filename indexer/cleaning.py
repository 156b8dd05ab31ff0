"""From lines to a page's text: hyphenation undone, ligatures and odd spaces made plain.

Knows characters only. One line of the result is a paragraph, a heading or a row of a table.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from indexer.layout import Line

_LIGATURES = re.compile("[\ufb00-\ufb06\u0132\u0133\uff01-\uff5e]")
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff\x00-\x08\x0b-\x1f]")
_SPACES = re.compile("[ \t\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]+")


def plain(text: str) -> str:
    """The text with ligatures spelled out, one kind of space, nothing invisible, in NFC."""
    text = _LIGATURES.sub(lambda match: unicodedata.normalize("NFKC", match[0]), text)
    text = _INVISIBLE.sub("", text)
    return unicodedata.normalize("NFC", _SPACES.sub(" ", text)).strip()


def text_of(lines: Sequence[Line]) -> str:
    """The text that the lines make up."""
    parts: list[str] = []
    for line in lines:
        text = plain(line.text)
        if not text:
            continue
        if parts and parts[-1].endswith("\ufffe"):
            parts[-1] = _rejoined(parts[-1][:-1], text)
        else:
            parts.append(text)
        if line.hyphenated:
            parts[-1] += "\ufffe"
    return "\n".join(parts).replace("\ufffe", "-")


def _rejoined(before: str, after: str) -> str:
    return before + after if after[:1].islower() else f"{before}-{after}"
