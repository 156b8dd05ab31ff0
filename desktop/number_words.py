"""Reads numbers that are written in words: "twenty-eight" is 28, "two hundred and ten" 210.

English only. Knows nothing of digits or units.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

_ONES = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen "
    "sixteen seventeen eighteen nineteen"
).split()
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()
_ORDINALS = (
    "zeroth first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth "
    "thirteenth fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth twentieth"
).split()
_SMALL = {
    **{word: n for n, word in enumerate(_ONES)},
    **{word: 10 * n for n, word in enumerate(_TENS, 2)},
}
_ORDINAL = {**{word: n for n, word in enumerate(_ORDINALS) if n}, "thirtieth": 30}
SCALES = {
    "dozen": 12,
    "hundred": 100,
    "thousand": 1_000,
    "million": 1_000_000,
    "billion": 1_000_000_000,
    "trillion": 1_000_000_000_000,
}
"""What a word behind a number multiplies it by."""

_ANY = "|".join(sorted([*_SMALL, *_ORDINAL, *SCALES], key=len, reverse=True))
_RUN = re.compile(rf"(?i)\b(?:{_ANY})(?:(?:[\s-]+|\s+and\s+)(?:{_ANY}))*\b")
_LOOSE = frozenset({"first", "second", "one"})
_COUNTED = re.compile(r"(?i)\s+(?:quarter|half)\b")


@dataclass(frozen=True, slots=True)
class WordNumber:
    """A number in words, and where it stands."""

    value: int
    start: int
    end: int
    loose: bool  # "one of them", "at first": a word that mostly counts nothing


def word_numbers(text: str) -> Iterator[WordNumber]:
    """Every number that is written in words, in order; a scale on its own ("a million") counts
    once. "two, three" are two numbers, and so are "twenty thirty"."""
    for run in _RUN.finditer(text):
        yield from _numbers(text, run)


def _numbers(text: str, run: re.Match[str]) -> Iterator[WordNumber]:
    total = current = 0
    start = end = -1
    last = 0  # the value of the word before, to see whether this one goes on with it

    def so_far() -> WordNumber:
        word = text[start:end].lower()
        loose = word in _LOOSE and not (word != "one" and _COUNTED.match(text, end))
        return WordNumber(total + current, start, end, loose)

    for part in re.finditer(r"[A-Za-z]+", run[0]):
        word = part[0].lower()
        if word == "and":
            continue
        value = SCALES.get(word) or _SMALL.get(word, _ORDINAL.get(word, 0))
        goes_on = start >= 0 and _goes_on(last, value, word)
        if start >= 0 and not goes_on:
            yield so_far()
            total, current, start = 0, 0, -1
        if start < 0:
            start = run.start() + part.start()
        end = run.start() + part.end()
        if word in SCALES and value <= 100:
            current = max(current, 1) * value
        elif word in SCALES:
            total, current = total + max(current, 1) * value, 0
        else:
            current += value
        last = value
    yield so_far()


def _goes_on(last: int, value: int, word: str) -> bool:
    """Whether a word belongs to the number before it: "twenty" to "eight", not "two" to "three"."""
    if word in SCALES:
        return True
    return (20 <= last < 100 and value < 10) or (last >= 100 and value < last)
