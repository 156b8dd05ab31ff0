"""Shares, means and medians with their uncertainty. Knows nothing of what is counted."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import fmean, median, stdev

_Z = 1.959963984540054  # of a normal distribution: 95 of 100 lie within


@dataclass(frozen=True, slots=True)
class Share:
    """So many of so many, with the interval that holds the true share 95 times in 100."""

    count: int
    total: int
    low: float
    high: float

    @property
    def value(self) -> float:
        """The share as counted; 0 of none."""
        return self.count / self.total if self.total else 0.0


@dataclass(frozen=True, slots=True)
class Estimate:
    """A figure from `total` values, with the interval that holds the true one 95 times in 100."""

    value: float
    low: float
    high: float
    total: int


def share(count: int, total: int) -> Share:
    """The share with Wilson's score interval, which holds for small counts too; 0 to 1 of none.

    E. B. Wilson, "Probable inference, the law of succession, and statistical inference", Journal of
    the American Statistical Association 22 (1927), 209-212. Raises ValueError where count is not
    within 0 and total.
    """
    if not 0 <= count <= total:
        raise ValueError(f"{count} of {total} is no share: count things within the total.")
    if total == 0:
        return Share(0, 0, 0.0, 1.0)
    p, z2 = count / total, _Z * _Z
    middle = (p + z2 / (2 * total)) / (1 + z2 / total)
    half = _Z * math.sqrt(p * (1 - p) / total + z2 / (4 * total * total)) / (1 + z2 / total)
    low = 0.0 if count == 0 else max(0.0, middle - half)
    high = 1.0 if count == total else min(1.0, middle + half)
    return Share(count, total, low, high)


def difference(only_first: int, only_second: int, total: int) -> Estimate:
    """How much larger the first of two paired shares is: counted are the cases where only one of
    the two holds, of all.

    The adjusted Wald interval of A. Agresti and Y. Min, "Simple improved confidence intervals for
    comparing matched proportions", Statistics in Medicine 24 (2005), 729-740: half a case is added
    to each of the four cells. Raises ValueError where the counts do not fit into the total.
    """
    if min(only_first, only_second) < 0 or only_first + only_second > total:
        raise ValueError(f"{only_first} and {only_second} do not fit into {total}.")
    if total == 0:
        return Estimate(0.0, -1.0, 1.0, 0)
    b, c, n = only_first + 0.5, only_second + 0.5, total + 2
    middle = (b - c) / n
    half = _Z * math.sqrt(b + c - (b - c) ** 2 / n) / n
    value = (only_first - only_second) / total
    low, high = max(-1.0, middle - half), min(1.0, middle + half)
    return Estimate(value, min(low, value), max(high, value), total)


def mean(values: Sequence[float]) -> Estimate | None:
    """The mean with 1.96 standard errors to each side; None of no values. One value alone has an
    interval of no width that says nothing: look at `total`."""
    if not values:
        return None
    middle = fmean(values)
    half = _Z * stdev(values) / math.sqrt(len(values)) if len(values) > 1 else 0.0
    return Estimate(middle, middle - half, middle + half, len(values))


def middle(values: Sequence[float]) -> Estimate | None:
    """The median with its interval from order statistics, which assumes nothing of how the values
    are spread; None of no values.

    After W. J. Conover, "Practical nonparametric statistics", 3rd edition (1999), section 3.2, the
    places rounded outwards. Of fewer than six values the interval is their range, which holds it
    less often than 95 times in 100.
    """
    if not values:
        return None
    ordered, n = sorted(values), len(values)
    half = _Z * math.sqrt(n) / 2
    low = max(0, math.floor(n / 2 - half))
    high = min(n - 1, math.ceil(n / 2 + half))
    return Estimate(median(ordered), ordered[low], ordered[high], n)
