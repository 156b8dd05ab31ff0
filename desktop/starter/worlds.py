"""Scenes from small invented worlds: people, places, companies, handbooks, products, tables.

Names, amounts, dates and wording change from scene to scene, so that nothing can be learned by
heart but how people ask. Knows nothing of tokens.
"""

from __future__ import annotations

import random
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from desktop.prompt import NOT_IN_DOCUMENTS
from desktop.starter import world_facts
from desktop.starter.prose_scenes import Plan
from desktop.starter.renaming import invented_name, invented_word
from desktop.starter.scenes import Place, Quiz, Scene, Source

_SLOT = re.compile(r"\{(\w+)\}")
_TABLE = 0.2  # share of passages that are a table or a list
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
_POOLS = {
    "subject": "law|medicine|physics|history|music|engineering|economics|philosophy|chemistry",
    "stat": "goals|points|assists|sacks|interceptions|tackles|runs|wins|home runs|catches|saves",
    "office": "mayor|governor|president|chancellor|secretary|treasurer|bishop|senator|judge",
    "prize": "Nobel Prize|gold medal|Turner Prize|science award|Fields Medal|Peace Prize",
    "thing": "oxygen|gravity|radio waves|a new planet|the law of motion|penicillin|the border|"
    "fishing rights|taxes|trade routes|water|the electron|the throne|a vaccine|land|religion",
    "job": "teacher|carpenter|lawyer|sailor|clerk|doctor|painter|farmer|printer|nurse|baker",
    "industry": "fishing|tourism|coal mining|banking|steel|farming|shipbuilding|textiles|oil",
    "building": "cathedral|railway station|bridge|town hall|castle|university|harbour|theatre",
    "tongue": "French|German|Latin|Arabic|Spanish|Polish|Dutch|Norwegian|Greek|English",
    "people": "French|German|British|Roman|Norman|Mongol|Spanish|Russian|Persian|Swedish",
    "climate": "mild and wet|hot and dry|cold|humid|temperate|subtropical|dry|changeable",
    "food": "insects|small fish|plankton|seeds|leaves|jellyfish|worms|berries|grass|snails",
    "material": "steel|glass|copper|aluminium|oak|plastic|hydrogen|iron|carbon|zinc|vitamin C|"
    "rubber|salt|calcium|nitrogen|silver",
    "part": "air inlet|heart|outer wall|pump|nozzle|liver|fuse|seed|filter|drum|skin|lens|roots",
    "cause": "weather|strike|war|epidemic|storm|shortage of money|flood|election",
    "button": "power|menu|start|left|mode|reset|upper",
    "room": "reception|main office|security desk|second floor|library|mail room",
}
_ENDINGS = {
    "org": ("Group", "Inc.", "& Sons", "Institute"),
    "team": ("Lions", "City", "United", "Bears"),
}
_KINDS = {
    "PERSON": "name", "PLACE": "one", "COMPANY": "firm", "HANDBOOK": "firm", "PRODUCT": "product",
    "CONTRACT": "firm", "SCIENCE": "beast", "EVENT": "event",
}  # fmt: skip
_MONTHS = (
    "January February March April May June July August September October November December".split()
)


@dataclass(frozen=True, slots=True)
class Fact:
    """Ways to state something, and ways to ask for it, with slots."""

    statements: tuple[str, ...]
    questions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Stated:
    sentence: str
    questions: tuple[str, ...]


@cache
def facts_of(kind: str) -> tuple[Fact, ...]:
    """The facts of one kind of world, as `world_facts` has them."""
    lines: str = getattr(world_facts, kind)
    found: list[Fact] = []
    for line in lines.strip().splitlines():
        statements, questions = line.split("||")
        found.append(Fact(tuple(statements.split("|")), tuple(questions.split("|"))))
    return tuple(found)


def world_scene(plan: Plan, pick: random.Random) -> Scene:
    """A scene with as many passages and questions as the plan says."""
    kind = pick.choice(tuple(_KINDS))
    names = [_subject(_KINDS[kind], pick) for _ in range(pick.randint(1, 4))]
    stated: dict[Place, _Stated] = {}
    used: set[tuple[str, Fact]] = set()
    sources: list[Source] = []
    for n in range(pick.randint(*plan.passages)):
        if pick.random() < 0.2:
            kind = pick.choice(tuple(_KINDS))
            names = [_subject(_KINDS[kind], pick) for _ in range(pick.randint(1, 3))]
        source, places = _passage(plan.words, kind, names, used, pick)
        sources.append(source)
        stated |= {Place(n, s): each for s, each in places.items()}
    quizzes = [_quiz(plan, stated, pick) for _ in range(plan.questions)]
    absent = [_absent(kind, stated, pick) for _ in range(plan.questions)]
    mixed = [
        other if other and pick.random() < plan.unanswerable else quiz
        for quiz, other in zip(quizzes, absent, strict=True)
    ]
    return Scene(tuple(sources), tuple(mixed))


def _passage(
    words: tuple[int, int],
    kind: str,
    names: Sequence[str],
    used: set[tuple[str, Fact]],
    pick: random.Random,
) -> tuple[Source, dict[int, _Stated]]:
    """A passage about some of the names, and which of its sentences can be asked for."""
    if pick.random() < _TABLE:
        stated = _table(pick)
        lines = frozenset(range(1, len(stated)))
    else:
        stated = _paragraph(kind, names, pick.randint(*words), used, pick)
        stated = stated or _table(pick)
        lines = frozenset(s for s in range(1, len(stated)) if pick.random() < 0.06)
    document = _filled(pick.choice(_NAMES), {"name": pick.choice(names)}, pick) + ".pdf"
    sentences = tuple(each.sentence for each in stated)
    source = Source(document, pick.randint(1, 200), sentences, lines)
    return source, {s: each for s, each in enumerate(stated) if each.questions}


def _paragraph(
    kind: str, names: Sequence[str], long: int, used: set[tuple[str, Fact]], pick: random.Random
) -> list[_Stated]:
    """Facts not yet stated about any of the names, up to about `long` words."""
    fillers = world_facts.FILLER.strip().split("|")
    facts = list(facts_of(kind))
    pick.shuffle(facts)
    stated: list[_Stated] = []
    so_far = 0
    for fact in facts * 2:
        name = pick.choice(names)
        if (name, fact) in used:
            continue
        used.add((name, fact))
        stated.append(_state(fact, name, pick))
        if pick.random() < 0.2:
            stated.append(_Stated(pick.choice(fillers), ()))
        so_far += stated[-1].sentence.count(" ") + 1
        if so_far > long:
            break
    return stated


def _state(fact: Fact, name: str, pick: random.Random) -> _Stated:
    """A fact about a name; only what its words hold can be asked."""
    values = {"S": name}
    statement = pick.choice(fact.statements)
    sentence = _capital(_filled(statement, values, pick))
    said = set(_SLOT.findall(statement))
    questions = [q for q in fact.questions if set(_SLOT.findall(q)) <= said | {"S"}]
    return _Stated(sentence, tuple(_filled(q, values, pick) for q in questions))


def _table(pick: random.Random) -> list[_Stated]:
    """Rows of a label and a value, in one of several looks."""
    look = pick.choice(
        ("{label}: {value}", "{label} {value}", "{label} | {value}", "- {label}: {value}")
    )
    stated: list[_Stated] = []
    for label in pick.sample(_ROWS, pick.randint(3, 8)):
        value = _value(pick.choice(("big", "money", "price", "n", "name")), pick)
        unit = pick.choice(("", "", " kg", " m", " %", " years"))
        questions = tuple(
            q.format(label=label if pick.random() < 0.3 else label.lower()) for q in _ROW_QUESTIONS
        )
        stated.append(_Stated(look.format(label=label, value=value + unit), questions))
    return stated


def _quiz(plan: Plan, stated: dict[Place, _Stated], pick: random.Random) -> Quiz:
    """A question that exactly one place answers, as far as names and wording tell."""
    places = list(stated)
    first = [place for place in places if place.passage == 0]
    for _ in range(8):
        use_first = first and pick.random() < plan.first_is_best
        place = pick.choice(first if use_first else places)
        question = pick.choice(stated[place].questions)
        if sum(question in each.questions for each in stated.values()) == 1:
            break
    return Quiz(_casual(question, pick), place)


def _absent(kind: str, stated: dict[Place, _Stated], pick: random.Random) -> Quiz | None:
    """A question on something that is not stated: another fact or another name."""
    asked = {question for each in stated.values() for question in each.questions}
    name = _subject(_KINDS[kind], pick)
    question = pick.choice(_state(pick.choice(facts_of(kind)), name, pick).questions or ("",))
    if not question or name not in question or question in asked:
        return None
    return Quiz(_casual(question, pick), None, NOT_IN_DOCUMENTS)


def _casual(question: str, pick: random.Random) -> str:
    if pick.random() < 0.08:
        return question.lower()
    return question.rstrip("?") if pick.random() < 0.05 else question


def _filled(text: str, values: dict[str, str], pick: random.Random) -> str:
    """The text with its slots filled; new values are remembered in `values`."""

    def value(match: re.Match[str]) -> str:
        if match[1] not in values:
            values[match[1]] = _value(match[1], pick)
        return values[match[1]]

    return _SLOT.sub(value, text)


def _value(slot: str, pick: random.Random) -> str:
    bare = slot.rstrip("0123456789")
    if bare in _POOLS:
        return pick.choice(_POOLS[bare].split("|"))
    if bare in {"person", "name"}:
        return f"{invented_word(pick).capitalize()} {invented_word(pick).capitalize()}"
    if bare in {"place", "river", "peak"}:
        suffix = {"place": "", "river": " River", "peak": " Peak"}[bare]
        return invented_word(pick).capitalize() + suffix
    if bare in {"org", "team"}:
        return f"{invented_name(pick)} {pick.choice(_ENDINGS[bare])}"
    return _amount(bare, pick)


def _amount(slot: str, pick: random.Random) -> str:
    match slot:
        case "year":
            return str(pick.randint(1500, 2029))
        case "age" | "n" | "m":
            return _number(pick.randint(2, 99), pick)
        case "big":
            return f"{pick.randint(1000, 9_999_999):,}"
        case "money":
            scale = pick.choice(("million", "billion", "million"))
            return f"${pick.randint(1, 999)}{pick.choice(('', '.5', '.2'))} {scale}"
        case "price":
            return f"{pick.choice('$€£')}{pick.randint(1, 2500)}{pick.choice(('', '.50', '.95'))}"
        case "hour":
            return str(pick.randint(6, 12))
        case "date":
            return f"{pick.randint(1, 28)} {pick.choice(_MONTHS)} {pick.randint(1600, 2029)}"
    raise ValueError(f"no slot is called {slot}")


def _number(value: int, pick: random.Random) -> str:
    spelled = "two three four five six seven eight nine ten eleven twelve".split()
    return spelled[value - 2] if value <= 12 and pick.random() < 0.6 else str(value)


def _subject(kind: str, pick: random.Random) -> str:
    word = invented_word(pick).capitalize()
    match kind:
        case "name":
            return f"{word} {invented_word(pick).capitalize()}"
        case "firm":
            return f"{word} {pick.choice(('Inc.', 'Ltd', 'Company', 'Group', 'AG'))}"
        case "product":
            return f"{word} {pick.choice(('X', 'Pro ', 'T', 'Mini ', ''))}{pick.randint(1, 900)}"
        case "beast":
            return pick.choice((word.lower(), f"{word.lower()} {invented_word(pick)}"))
        case "event":
            ending = ("War", "Cup", "Festival", "Revolution", "Games", "Final", "Uprising")
            return f"{word} {pick.choice(ending)}"
    return word


def _capital(sentence: str) -> str:
    return sentence[:1].upper() + sentence[1:]
