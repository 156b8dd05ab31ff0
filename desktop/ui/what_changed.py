"""One line in plain words: what the passages brought, and where lanes say the same.

It compares words and counts support; it does not judge who is right.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from markupsafe import Markup

from desktop.contrast import contrasts
from desktop.snapshot import Comparison, LaneView
from desktop.support import SUPPORTED
from desktop.types import Answer
from desktop.ui.words import counted, listed

_MOST_LETTERS = 210  # three lines of the narrowest window with three columns


def what_changed(comparison: Comparison) -> Markup:
    """The line under the lanes; nothing while they speak, have no names, or are one alone."""
    answered = [lane for lane in comparison.lanes if lane.answer is not None and lane.text]
    if len(comparison.lanes) < 2:
        return Markup("")
    if comparison.running or comparison.hides_names or len(answered) < 2:
        return Markup('<p class="changed quiet"></p>')
    sentences = [
        *_alike(answered), *contrasts(answered, comparison.question),
        *_borne_out(answered), *_cited(answered),
    ]  # fmt: skip
    return Markup('<p class="changed quiet">{}</p>').format(_as_many_as_fit(sentences))


def _as_many_as_fit(sentences: Sequence[str]) -> str:
    """As many as have room on the page, the first in any case."""
    said = ""
    for sentence in sentences:
        if said and len(said) + len(sentence) >= _MOST_LETTERS:
            break
        said = f"{said} {sentence}".strip()
    return said


def _alike(lanes: Sequence[LaneView]) -> list[str]:
    """Lanes with the same words, marks and spaces aside."""
    groups: dict[str, list[str]] = {}
    for lane in lanes:
        words = " ".join(re.findall(r"\w+", re.sub(r"\[[\d,; ]+\]", "", lane.text.lower())))
        groups.setdefault(words, []).append(lane.mode.heading)
    if len(groups) == 1 and len(lanes) > 2:
        return ["All answers say the same."]
    return [f"{listed(names)} say the same." for names in groups.values() if len(names) > 1]


def _borne_out(lanes: Sequence[LaneView]) -> list[str]:
    """How much of what each half said stands in the documents."""
    halves = {True: "with passages", False: "without"}
    said = []
    for open_book, name in halves.items():
        support = [
            sentence
            for lane in lanes
            if lane.mode.reads_passages is open_book
            for sentence in _answer(lane).support
        ]
        if support:
            well = sum(sentence.score >= SUPPORTED for sentence in support)
            said.append(f"{name}, {well} of {counted(len(support), 'sentence')}")
    if len(said) < 2:
        return []
    return [f"Found in the documents: {said[0]}; {said[1]}."]


def _cited(lanes: Sequence[LaneView]) -> list[str]:
    """Whether the open-book lanes rest on the same passages."""
    readers = [lane for lane in lanes if lane.mode.reads_passages]
    cited = [{citation.n for citation in _answer(lane).citations} for lane in readers]
    if len(readers) < 2 or not all(cited):
        return []
    names = listed([lane.mode.heading for lane in readers])
    if all(numbers == cited[0] for numbers in cited):
        return [f"{names} cite the same passages."]
    if not set.intersection(*cited):
        return [f"{names} cite different passages."]
    return []


def _answer(lane: LaneView) -> Answer:
    assert lane.answer is not None
    return lane.answer
