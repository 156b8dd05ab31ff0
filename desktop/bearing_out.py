"""One sentence beside one passage: which of its numbers and dates stand there, and whether one of
the two denies what the other states.

Knows nothing of scores, answers or the screen.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import Enum
from fractions import Fraction

from desktop.days import Day, days
from desktop.negation import contradict, denied, denies
from desktop.number_words import SCALES
from desktop.quantities import Quantity, quantities

_WORD = re.compile(r"[^\W_]+(?:[.,'’][^\W_]+)*")
_CODE = re.compile(r"[^\W\d_]+\d.*")  # a letter, then a digit: q3, a4
_SENTENCE = re.compile(r"[^\s](?:.*?)(?:[.!?…](?=\s|$)|$)", re.M)
_SCALED = re.compile(r"(?i)\bin\s+(thousand|million|billion)s\b")
_STOPWORDS = frozenset(
    "a an and are as at be been but by can did do does for from had has have he her his i if in "
    "into is it its may more most no not of on or our she so such than that the their them then "
    "there these they this those to was we were what when where which who will with would you "
    "your".split()
)
_BESIDE = 4  # telling words to either side of a number that say what it counts
_REACH = 14  # words in a passage within which one of them stands; a row of a table, or a sentence
_DAY_REACH = 4  # words between a day and its month: "30 and 31 May"
_SAME_THING = 0.5  # of a sentence's words that another has in common with it, and they are alike


class Found(Enum):
    """Where a passage states a number."""

    HERE = "here"  # beside the same words
    ELSEWHERE = "elsewhere"
    NOT = "not"


@dataclass(frozen=True, slots=True)
class Word:
    """A telling word without its ending, and where it stands."""

    stem: str
    at: int


class Claim:
    """A sentence, taken apart into words, numbers and dates."""

    def __init__(self, sentence: str) -> None:
        self.sentence = sentence
        self.days = days(sentence)
        counted = _beside_days(quantities(sentence), self.days)
        self.numbers = tuple(number for number in counted if not number.loose)
        spans = [(each.start, each.end) for each in counted]
        spans += [(each.start, each.end) for each in self.days]
        self.words = tuple(word for word in telling(sentence) if not _within(word.at, spans))
        self.stems = [word.stem for word in self.words if not word.stem[0].isdigit()]
        self.codes = {stem for stem in self.stems if _CODE.fullmatch(stem)}

    @property
    def states_something(self) -> bool:
        """Whether there is anything in it that a passage could bear out."""
        return bool(self.stems or self.numbers or self.days)

    def beside(self, number: Quantity) -> frozenset[str]:
        """The telling words around one of its numbers."""
        at = bisect_left([word.at for word in self.words], number.start)
        return frozenset(word.stem for word in self.words[max(at - _BESIDE, 0) : at + _BESIDE])


class Evidence:
    """A passage, taken apart once for all sentences."""

    def __init__(self, text: str) -> None:
        self._all = tuple(telling(text))
        self._places = [word.at for word in self._all]
        self.words = frozenset(word.stem for word in self._all)
        self._days = days(text)
        scale = _SCALED.search(text)
        self._numbers = tuple(_in_scale(quantities(text), scale[1] if scale else ""))
        self._years = _years(self._numbers, self._days)
        self._sentences = tuple(_Known.of(match[0]) for match in _SENTENCE.finditer(text))

    def states(self, claim: Claim, number: Quantity) -> Found:
        """Where the passage states a number of the sentence. A year counts everywhere: it stands
        at the head of a column, far from what it belongs to."""
        alike = [each for each in self._numbers if number.is_borne_out_by(each)]
        days_too = number.may_be_year and any(Fraction(y) in number.values for y in self._years)
        if not alike and not days_too:
            return Found.NOT
        beside = claim.beside(number) & self.words
        if number.may_be_year or not beside or not claim.beside(number):
            return Found.HERE
        near = any(beside & self._around(each.start, _REACH) for each in alike)
        return Found.HERE if near else Found.ELSEWHERE

    def states_day(self, day: Day) -> bool:
        """Whether the passage states a date, in one piece or as "30 and 31 May"."""
        if any(day.is_borne_out_by(each, self._years) for each in self._days):
            return True
        if day.year is not None and day.year not in self._years:
            return False
        names = [word for word in self._all if word.stem in day.names]
        if day.day is None:
            return bool(names)
        wanted = Fraction(day.day)
        near = [n.start for n in self._numbers if wanted in n.values]
        return any(day.names & self._around(start, _DAY_REACH) for start in near)

    def denies(self, claim: Claim) -> bool:
        """Whether what it says on the same thing is the contrary."""
        stems = frozenset(claim.stems)
        shared = [(len(stems & known.stems), known) for known in self._sentences]
        most = max((count for count, _ in shared), default=0)
        if not stems or most < _SAME_THING * len(stems):
            return False
        alike = [known for count, known in shared if count == most]
        return all(contradict(claim.sentence, k.text, stems, k.denied) for k in alike)

    def _around(self, at: int, reach: int) -> frozenset[str]:
        place = bisect_left(self._places, at)
        return frozenset(w.stem for w in self._all[max(place - reach, 0) : place + reach])


@dataclass(frozen=True, slots=True)
class _Known:
    """A sentence of a passage."""

    text: str
    stems: frozenset[str]
    denied: tuple[frozenset[str], ...]

    @staticmethod
    def of(text: str) -> _Known:
        words = telling(text)
        where = [(word.stem, word.at) for word in words]
        nothing = denied(text, where) if denies(text) else ()
        return _Known(text, frozenset(word.stem for word in words), nothing)


def telling(text: str) -> list[Word]:
    """The words of a text that tell something, in order."""
    found = (Word(_stem(match[0].lower()), match.start()) for match in _WORD.finditer(text))
    return [
        word
        for word in found
        if word.stem not in _STOPWORDS and not word.stem.endswith(("n't", "n’t"))
    ]


def _stem(word: str) -> str:
    """The word without its plural or possessive ending, so that "reports" meets "report"."""
    word = word.removesuffix("'s").removesuffix("’s")
    if len(word) > 4 and word.endswith("s") and not word.endswith("ss"):
        return word[:-1]
    return word


def _within(at: int, spans: list[tuple[int, int]]) -> bool:
    return any(start <= at < end for start, end in spans)


def _beside_days(counted: tuple[Quantity, ...], dates: tuple[Day, ...]) -> list[Quantity]:
    """Those that are no part of a date."""
    spans = [(day.start, day.end) for day in dates]
    return [number for number in counted if not _within(number.start, spans)]


def _in_scale(counted: tuple[Quantity, ...], scale: str) -> Iterator[Quantity]:
    """Of a table "in millions" each number also as so many millions."""
    factor = SCALES[scale.lower()] if scale else 1
    for number in counted:
        yield replace(number, values=number.values | {v * factor for v in number.values})


def _years(counted: tuple[Quantity, ...], dates: tuple[Day, ...]) -> frozenset[int]:
    said = {int(value) for n in counted if n.may_be_year for value in n.values}
    return frozenset(said | {day.year for day in dates if day.year is not None})
