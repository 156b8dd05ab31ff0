"""Whether a sentence denies what another states: by the words that say no, and what they stand by.

English. Knows no opposites: "rose" and "fell" are two words to it.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence

_NO = re.compile(
    r"(?i)\b(?:not|no|never|none|neither|nor|nobody|nothing|nowhere|without|cannot|hardly)\b"
    r"|n[’']t\b"
)
_BOUND = re.compile(
    r"(?i)\b(?:no|not)\s+(?:more|less|fewer|later|earlier|longer|sooner|greater|lower|higher)\b"
    r"|\bnot\s+only\b|\bno\.\s*\d|\bnot\s+(?:un|in)\w+"
)
_CLAUSE = re.compile(r"[,;:.()|\n]|\b(?:but|unless|except|and|or|if|when|while|which|that)\b")
_DENIED = 3  # telling words behind a no that it is taken to deny


def denies(sentence: str) -> bool:
    """Whether it says no of something; "no more than" sets a bound, and denies nothing."""
    return bool(_denials(sentence))


def denied(sentence: str, words: Sequence[tuple[str, int]]) -> tuple[frozenset[str], ...]:
    """For each no of the sentence the telling words that it denies, to the end of its clause.

    `words` are the sentence's telling words, each with its place.
    """
    found = []
    for at in _denials(sentence):
        ends = _CLAUSE.search(sentence, at)
        end = ends.start() if ends else len(sentence)
        behind = [word for word, place in words if at <= place < end]
        found.append(frozenset(behind[:_DENIED]))
    return tuple(found)


def contradict(
    said: str, known: str, stems: Collection[str], denials: Sequence[frozenset[str]]
) -> bool:
    """Whether one of two sentences on the same thing denies what the other states.

    `stems` are the telling words of what is said, `denials` what the known sentence denies.
    """
    if denies(said):
        return not denies(known)
    return any(words and words <= set(stems) for words in denials)


def _denials(sentence: str) -> list[int]:
    """Where a no ends."""
    bounds = [match.span() for match in _BOUND.finditer(sentence)]
    return [
        match.end()
        for match in _NO.finditer(sentence)
        if not any(start <= match.start() < end for start, end in bounds)
    ]
