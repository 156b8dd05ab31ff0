"""Questions and passages of a given size, and some that are answered in a passage's own words."""

from __future__ import annotations

from collections.abc import Sequence

from desktop.engine import Engine
from desktop.prompt import CLOSED_BOOK, OPEN_BOOK
from desktop.types import LaneRequest, Message

Turn = tuple[str, str, dict[str, str]]
"""Passages, question, answers by lane."""

CLOSED = Message("system", CLOSED_BOOK)
LANES = (
    ("base", False, False),
    ("rag", False, True),
    ("tuned", True, False),
    ("combined", True, True),
)
OPEN = Message("system", OPEN_BOOK)

QUOTED = (
    (
        "The bridge over the Arno was built in 1907 by Anna Keller, an engineer from Bern, and "
        "carries nine trains a day across the valley.",
        "Who built the bridge over the Arno?",
    ),
    (
        "The hotel has forty rooms that look onto the garden, which the town bought in 1968 after "
        "the flood had ruined the lower floor.",
        "How many rooms does the hotel have?",
    ),
    (
        "The reading room of the library opens at ten in the morning from Monday to Friday and "
        "closes at six, except during the holidays in August.",
        "When does the reading room of the library open?",
    ),
    (
        "Net sales in Europe rose 12 percent to $3.4 billion in fiscal 2023, mainly because of "
        "higher prices and new stores in Spain and Italy.",
        "Why did net sales in Europe rise in fiscal 2023?",
    ),
    (
        "The company employed 8,340 people at the end of the year, of whom 5,120 worked in its "
        "three factories in the north of the country.",
        "How many people did the company employ at the end of the year?",
    ),
)
"""Passages, each with a question that the starter model answers by quoting it."""

WORDS = (
    "The bridge over the Arno was built in 1907 by Anna Keller and carries nine trains a day. "
    "The archive holds letters of the harbour office. Its reading room opens at ten. "
    "Forty rooms look onto the garden, which the town bought after the flood of 1966. "
).split()


def passage(number: int, words: int) -> str:
    """A passage that is like no other."""
    text = " ".join(WORDS[(number * 17 + i * 5) % len(WORDS)] for i in range(words))
    return f"[{number}] record {number * 7919 % 1000}.pdf, page {number}\n{text}"


def sized_passages(engine: Engine, first: int, tokens: int) -> tuple[int, str]:
    """New passages of about so many tokens together; the next free number, and their text."""
    parts: list[str] = []
    number = first
    while True:
        trial = "\n\n".join([*parts, passage(number, 60)])
        if engine.count_tokens([(Message("user", trial),)])[0] > tokens and parts:
            return number, "\n\n".join(parts)
        parts.append(passage(number, 60))
        number += 1


def lanes_of(tuned: bool, turns: Sequence[Turn]) -> list[LaneRequest]:
    """The four lanes (or two) after the turns: (passages, question, answers by lane)."""
    made = []
    for name, uses_adapter, reads in LANES:
        if uses_adapter and not tuned:
            continue
        messages = [OPEN if reads else CLOSED]
        for passages, question, answers in turns:
            text = f"{passages}\n\nQuestion: {question}" if reads else f"Question: {question}"
            messages.append(Message("user", text))
            if name in answers:
                messages.append(Message("assistant", answers[name]))
        made.append(LaneRequest(name, uses_adapter, tuple(messages)))
    return made
