"""Tables of the small worlds: caption, header and rows, and questions that one row answers.

Labels are put together from a few words a table, so that several rows share them and a question
has to be read whole. Knows nothing of pages.
"""

from __future__ import annotations

import random
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from desktop.starter.world_statements import Asked, Stated, bare_words
from desktop.starter.world_table_kinds import KINDS, Kind
from desktop.starter.world_words import SLOT, capital, filled

_ASKED = 4  # questions kept for a row
_LOOKS = (" | ", " | ", " | ", " | ", " | ", " | ", ": ", ", ", "  ")
_AN = re.compile(r"\b([Aa]) (?=[aeioAEIO])")


@dataclass(frozen=True, slots=True)
class Table:
    """Lines of a table, and questions on rows that it does not have."""

    lines: tuple[Stated, ...]
    absent: tuple[Asked, ...]


@dataclass(frozen=True, slots=True)
class _Row:
    cells: tuple[str, ...]
    values: dict[str, str]

    @property
    def label(self) -> str:
        return self.cells[0]


def table(pick: random.Random, rows: int) -> Table:
    """A table of any kind with so many rows, or as many as its labels allow."""
    kind = pick.choice(KINDS)
    captions, headers, cells, asked = _parsed(kind)
    common = _common(pick)
    columns = pick.randint(1, len(cells)) if pick.random() < 0.3 else len(cells)
    labels = _labels(kind, rows + 1, common, pick)
    made = [_row(label, cells[:columns], common, pick) for label in labels]
    shown, hidden = made[:-1], made[-1]
    look = pick.choice(_LOOKS) if columns == 1 else " | "
    lines = [_line(row, look, asked[:columns], shown, kind.whole, pick) for row in shown]
    header = [capital(filled(h, common, pick)) for h in pick.choice(headers)[: columns + 1]]
    opening = _opening(filled(pick.choice(captions), common, pick), header, look, pick)
    return Table((*opening, *lines), _absent(hidden, asked[:columns], shown, pick))


@cache
def _parsed(
    kind: Kind,
) -> tuple[
    tuple[str, ...], tuple[tuple[str, ...], ...], tuple[str, ...], tuple[tuple[str, ...], ...]
]:
    """Captions, headers by column, slots of the cells, and questions by column."""
    headers = tuple(tuple(each.split(" & ")) for each in kind.headers.split("|"))
    asked = tuple(tuple(each.split("|")) for each in kind.questions)
    return tuple(kind.captions.split("|")), headers, tuple(kind.cells.split(" & ")), asked


def _common(pick: random.Random) -> dict[str, str]:
    """What all rows of a table share: its years and its currency."""
    year = pick.randint(2009, 2026)
    money = pick.choice("$€££")
    return {"y1": str(year), "y2": str(year - 1), "y3": str(year - 2), "cur": money}


def _labels(kind: Kind, many: int, common: dict[str, str], pick: random.Random) -> list[str]:
    """Different labels made of few words, in no order."""
    pools: list[Sequence[str]] = []
    parted = kind.label.split(" & ")
    for part in parted:
        words = part.split("|")
        if len(parted) == 1:
            return [capital(word) for word in pick.sample(words, min(many, len(words)))]
        pools.append(pick.sample(words, min(len(words), pick.randint(3, 6))))
    labels: dict[str, None] = {}
    shared = dict(common)
    for _ in range(4 * many):
        parts = [pick.choice(pool) for pool in pools]
        label = filled(" ".join(word for word in parts if word), shared, pick)
        labels[capital(label.replace(" ~", ""))] = None
        if len(labels) == many:
            break
    return list(labels)


def _row(label: str, cells: tuple[str, ...], common: dict[str, str], pick: random.Random) -> _Row:
    values = dict(common)
    made = tuple(capital(filled(cell, values, pick)) for cell in cells)
    values |= {str(n): cell for n, cell in enumerate(made, start=1)}
    return _Row((label, *made), values)


def _opening(caption: str, header: Sequence[str], look: str, pick: random.Random) -> list[Stated]:
    """Caption and header, mostly both."""
    number = pick.randint(1, 14)
    caption = pick.choice(
        (f"Table {number}. {caption}", f"Table {number}. {caption}", f"Table {number}: {caption}",
         f"Table {number} {caption}", caption)
    )  # fmt: skip
    chance = pick.random()
    lines = [caption] if chance < 0.9 else []
    if chance > 0.08:
        lines.append(look.join(header) if look == " | " else " ".join(header))
    return [Stated(line, new_line=True) for line in lines]


def _line(
    row: _Row,
    look: str,
    asked: Sequence[Sequence[str]],
    rows: Sequence[_Row],
    whole: bool,
    pick: random.Random,
) -> Stated:
    others = [bare_words(" ".join(other.cells)) for other in rows if other is not row]
    questions: list[Asked] = []
    for _ in range(_ASKED):
        form = pick.choice(pick.choice(asked))
        question = _question(form, row, whole, pick)
        if question.key and not any(question.key <= other for other in others):
            questions.append(question)
    words = bare_words(" ".join(row.cells))
    return Stated(look.join(row.cells), tuple(questions), new_line=True, words=words)


def _question(form: str, row: _Row, whole: bool, pick: random.Random) -> Asked:
    """The form filled for a row; its key is the label as asked, or the cell asked by."""
    label = _lower(row.label, pick) if whole else varied(row.label, pick)
    slots = [slot for slot in SLOT.findall(form) if slot == "label" or slot.isdigit()]
    text = filled(form, {**row.values, **_lowered(row), "label": label}, pick)
    by = " ".join(label if slot == "label" else row.values[slot] for slot in slots)
    return Asked(capital(_AN.sub(r"\1n ", text)), bare_words(by))


def _lowered(row: _Row) -> dict[str, str]:
    """The cells as they stand within a sentence; names keep their capitals."""
    lowered: dict[str, str] = {}
    for n, cell in enumerate(row.cells[1:], start=1):
        plain = " " in cell and cell[1].islower() and not _is_name(cell.split())
        lowered[str(n)] = cell[0].lower() + cell[1:] if plain else cell
    return lowered


def varied(label: str, pick: random.Random) -> str:
    """A label as people say it: mostly in lower case, now and then without a word of it."""
    if re.search(r"\d", label):
        return label.lower() if pick.random() < 0.1 else label
    words = _lower(label, pick).split()
    chance = pick.random()
    if len(words) > 2 and chance < 0.25:
        del words[pick.randrange(len(words) - 1)]
    elif len(words) == 2 and chance < 0.12:
        del words[0]
    elif len(words) == 2 and chance < 0.17:
        words.reverse()
    return " ".join(words)


def _lower(label: str, pick: random.Random) -> str:
    """The label as it stands within a sentence, or now and then as the table has it."""
    if _is_name(label.split()) or pick.random() < 0.12:
        return label
    return label[0].lower() + label[1:]


def _is_name(words: Sequence[str]) -> bool:
    return len(words) > 1 and words[1][:1].isupper()


def _absent(
    hidden: _Row, asked: Sequence[Sequence[str]], rows: Sequence[_Row], pick: random.Random
) -> tuple[Asked, ...]:
    """Questions by a label that no row has, nor a part of it."""
    own = bare_words(hidden.label)
    if any(own <= words or words <= own for words in (bare_words(row.label) for row in rows)):
        return ()
    forms = [form for column in asked for form in column if "{label}" in form]
    found: list[Asked] = []
    for form in pick.sample(forms, min(2, len(forms))):
        slots = set(SLOT.findall(form))
        if not any(slot.isdigit() for slot in slots):
            label = _lower(hidden.label, pick)
            text = filled(form, {**hidden.values, "label": label}, pick)
            found.append(Asked(capital(_AN.sub(r"\1n ", text)), own))
    return tuple(found)
