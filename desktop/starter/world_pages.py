"""Passages of the small worlds as an indexer cuts them from real pages.

Headings on lines of their own, numbered clauses, definitions, bullets, and tables between
paragraphs. Knows nothing of questions but that some lines have none.
"""

from __future__ import annotations

import random
from dataclasses import replace

from desktop.starter.world_statements import Asked, Stated, Story, bare_words, fillers
from desktop.starter.world_tables import table
from desktop.starter.world_words import filled

_TABLE = 0.4  # share of pages of sections that have a table in them
_HEADINGS = (
    "General", "Scope", "What applies to everybody", "In short", "Before you begin", "Good to know",
    "Some rules", "More about this", "Practical matters", "Introduction", "Further provisions",
    "When things change", "At a glance", "Day by day", "Duties", "Costs and times", "Notes",
    "What to expect", "Questions and answers", "Other matters", "The first weeks", "Arrangements",
)  # fmt: skip
_CLAUSED = {"CONTRACT", "TRAVEL", "INSURANCE", "HANDBOOK", "CLUB", "TOWN", "SCHOOL"}
_DEFINING = (
    "In this Agreement the following words have the meanings given here.",
    "In these rules the words below mean what is said here.",
    "The following definitions apply.",
    "Words with a capital letter are used in these senses.",
)
_KINDS_OF = (
    "Annual", "Basic", "Final", "Permitted", "Reserved", "Joint", "Net", "Monthly", "Approved",
    "Original", "Special", "Essential", "External", "Shared", "Confidential", "Qualified",
)  # fmt: skip
_MEANINGS = {
    "Fee": "the sum of {price} payable to {org} every {few} months",
    "Site": "the land of {big} square metres at {place} with all its buildings",
    "Works": "the painting, wiring and plumbing listed in Annex {few}",
    "Area": "the part of the {room} that is marked in {colour} on the plan",
    "Equipment": "the tools and machines that {org} lends for the work",
    "Document": "a paper, drawing or file that {person} has marked as such",
    "User": "a person to whom {org} has given an account",
    "Period": "the time from {dayof} to {dayof2} of a year",
    "Deposit": "the amount of {price} held by {person} as security",
    "Carrier": "a haulier whose lorries have been inspected by {org}",
    "Inspector": "{person}, or whoever is named in that person's place",
    "Vehicle": "a car or van of no more than {n} tonnes that is registered in {place}",
    "Day": "a day on which the banks in {place} are open",
    "Report": "the account of the work that is sent to {person} each {month}",
    "Member": "a person who has paid the subscription for at least {few} years",
    "Event": "a {cause} or any other happening that nobody could prevent",
    "Price": "the amount given in the order of {day}, without tax",
    "Software": "the programs delivered by {org}, with their updates",
    "Animal": "a horse, dog or cat that lives with its owner",
    "Room": "one of the {few} rooms on the upper floor",
}
_DEFINED = (
    "What is a {term}?", "What does {term} mean?", "What is meant by {term}?", "Define {term}.",
    "How is {term} defined?", "What counts as a {term}?", "What is the meaning of {term}?",
    "What is understood by {term}?", "Definition of {term}?",
)  # fmt: skip


def page(story: Story, words: int, pick: random.Random) -> tuple[list[Stated], list[Asked]]:
    """A page of about so many words, and questions that its tables do not answer."""
    chance = pick.random()
    if story.kind in _CLAUSED and chance < 0.45:
        return _clauses(story, words, pick), []
    if story.kind in _CLAUSED and chance < 0.55:
        return [*_definitions(words, pick), *_clauses(story, words // 3, pick)], []
    return _sections(story, words, pick)


def _sections(story: Story, words: int, pick: random.Random) -> tuple[list[Stated], list[Asked]]:
    """Headings with a paragraph or two each, and perhaps a table in the middle."""
    lines: list[Stated] = []
    absent: list[Asked] = []
    chapter, section = pick.randint(1, 12), pick.randint(1, 8)
    tabled = words > 45 and pick.random() < _TABLE
    mark = pick.choice("•-–*") if pick.random() < 0.15 else ""
    numbered = pick.random() < 0.7
    while (left := words - length(lines)) > 0 or not lines:
        told = story.tell(min(left, pick.randint(15, 70)))
        if not told and lines:
            if left > 30:
                found = table(pick, min(9, left // 8))
                lines += found.lines
                absent += found.absent
            break
        if not lines or pick.random() < 0.6:
            number = f"{chapter}.{section} " if numbered else ""
            lines.append(_heading(story, number, pick))
            section += 1
        lines += _paragraph(told, mark if len(lines) > 1 else "", pick)
        if (tabled and pick.random() < 0.7) or not told:
            tabled = False
            found = table(pick, max(4, min(9, (words - length(lines)) // 8)))
            lines += found.lines
            absent += found.absent
    return lines, absent


def _paragraph(told: list[Stated], mark: str, pick: random.Random) -> list[Stated]:
    """Facts in one paragraph or two, or each after a mark."""
    if mark:
        return [replace(s, sentence=f"{mark} {s.sentence}", new_line=True) for s in told]
    parted = pick.random() < 0.4
    return [
        replace(s, new_line=n == 0 or (parted and n == (len(told) + 1) // 2))
        for n, s in enumerate(told)
    ]


def _clauses(story: Story, words: int, pick: random.Random) -> list[Stated]:
    """Numbered clauses of one to three sentences; a number belongs to its first sentence."""
    lines: list[Stated] = []
    chapter = pick.randint(1, 18)
    deep = pick.choice(("", "", "", f"{pick.randint(1, 9)}."))
    while length(lines) < words:
        clause, inner = 1, pick.randint(1, 4)
        group: list[Stated] = []
        topics: list[str] = []
        for _ in range(inner):
            told = story.tell(pick.choice((0, 0, 0, 20, 30)))
            topics += story.topics
            for n, each in enumerate(told):
                number = f"{chapter}.{deep}{clause} " if n == 0 else ""
                group.append(replace(each, sentence=number + each.sentence, new_line=n == 0))
            clause += bool(told)
        if not group:
            break
        story.topics[:] = topics
        if lines or pick.random() < 0.8:
            lines.append(_heading(story, f"{chapter}{pick.choice(('', '', '.'))} ", pick))
        lines += group
        chapter += 1
    return lines or [Stated(pick.choice(fillers()))]


def _definitions(words: int, pick: random.Random) -> list[Stated]:
    """An opening clause and some terms with their meanings."""
    number = f"{pick.randint(1, 3)}.{pick.randint(1, 4)} "
    title = pick.choice(("Definitions", "Meaning of words", "Interpretation", "Terms used"))
    lines = [Stated(f"{number[0]} {title}", new_line=True)] if pick.random() < 0.7 else []
    lines.append(Stated(number + pick.choice(_DEFINING), new_line=True))
    kinds, nouns = pick.sample(_KINDS_OF, 3), pick.sample(tuple(_MEANINGS), 6)
    look = pick.choice(("({}) ", "({}) ", "{}. ", "", "{}) "))
    verb = pick.choice(("means", "means", "is", "shall mean"))
    terms = [f"{pick.choice(kinds)} {noun}" if pick.random() < 0.6 else noun for noun in nouns]
    for n, (term, noun) in enumerate(zip(terms, nouns, strict=True)):
        if length(lines) > words * 0.7 and n > 1:
            break
        meaning = filled(_MEANINGS[noun], {}, pick)
        sentence = f"{look.format('abcdef'[n])}{term} {verb} {meaning}.".replace("..", ".")
        questions = tuple(_asked_term(q, term, pick) for q in pick.sample(_DEFINED, 4))
        lines.append(Stated(sentence, questions, new_line=True, words=bare_words(term)))
    return lines


def _asked_term(form: str, term: str, pick: random.Random) -> Asked:
    text = form.replace("{term}", term if pick.random() < 0.75 else term.lower())
    for vowel in "AEIOaeio":
        text = text.replace(f" a {vowel}", f" an {vowel}")
    return Asked(text, bare_words(term))


def _heading(story: Story, number: str, pick: random.Random) -> Stated:
    """A line that answers nothing, though it often has words of a question on what follows."""
    topics = sorted(set(story.topics))
    if topics and pick.random() < 0.65:
        some = pick.sample(topics, min(len(topics), pick.choice((1, 1, 2))))
        title = " and ".join([some[0], *(each.lower() for each in some[1:])])
    else:
        title = pick.choice(_HEADINGS)
    return Stated(number + title, new_line=True)


def length(lines: list[Stated]) -> int:
    """How many words there are so far."""
    return sum(each.sentence.count(" ") + 1 for each in lines)
