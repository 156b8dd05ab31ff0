"""What a small world states: its facts, and the sentences and questions made of them.

Knows nothing of how a page is laid out.
"""

from __future__ import annotations

import random
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache

from desktop.starter import world_devices, world_facts, world_terms, world_work
from desktop.starter.world_words import SLOT, capital, filled

_SOURCES = (world_facts, world_work, world_terms, world_devices)
_FILLED_IN = 0.15  # share of facts after which comes a sentence that says nothing
_NO_TOPIC = frozenset(
    "be back cost terminate start end begin take need do open close last stay stand go come run "
    "valid due made paid kept held stored there used repaired find reach away up elected".split()
)
_WANTED = (
    ("When|In what year|On what date|Since when", frozenset({"year", "date", "day", "dayof", "n",
     "few", "month", "weekday", "am", "pm", "clock", "nth", "tens"})),
    ("Where|In which city|In what region", frozenset({"place", "river", "room", "shop"})),
    ("Who|With whom|To whom", frozenset({"person", "org", "team", "role", "people", "S"})),
    ("How (long|often|old|far|warm)|By how much", frozenset({"n", "m", "few", "tens",
     "age", "am", "pm", "clock", "pct"})),
    ("How (many|much|big|large|high)", frozenset({"n", "m", "few", "tens", "big", "money", "price",
     "coins", "pct", "dec"})),
)  # fmt: skip
_WORD = re.compile(r"[\w$€£][\w.,:%$€£()-]*")


@dataclass(frozen=True, slots=True)
class Fact:
    """Ways to state something, and ways to ask for it, with slots."""

    statements: tuple[str, ...]
    questions: tuple[str, ...]

    @property
    def named(self) -> bool:
        """Whether most of its questions name the subject, so that it can be told of several."""
        return 2 * sum("{S}" in q for q in self.questions) > len(self.questions)


@dataclass(frozen=True, slots=True)
class Asked:
    """A question; `key` holds the words by which it names a row or a term, if it does."""

    text: str
    key: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Stated:
    """A sentence, row or heading, the questions it answers, and whether it begins a line.

    `words` are those by which another row's question might be thought to mean this one.
    """

    sentence: str
    questions: tuple[Asked, ...] = ()
    new_line: bool = False
    words: frozenset[str] = frozenset()


@cache
def facts_of(kind: str) -> tuple[Fact, ...]:
    """The facts of one kind of world, from all the files that have some."""
    found: list[Fact] = []
    for source in _SOURCES:
        lines: str = getattr(source, kind, "")
        for line in lines.strip().splitlines():
            statements, questions = line.split("||")
            found.append(Fact(tuple(statements.split("|")), tuple(questions.split("|"))))
    return tuple(found)


@cache
def fillers() -> tuple[str, ...]:
    """Sentences that say nothing."""
    return tuple(world_facts.FILLER.strip().split("|"))


def bare_words(text: str) -> frozenset[str]:
    """The words of a label or a row without case, plural or the points at their ends."""
    found = (word.lower().strip(".,:()").rstrip("s") for word in _WORD.findall(text))
    return frozenset(word for word in found if word)


def state(fact: Fact, name: str, pick: random.Random) -> Stated:
    """A fact about a name; only what its words hold can be asked."""
    values = {"S": name}
    statement = pick.choice(fact.statements)
    sentence = capital(filled(statement, values, pick)).replace("..", ".")
    asked = (Asked(capital(filled(q, values, pick))) for q in answered(fact, statement))
    return Stated(sentence, tuple(asked))


@cache
def answered(fact: Fact, statement: str) -> tuple[str, ...]:
    """The questions that this way to state the fact answers.

    Its slots must be said; and where another way has the year, place, name or number that such a
    question wants, this one must have one too.
    """
    said = set(SLOT.findall(statement)) | {"S"}
    kinds = {slot.rstrip("0123456789") for slot in said}
    everywhere = {s.rstrip("0123456789") for way in fact.statements for s in SLOT.findall(way)}
    found: list[str] = []
    for question in fact.questions:
        wanted = next((w for begin, w in _WANTED if re.match(begin, question)), frozenset[str]())
        here = kinds - {"S"} if "{S}" in question else kinds
        lacks = wanted & everywhere and not wanted & here
        if set(SLOT.findall(question)) <= said and not lacks:
            found.append(question)
    return tuple(found)


@dataclass(slots=True)
class Story:
    """Facts of one kind of world, none of them told twice of the same name."""

    kind: str
    names: Sequence[str]
    pick: random.Random
    told: set[tuple[str, Fact]] = field(default_factory=set)
    topics: list[str] = field(default_factory=list)  # what the latest facts can be headed by

    def tell(self, words: int) -> list[Stated]:
        """Facts not yet told, up to about so many words; none if all have been."""
        facts = list(facts_of(self.kind))
        self.pick.shuffle(facts)
        stated: list[Stated] = []
        self.topics.clear()
        so_far = 0
        for fact in facts * 2:
            name = self.pick.choice(self.names)
            about = name if fact.named else ""
            if (about, fact) in self.told:
                continue
            self.told.add((about, fact))
            stated.append(state(fact, name, self.pick))
            self.topics += topics_of(fact)
            so_far += stated[-1].sentence.count(" ") + 1
            if self.pick.random() < _FILLED_IN:
                stated.append(Stated(self.pick.choice(fillers())))
            if so_far > words:
                break
        return stated

    @property
    def spent(self) -> bool:
        """Whether most of what there is has been told."""
        return len(self.told) > 0.7 * len(facts_of(self.kind))

    def untold(self, name: str) -> tuple[Asked, ...]:
        """Questions on a fact that has been told of nobody, or of others than `name`."""
        fact = self.pick.choice(facts_of(self.kind))
        if not fact.named and ("", fact) in self.told:
            return ()
        asked = state(fact, name, self.pick).questions
        return tuple(q for q in asked if name in q.text) if fact.named else asked


@cache
def topics_of(fact: Fact) -> tuple[str, ...]:
    """What a fact can be headed by: the last words of a question, as "notice period"."""
    found = (re.search(r" (?:the|a|an|my|our) ([a-z]+(?: [a-z]+)?)\?$", q) for q in fact.questions)
    pairs = (match[1].split() for match in found if match)
    return tuple(
        capital(" ".join(word for word in pair if word not in _NO_TOPIC)) for pair in pairs
    )
