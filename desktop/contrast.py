"""What sets the answers to one question apart, in plain words: numbers, form, not knowing.

It compares words; it does not judge who is right. Knows nothing of the screen.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from desktop.citations import without_marks
from desktop.declining import declines
from desktop.snapshot import LaneView

_NUMBER = re.compile(
    r"(?<![\w.,])[$€£]?\d+(?:[.,]\d+)*(?!\w)"
    r"(?:\s?%|\s(?:thousand|million|billion|trillion|percent|per cent)\b)?"
)
_LABEL = re.compile(r"^\W*([A-Z][a-z]+)(?::|\*\*)", re.M)
_MOST_NUMBERS = 4


def contrasts(lanes: Sequence[LaneView], question: str = "") -> list[str]:
    """A sentence for each thing that sets them apart, the most telling first. A number that stands
    in the question tells nothing."""
    return [*_not_knowing(lanes), *_numbers(lanes, _numbers_of([question])), *_form(lanes)]


def _not_knowing(lanes: Sequence[LaneView]) -> list[str]:
    silent = [lane.mode.heading for lane in lanes if declines(lane.text)]
    if not silent or len(silent) == len(lanes):
        return ["None of them knows."] if silent else []
    return [f"{_listed(silent)} {'says' if len(silent) == 1 else 'say'} not to know."]


def _numbers(lanes: Sequence[LaneView], known: set[str]) -> list[str]:
    """What only one half tells: with passages, or without."""
    read = _numbers_of(lane.text for lane in lanes if lane.mode.reads_passages)
    made = _numbers_of(lane.text for lane in lanes if not lane.mode.reads_passages)
    if not any(lane.mode.reads_passages for lane in lanes) or all(
        lane.mode.reads_passages for lane in lanes
    ):
        return []
    halves = (("with", read, made), ("without", made, read))
    return [
        f"Numbers only {name} passages: {_few(found)}"
        for name, mine, other in halves
        if (found := mine - other - known)
    ]


def _numbers_of(texts: Iterable[str]) -> set[str]:
    return {number.strip() for text in texts for number in _NUMBER.findall(without_marks(text))}


def _few(numbers: Iterable[str]) -> str:
    """The first few, the longest before the others: they tell more."""
    ordered = sorted(numbers, key=lambda number: (-len(number), number))
    more = " …" if len(ordered) > _MOST_NUMBERS else "."
    return ", ".join(ordered[:_MOST_NUMBERS]) + more


def _form(lanes: Sequence[LaneView]) -> list[str]:
    """The labels that only the tuned weights write."""
    plain = {label for lane in lanes if not lane.mode.uses_adapter for label in _labels(lane)}
    tuned = [_labels(lane) for lane in lanes if lane.mode.uses_adapter]
    own = [label for label in tuned[0] if label not in plain] if tuned else []
    if len(own) < 2 or len(tuned) == len(lanes) or any(labels != tuned[0] for labels in tuned):
        return []
    return [f"Tuning gave a form: {', '.join(own)}."]


def _labels(lane: LaneView) -> list[str]:
    return list(dict.fromkeys(_LABEL.findall(lane.text)))


def _listed(names: Sequence[str]) -> str:
    *first, last = names
    return f"{', '.join(first)} and {last}" if first else last
