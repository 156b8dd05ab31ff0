"""A share with its uncertainty. Knows nothing of what is counted."""

from __future__ import annotations

import math
from dataclasses import dataclass

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
