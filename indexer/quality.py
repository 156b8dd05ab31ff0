"""How well a page's text can be read: fine, garbled, or none at all.

Judges characters only; knows nothing of languages, so that no language is taken for noise.
"""

from __future__ import annotations

import re

from indexer.types import Quality

_GARBLED_FROM = 0.15  # share of the characters that stand for no letter, figure or sign
_SAYS_SOMETHING = re.compile(r"(?:[^\W_][\W_]*){3}")  # three letters or figures
_UNREADABLE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ue000-\uf8ff\ufffd\ud800-\udfff]")
_GLYPH_NAMES = re.compile(r"/[a-z]{1,5}\d+|\(cid:\d+\)")  # what readers write for lack of a letter


def quality_of(text: str, unreadable_characters: int = 0) -> Quality:
    """The quality of a page with this text, and so many characters left out as unreadable."""
    unreadable = unreadable_characters + len(_UNREADABLE.findall(text))
    unreadable += sum(map(len, _GLYPH_NAMES.findall(text))) if "/" in text or "(" in text else 0
    if unreadable:
        ink = len("".join(text.split())) + unreadable_characters
        if unreadable > _GARBLED_FROM * ink:
            return Quality.GARBLED
    return Quality.FINE if _SAYS_SOMETHING.search(text) else Quality.NO_TEXT
