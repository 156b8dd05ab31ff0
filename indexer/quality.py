"""How well a page's text can be read: fine, garbled, or none at all.

Judges characters only; knows nothing of languages, so that no language is taken for noise.
"""

from __future__ import annotations

import unicodedata

from indexer.types import Quality

_FEWEST_CHARACTERS = 3  # letters or digits; a page with fewer (a stamp, a number) says nothing
_GARBLED_FROM = 0.15  # share of characters that stand for no letter, digit, mark or punctuation


def quality_of(text: str) -> Quality:
    """The quality of a page with this text."""
    ink = [character for character in text if not character.isspace()]
    if sum(character.isalnum() for character in ink) < _FEWEST_CHARACTERS:
        return Quality.NO_TEXT if not _is_noise(ink) else Quality.GARBLED
    return Quality.GARBLED if _is_noise(ink) else Quality.FINE


def _is_noise(ink: list[str]) -> bool:
    if len(ink) < _FEWEST_CHARACTERS:
        return False
    bad = sum(unicodedata.category(c) in {"Cc", "Cn", "Co", "Cs"} or c == "\ufffd" for c in ink)
    return bad > _GARBLED_FROM * len(ink)
