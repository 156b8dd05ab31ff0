"""Keeps text from PDFs and people from becoming control tokens.

Wherever the text of a control token stands in content, U+2060 (word joiner, unseen) is put after
its first character, longest first, until nothing changes. Tokenising content apart, or with
special tokens off, does not do: user-defined tokens are read all the same, and SentencePiece merges
the text of "</s>" into the token. Knows a vocabulary only as a list of spellings.
"""

from __future__ import annotations

from collections.abc import Iterable

JOINER = "\u2060"

_MOST_ROUNDS = 1000


def can_be_forged(spelling: str, user_defined: bool) -> bool:
    """Whether text that holds the spelling has to be disarmed.

    User-defined tokens that are one character, plain words or white space steer nothing (runs of
    spaces in GPT-NeoX, "ü" and whole words in DeepSeek), and harmless text is full of them. A
    control token of a single character cannot be broken up, and none was found in 19 vocabularies.
    """
    if len(spelling) < 2:
        return False
    letters = spelling.replace(" ", "").replace("\u2581", "")
    return not user_defined or not (letters.isalnum() or not letters.strip())


class ControlTokens:
    """The spellings that may not stand in content, of one vocabulary."""

    def __init__(self, spellings: Iterable[str]) -> None:
        self._spellings = sorted(set(spellings) - {""}, key=lambda s: (-len(s), s))

    def disarm(self, text: str) -> str:
        """The text, with no control token's spelling left in it; harmless text as it was."""
        for _ in range(_MOST_ROUNDS):
            present = [spelling for spelling in self._spellings if spelling in text]
            if not present:
                return text
            for spelling in present:
                text = text.replace(spelling, spelling[0] + JOINER + spelling[1:])
        # Only a vocabulary with U+2060 inside a control token could come here.
        return text.replace(JOINER, "")
