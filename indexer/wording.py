"""The words of a question, and how a text answers to them.

Words are compared by how they begin, which does for inflection what is needed here. Knows nothing
of vectors or databases.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

_WORD = re.compile(r"[^\W_]+(?:[.,'’-][^\W_]+)*")
_BEGINNING = 6  # letters of a word that are compared
_STOP_WORDS = frozenset(
    "a about after all also an and any are as at be because been before being between both but by "
    "can could did do does doing during each few for from further had has have having he her here "
    "hers him his how i if in into is it its itself just many me more most much my no nor not of "
    "off on once only or other our out over own same she should so some such than that the their "
    "them then there these they this those through to too under until up very was we were what "
    "when where which while who whom whose why will with would you your".split()
)


def expression(words: Sequence[str]) -> str:
    """Any of the words, as an expression for the full-text index; each is quoted, so that nothing
    in it is taken for an operator. "" where there is no word."""
    return " OR ".join(f'"{word}"' for word in words)


class Wording:
    """A question's words; `telling` are those that say what it is about."""

    def __init__(self, question: str) -> None:
        words = _WORD.findall(question.lower())
        self.telling: Sequence[str] = [
            word for word in dict.fromkeys(words) if word not in _STOP_WORDS
        ] or list(dict.fromkeys(words))
        self._beginnings = {_beginning(word) for word in self.telling}
        self._pairs = {
            (_beginning(one), _beginning(other))
            for one, other in pairwise(words)
            if one not in _STOP_WORDS or other not in _STOP_WORDS
        }

    def pairs_in(self, text: str) -> int:
        """How many pairs of neighbouring words are neighbours in the text too."""
        if not self._pairs:
            return 0
        return len(self._pairs & set(pairwise(_beginnings(text))))

    def share_in(self, text: str) -> float:
        """The share of the telling words that the text has, 0 to 1."""
        if not self._beginnings:
            return 0.0
        return len(self._beginnings & set(_beginnings(text))) / len(self._beginnings)


def _beginnings(text: str) -> list[str]:
    return [_beginning(word) for word in _WORD.findall(text.lower())]


def _beginning(word: str) -> str:
    return word[:_BEGINNING]
