"""The numbers of a text with what they count: 2,400 and 2400, "two" and 2, 12 % and "12 percent"
are the same; 2.4 million and 4.2 million, 30 days and 30 weeks, $5 and 5 euros are not.

English words, digits of any country. Converts no units. Knows nothing of dates or of passages.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from desktop.number_words import SCALES, word_numbers

_SCALED = {"k": 1_000, "mn": 1_000_000, "bn": 1_000_000_000, "tn": 1_000_000_000_000, **SCALES}
_UNITS = {
    "%": "% percent pct percentage",
    "basis point": "basis bp bps",
    "$": "$ dollar dollars usd",
    "€": "€ euro euros eur",
    "£": "£ gbp sterling",
    "¥": "¥ yen jpy",
    "second": "s sec secs second seconds",
    "minute": "min mins minute minutes",
    "hour": "h hr hrs hour hours",
    "day": "day days",
    "week": "week weeks",
    "month": "month months",
    "year": "year years yr yrs",
    "mm": "mm millimetre millimetres millimeter millimeters",
    "cm": "cm centimetre centimetres centimeter centimeters",
    "m": "m metre metres meter meters",
    "km": "km kilometre kilometres kilometer kilometers",
    "mile": "mile miles",
    "g": "g gram grams gramme grammes",
    "kg": "kg kilo kilos kilogram kilograms",
    "t": "t tonne tonnes ton tons",
    "ml": "ml millilitre millilitres milliliter milliliters",
    "l": "l litre litres liter liters",
    "°C": "°c celsius",
    "°F": "°f fahrenheit",
    "W": "w watt watts",
    "kW": "kw kilowatt kilowatts",
    "MB": "mb megabyte megabytes",
    "GB": "gb gigabyte gigabytes",
}
_UNIT = {word: unit for unit, words in _UNITS.items() for word in words.split()}
_CURRENCY = {"$": "$", "€": "€", "£": "£", "¥": "¥", "usd": "$", "eur": "€", "gbp": "£", "jpy": "¥"}
_NUMBER = re.compile(
    r"(?<![\w.,])"
    r"(?:(?P<currency>[$€£¥]|\b(?:USD|EUR|GBP|JPY)\b)\s?)?"
    r"(?P<digits>\d{1,3}(?:[ \u00a0\u2009\u202f'’]\d{3})+(?!\d)(?:[.,]\d+)?|\d+(?:[.,]\d+)*)"
    r"(?P<tail>[A-Za-z]{1,3}(?![\w]))?(?!\w)"
)
_AFTER = re.compile(r"[\s\u00a0-]?\s?(?P<word>per\s+cent|°\s?[CF]|[%$€£¥](?!\d)|[A-Za-z]+)")
_ABOUT = re.compile(
    r"(?i)\b(?:about|around|roughly|approximately|some|nearly|almost|over|under|more\s+than|"
    r"less\s+than|close\s+to|circa)\s+(?:[$€£¥]|(?:USD|EUR|GBP|JPY)\b)?\s*$|[~≈]\s*$"
)
_SCALE_OF_DIGITS = re.compile(rf"(?i)(\d[\s-]?)({'|'.join(SCALES)})\b")  # of "2.4 million"
_ORDINAL_TAILS = frozenset({"st", "nd", "rd", "th"})
_NAMED = re.compile(r"(?i)\b(?:passages?|sources?)\s+$")


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number, and what it counts."""

    values: frozenset[Fraction]  # what it may mean: "2.400" is 2.4 in one country, 2,400 in another
    unit: str  # one word for each unit that is known; "": none
    start: int  # within the text
    end: int  # behind what it counts, where that is known
    about: bool = False  # "about 12": it may be rounded
    loose: bool = False  # "one of them": no number that has to stand anywhere

    def is_borne_out_by(self, other: Quantity) -> bool:
        """Whether a text that states `other` states this too."""
        if self.unit and other.unit and self.unit != other.unit:
            return False
        if self.values & other.values:
            return True
        return self.about and any(_rounds(b, a) for a in self.values for b in other.values)

    @property
    def may_be_year(self) -> bool:
        """Whether it is a bare number such as 2023."""
        return not self.unit and any(1800 <= v <= 2100 and v.denominator == 1 for v in self.values)


def quantities(text: str) -> tuple[Quantity, ...]:
    """Every number of the text, in digits and in words, in order."""
    found = [*_in_digits(text), *_in_words(text)]
    return tuple(sorted(found, key=lambda quantity: quantity.start))


def _in_words(text: str) -> Iterator[Quantity]:
    alone = _SCALE_OF_DIGITS.sub(lambda match: match[1] + " " * len(match[2]), text)
    for number in word_numbers(alone):
        before = text[: number.start]
        bare = frozenset({Fraction(number.value)})
        values, unit, end = _counted(text, number.end, bare, "")
        about = bool(_ABOUT.search(before))
        yield Quantity(values, unit, number.start, end, about, number.loose)


def _in_digits(text: str) -> Iterator[Quantity]:
    for match in _NUMBER.finditer(text):
        before = text[: match.start()]
        if _NAMED.search(before):
            continue
        values = readings(match["digits"])
        if " " in match["digits"]:  # one number, or the cells of a table's row
            values |= {Fraction(part) for part in re.findall(r"\d+", match["digits"])}
        unit = _CURRENCY.get((match["currency"] or "").lower(), "")
        tail = (match["tail"] or "").lower()
        if tail in _ORDINAL_TAILS:
            tail = ""
        elif tail in _SCALED:
            values = _times(values, _SCALED[tail])
        elif tail == "m":  # metres, or millions
            values = _times(values, 1_000_000) if unit else values | _times(values, 1_000_000)
        elif tail == "s" and len(match["digits"]) == 4:
            unit = "decade"
        elif tail:
            unit = unit or _UNIT.get(tail, "")
        end = match.end()
        if tail in {"", "k", "m", "mn", "bn", "tn"}:
            values, unit, end = _counted(text, end, values, unit)
        yield Quantity(values, unit, match.start(), end, bool(_ABOUT.search(before)))


def _counted(
    text: str, at: int, values: frozenset[Fraction], unit: str
) -> tuple[frozenset[Fraction], str, int]:
    """The values and the unit with the words that follow ("million", "percent", "months"), and
    where these end."""
    for _ in range(3):
        after = _AFTER.match(text, at)
        if after is None:
            break
        word = re.sub(r"\s+", "", after["word"].lower())
        if word in _SCALED and word != "k":
            values, at = _times(values, _SCALED[word]), after.end()
            continue
        if word in _UNIT and unit in {"", _UNIT[word]}:
            unit, at = _UNIT[word], after.end()
        break
    if unit == "basis point":
        return _times(values, Fraction(1, 100)), "%", at
    return values, unit, at


def readings(digits: str) -> frozenset[Fraction]:
    """What a number in digits may mean; "1.2.3" is a number to nobody, and taken as its parts."""
    bare = re.sub(r"[ \u00a0\u2009\u202f'’]", "", digits)
    if re.fullmatch(r"\d+", bare):
        return frozenset({Fraction(bare)})
    if re.fullmatch(r"\d{1,3}(?:,\d{2,3})*,\d{3}(?:\.\d+)?", bare):
        return frozenset({Fraction(bare.replace(",", ""))})
    if re.fullmatch(r"\d+,\d+", bare):
        return frozenset({Fraction(bare.replace(",", "."))})
    if re.fullmatch(r"\d{1,3}\.\d{3}", bare):
        return frozenset({Fraction(bare), Fraction(bare.replace(".", ""))})
    if re.fullmatch(r"\d+\.\d+", bare):
        return frozenset({Fraction(bare)})
    if re.fullmatch(r"\d{1,3}(?:\.\d{3})+(?:,\d+)?", bare):
        return frozenset({Fraction(bare.replace(".", "").replace(",", "."))})
    return frozenset(Fraction(part) for part in re.split(r"[.,]", bare) if part)


def _times(values: frozenset[Fraction], factor: int | Fraction) -> frozenset[Fraction]:
    return frozenset(value * factor for value in values)


def _rounds(exact: Fraction, rounded: Fraction) -> bool:
    """Whether the one may be said for the other: "about 12" for 11.6, "over 2,300" for 2,347; a
    number is not rounded to more places than it has."""
    if not rounded:
        return False
    step = Fraction(1)
    while (rounded / step).denominator > 1:
        step /= 10
    while (rounded / (step * 10)).denominator == 1:
        step *= 10
    away = abs(exact - rounded)
    return away < step and away * 10 <= abs(exact)
