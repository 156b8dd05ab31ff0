"""Scenes from small invented worlds: people, places, companies, handbooks, products, tables.

Names, amounts, dates and wording change from scene to scene, so that nothing can be learned by
heart but how people ask. Knows nothing of tokens.
"""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import replace

from desktop.prompt import NOT_IN_DOCUMENTS
from desktop.starter.prose_scenes import Plan
from desktop.starter.scenes import Place, Quiz, Scene, Source
from desktop.starter.world_pages import page
from desktop.starter.world_statements import Asked, Stated, Story, bare_words
from desktop.starter.world_tables import table
from desktop.starter.world_words import filled, subject

_TABLE = 0.12  # share of other passages that are a list; twice as many are a table
_PAGE = 0.55  # share of passages that look as an indexer cuts them from real pages
_OFTEN = ("HANDBOOK", "HANDBOOK", "PRODUCT", "PRODUCT", "CONTRACT", "CONTRACT")
_ROWS = (
    "Net sales", "Operating income", "Interest expense", "Total assets", "Length", "Weight",
    "Voltage", "Population", "Area", "Depth", "Price", "Members", "Employees", "Capacity",
    "Maximum load", "Warranty", "Speed", "Range", "Storage", "Rent", "Deposit", "Height", "Age",
    "Visitors", "Votes", "Books", "Schools", "Rainfall", "Income tax", "Total cost", "Fee",
)  # fmt: skip
_ROW_QUESTIONS = (
    "What is the {label}?", "How much is the {label}?", "{label}?", "What was the {label}?",
    "What does the table say about {label}?", "Which value is given for {label}?",
    "Tell me the {label}.", "How high is the {label}?",
)  # fmt: skip
_NAMES = (
    "handbook", "manual", "report-{year}", "contract", "Annual Report {year}", "notes", "{name}",
    "chapter {n}", "{name} history", "{name}-guide", "article", "scan_{n}", "{name} {year}",
)  # fmt: skip
_KINDS = {
    "PERSON": "name", "PLACE": "one", "COMPANY": "firm", "HANDBOOK": "firm", "PRODUCT": "product",
    "CONTRACT": "firm", "SCIENCE": "beast", "EVENT": "event", "CLUB": "firm", "SCHOOL": "firm",
    "TRAVEL": "firm", "INSURANCE": "firm", "TOWN": "one", "SOFTWARE": "product", "LAB": "beast",
}  # fmt: skip


def world_scene(plan: Plan, pick: random.Random) -> Scene:
    """A scene with as many passages and questions as the plan says."""
    kinds = [*_KINDS, *_OFTEN]
    story = _story(kinds, pick)
    lines: dict[Place, Stated] = {}
    sources: list[Source] = []
    absent: list[Asked] = []
    for n in range(pick.randint(*plan.passages)):
        if pick.random() < 0.2 or story.spent:
            story = _story(kinds, pick)
        stated, unanswered = _passage(story, pick.randint(*plan.words), pick)
        sources.append(_source(stated, pick.choice(story.names), pick))
        lines |= {Place(n, s): each for s, each in enumerate(stated)}
        absent += unanswered
    examiner = _Examiner(lines, plan, pick)
    quizzes = (examiner.absent(story, absent) or examiner.quiz() for _ in range(plan.questions))
    return Scene(tuple(sources), tuple(quizzes))


def _story(kinds: list[str], pick: random.Random) -> Story:
    """A world with some names; its kind is then no longer in `kinds`, so nothing is told twice."""
    kind = pick.choice(kinds)
    kinds[:] = [other for other in kinds if other != kind] or [*_KINDS]
    names = [subject(_KINDS[kind], pick) for _ in range(pick.randint(1, 4))]
    return Story(kind, names, pick)


def _passage(story: Story, words: int, pick: random.Random) -> tuple[list[Stated], list[Asked]]:
    """Lines of a passage about some of the names, and questions that it raises but leaves open."""
    stated: list[Stated] = []
    absent: list[Asked] = []
    chance = pick.random()
    if chance < _PAGE:
        stated, absent = page(story, words, pick)
        if pick.random() < 0.2:  # cut in the middle of a section
            stated = stated[pick.randint(1, 2) :]
    elif chance < _PAGE + (1 - _PAGE) * _TABLE:
        stated = _list(pick)
    elif chance < _PAGE + (1 - _PAGE) * 3 * _TABLE:
        found = table(pick, max(4, min(9, words // 8)))
        stated, absent = list(found.lines), list(found.absent)
    else:
        stated = story.tell(words)
        stated = [replace(each, new_line=pick.random() < 0.06) for each in stated]
    if not any(each.questions for each in stated):
        stated = _list(pick)
    return stated, absent


def _source(stated: list[Stated], name: str, pick: random.Random) -> Source:
    document = filled(pick.choice(_NAMES), {"name": name}, pick) + ".pdf"
    lines = frozenset(n for n, each in enumerate(stated) if n and each.new_line)
    return Source(document, pick.randint(1, 200), tuple(s.sentence for s in stated), lines)


def _list(pick: random.Random) -> list[Stated]:
    """Rows of a label and a value, in one of several looks."""
    look = pick.choice(
        ("{label}: {value}", "{label} {value}", "{label} | {value}", "- {label}: {value}")
    )
    stated: list[Stated] = []
    for label in pick.sample(_ROWS, pick.randint(3, 8)):
        value = filled(pick.choice(("{big}", "{money}", "{price}", "{n}", "{name}")), {}, pick)
        value += pick.choice(("", "", " kg", " m", " %", " years"))
        asked = label if pick.random() < 0.3 else label.lower()
        key = bare_words(label)
        questions = tuple(Asked(q.format(label=asked), key) for q in _ROW_QUESTIONS)
        row = look.format(label=label, value=value)
        stated.append(Stated(row, questions, new_line=True, words=bare_words(row)))
    return stated


class _Examiner:
    """Asks about the lines of a scene."""

    def __init__(self, lines: dict[Place, Stated], plan: Plan, pick: random.Random) -> None:
        self._lines, self._plan, self._pick = lines, plan, pick
        self._asked = Counter(_plain(q.text) for each in lines.values() for q in each.questions)
        self._worded = [(place, each.words) for place, each in lines.items() if each.words]
        self._places = [place for place, each in lines.items() if each.questions]
        self._had: set[str] = set()
        self._first = [place for place in self._places if place.passage == 0]

    def quiz(self) -> Quiz:
        """A question that exactly one place answers, as far as names and wording tell."""
        again: Quiz | None = None
        for _ in range(30):
            use_first = self._first and self._pick.random() < self._plan.first_is_best
            place = self._pick.choice(self._first if use_first else self._places)
            asked = self._pick.choice(self._lines[place].questions)
            plain = _plain(asked.text)
            if self._asked[plain] == 1 and not self._meant(asked, place):
                if plain not in self._had:
                    break
                again = Quiz(asked.text, place)
        else:
            return again or Quiz(asked.text, place)
        self._had.add(plain)
        return Quiz(_casual(asked.text, self._pick), place)

    def absent(self, story: Story, left_open: list[Asked]) -> Quiz | None:
        """Now and then a question on something that is not stated."""
        if self._pick.random() >= self._plan.unanswerable:
            return None
        other = subject(_KINDS[story.kind], self._pick)
        found = left_open if left_open and self._pick.random() < 0.4 else story.untold(other)
        if not found:
            return None
        asked = self._pick.choice(found)
        if self._alike(asked.text) or self._meant(asked, None):
            return None
        return Quiz(_casual(asked.text, self._pick), None, NOT_IN_DOCUMENTS)

    def _alike(self, question: str) -> bool:
        """Whether a question that has an answer differs from this one in a small word at most."""
        mine = set(_plain(question).split())
        for other in self._asked:
            theirs = set(other.split())
            if 3 * len(mine & theirs) >= 2 * len(mine | theirs):
                return True
        return False

    def _meant(self, asked: Asked, place: Place | None) -> bool:
        """Whether a row or term elsewhere has all the words by which this one is named."""
        if not asked.key:
            return False
        return any(asked.key <= words for other, words in self._worded if other != place)


def _plain(question: str) -> str:
    return question.lower().rstrip("?.")


def _casual(question: str, pick: random.Random) -> str:
    if pick.random() < 0.08:
        return question.lower()
    return question.rstrip("?") if pick.random() < 0.05 else question
