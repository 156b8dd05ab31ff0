"""The dates of a text, however they are written: "May 31, 2023", "31 May 2023", "2023-05-31".

English names of months. A month alone is no date; "in May 2023" is one without a day.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

_MONTHS = "january february march april may june july august september october november december"
_MONTH = {name: n for n, name in enumerate(_MONTHS.split(), 1)}
_MONTH |= {name[:3]: n for name, n in _MONTH.items()} | {"sept": 9}
_NAME = r"(?P<month>" + "|".join(name.title() for name in sorted(_MONTH, key=len)[::-1]) + r")\.?"
_NAME = rf"(?:{_NAME}|{_NAME.upper().replace('?P<MONTH>', '?P<loud>')})"
_DAY = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?"
_YEAR = r"(?P<year>(?:19|20)\d\d)"
_FORMS = (
    re.compile(rf"\b{_NAME}\s+{_DAY}(?:\s*,?\s+{_YEAR})?(?![\w.,]\d|\w)"),
    re.compile(rf"\b{_DAY}\s+(?:of\s+)?{_NAME}(?:\s*,?\s+{_YEAR})?\b"),
    re.compile(rf"\b{_NAME}\s*,?\s+{_YEAR}\b"),
    re.compile(r"\b(?P<year>(?:19|20)\d\d)-(?P<number>\d\d)-(?P<day>\d\d)\b"),
    re.compile(r"\b(?P<day>\d{1,2})[./](?P<number>\d{1,2})[./](?P<year>(?:19|20)\d\d)\b"),
)


@dataclass(frozen=True, slots=True)
class Day:
    """A date, as far as it is said."""

    year: int | None
    month: int
    day: int | None
    start: int  # within the text
    end: int
    turned: bool = False  # 3/4/2023, where day and month may have changed places

    @property
    def names(self) -> frozenset[str]:
        """What its month is called, in small letters."""
        return frozenset(name for name, n in _MONTH.items() if n == self.month)

    def is_borne_out_by(self, other: Day, years: frozenset[int]) -> bool:
        """Whether a text that states `other`, and these years beside it, states this too.

        The years: "as of May 31, 2023 and 2022" states two dates.
        """
        pairs = [(self.month, self.day), (self.day, self.month)][: 2 if self.turned else 1]
        theirs = [(other.month, other.day), (other.day, other.month)][: 2 if other.turned else 1]
        alike = any(
            a[0] == b[0] and (a[1] is None or b[1] is None or a[1] == b[1])
            for a in pairs
            for b in theirs
        )
        same_year = None in (self.year, other.year) or self.year == other.year
        return alike and (same_year or self.year in years)


def days(text: str) -> tuple[Day, ...]:
    """Every date of the text, in order; none lies within another."""
    found: list[Day] = []
    for form in _FORMS:
        found += [
            day
            for day in map(_day, form.finditer(text))
            if not any(day.start < other.end and other.start < day.end for other in found)
        ]
    return tuple(sorted(_possible(found), key=lambda day: day.start))


def _day(match: re.Match[str]) -> Day:
    said = match.groupdict()
    name = said.get("month") or said.get("loud")
    month = _MONTH[name.lower()] if name else int(said["number"])
    day = int(said["day"]) if said.get("day") else None
    year = int(said["year"]) if said.get("year") else None
    turned = not name and match[0][4] != "-" and day is not None and day <= 12
    if month > 12 and day is not None:  # 05/31/2023
        month, day = day, month
    return Day(year, month, day, match.start(), match.end(), turned)


def _possible(found: list[Day]) -> Iterator[Day]:
    for day in found:
        if 1 <= day.month <= 12 and (day.day is None or 1 <= day.day <= 31):
            yield day
