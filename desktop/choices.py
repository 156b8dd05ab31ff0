"""Which answers a person found better, and how often each mode was: pure counting.

Knows nothing of where choices are kept or shown.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

from desktop.interval import Share, share
from desktop.modes import Mode


@dataclass(frozen=True, slots=True)
class Choice:
    """What a person chose among the answers to one question: one, several, all, or none."""

    among: tuple[Mode, ...]
    better: tuple[Mode, ...]
    blind: bool  # the answers had no names, and stood in an order drawn by lot

    @property
    def sentence(self) -> str:
        """What was chosen, in words."""
        how = ", blind" if self.blind else ""
        *first, last = (mode.heading for mode in self.better or self.among)
        names = f"{', '.join(first)} and {last}" if first else last
        if not self.better:
            return f"You found none of {names} good{how}."
        if self.better == self.among:
            return f"You found {names} equally good{how}."
        return f"You found {names} better{how}."


@dataclass(frozen=True, slots=True)
class Standing:
    """How often a mode was among the better ones, of the times it could have been."""

    mode: Mode
    chosen: Share


@dataclass(frozen=True, slots=True)
class Duel:
    """Two modes where both answered: how often one of them alone was chosen."""

    first: Mode
    second: Mode
    first_better: Share  # of the questions where they were told apart
    alike: int  # both chosen, or neither


def standings(choices: Sequence[Choice]) -> tuple[Standing, ...]:
    """Every mode that was ever among the answers, in the order of the 2 x 2."""
    counted: list[Standing] = []
    for mode in Mode:
        shown = [choice for choice in choices if mode in choice.among]
        if shown:
            better = sum(mode in choice.better for choice in shown)
            counted.append(Standing(mode, share(better, len(shown))))
    return tuple(counted)


def duels(choices: Sequence[Choice]) -> tuple[Duel, ...]:
    """Every two modes that answered the same question at least once."""
    counted: list[Duel] = []
    for first, second in combinations(Mode, 2):
        both = [choice for choice in choices if {first, second} <= set(choice.among)]
        one = sum(first in c.better and second not in c.better for c in both)
        other = sum(second in c.better and first not in c.better for c in both)
        if both:
            apart = share(one, one + other)
            counted.append(Duel(first, second, apart, len(both) - one - other))
    return tuple(counted)
