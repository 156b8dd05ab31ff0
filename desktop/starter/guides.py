"""Where single heads are shown to look, for the tokens of a lesson.

The chain that finds an answer, link by link:

    block 0  the token before, the one before that, the one before that
    block 1  from each word of a passage to its sentence's first, second and third, and to its
             passage's number
    block 2  from a word of the question to the same word, anywhere and in the answering sentence
    block 3  from such a word to that sentence's first; from the end of the question to such words
    block 4  from the end of the question to them again, and to the answering sentence; to the next
             word to copy
    block 5  to the next word to copy

Where several sentences begin alike, the answer's first words choose once more, each as the end of
the question does. Blocks 3 and 4 are shown the answering sentence again from each word of the
answer that could go on as another sentence does.

Knows positions only; a model with fewer heads is shown less.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

import torch
from torch import Tensor

from desktop.starter.scenes import Place
from desktop.starter.study import HINTED_WORDS, Guide, Hint, Lesson

FIRST = 16.0
"""The weight of an answer's first token among the targets; no other has it."""

EASY = 1.0
"""The weight of a token that the two before it decide."""

_MOST_ROWS = 256  # of one guide: more cost time and teach no faster
_MOST_HINTS = 128
_COPYING = ((4, 0), (4, 1), (5, 0), (5, 1), (5, 2), (5, 3))  # (block, head)


@dataclass(slots=True)
class Reading:
    """The shared part of a scene's prompts."""

    ids: list[int]
    starts: list[int]  # for each token of a passage the first token of its sentence, else -1
    numbers: list[int]  # for each token of a passage the token of its number, else -1
    sentences: dict[Place, list[tuple[int, int]]]  # (token, first character within the sentence)
    followers: dict[tuple[int, int], set[int]]  # what follows each two tokens


class Choice(NamedTuple):
    """A sentence to choose, of which so many tokens are said; others begin with the same ones."""

    place: Place
    said: int


@dataclass(slots=True)
class Segment:
    """One question with its answer, after the shared part."""

    ids: list[int] = field(default_factory=list)
    targets: list[int] = field(default_factory=list)  # the next token where it counts, else -1
    weights: list[float] = field(default_factory=list)
    sources: list[int] = field(default_factory=list)  # where the next token stands in the prefix
    asked: list[bool] = field(default_factory=list)  # whether a token is of a question
    about: list[Place | None] = field(default_factory=list)  # where that question is answered
    deciding: list[Choice | None] = field(default_factory=list)  # rows that look for a sentence
    staying: list[Place | None] = field(default_factory=list)  # rows that could leave theirs


@dataclass(slots=True)
class _Rows:
    """Rows of one guide and the columns that are right for each."""

    rows: list[tuple[int, int]] = field(default_factory=list)
    right: list[Sequence[int]] = field(default_factory=list)

    def add(self, row: tuple[int, int], right: Sequence[int]) -> None:
        if right:
            self.rows.append(row)
            self.right.append(right)

    def guide(self, layer: int, head: int, columns: int) -> Guide:
        step = max(1, -(-len(self.rows) // _MOST_ROWS))
        rows, right = self.rows[::step], self.right[::step]
        allowed = torch.zeros(len(rows), columns, dtype=torch.bool)
        for n, each in enumerate(right):
            allowed[n, list(each)] = True
        return Guide(layer, head, torch.tensor(rows).reshape(-1, 2), allowed)


def guides_of(
    lesson: Lesson,
    readings: Sequence[Reading],
    rows: Sequence[Sequence[Segment]],
    kinds: Tensor,
    heads: int,
) -> tuple[Guide, ...]:
    """All guides of a lesson for a model with so many heads.

    `kinds` (vocabulary,) has one number for tokens that are forms of one word, -1 for the others.
    """
    found = [*_within_passages(lesson, readings), *_copying(lesson, rows)]
    found += [_same_word(lesson, readings, rows, kinds), *_finding(lesson, readings, rows, kinds)]
    used = [guide for guide in found if guide.head < heads and len(guide.rows)]
    return tuple(sorted(used, key=lambda guide: guide.layer))


def hints_of(
    lesson: Lesson, readings: Sequence[Reading], rows: Sequence[Sequence[Segment]]
) -> tuple[Hint, ...]:
    """What tokens should know: the first three tokens of their sentence, in a passage after block
    1, in a question after block 2, and where a sentence is chosen, after blocks 3 and 4, the one
    to be said next."""
    found = [*_of_passages(lesson, readings), *_of_questions(lesson, readings, rows)]
    return tuple(hint for hint in found if len(hint.rows))


def _of_passages(lesson: Lesson, readings: Sequence[Reading]) -> Iterator[Hint]:
    starts = _padded([reading.starts for reading in readings], lesson.prefix.shape[1])
    for word in range(HINTED_WORDS):
        to = _words_of_sentences(starts, word)
        inside = (to >= 0).nonzero()
        inside = inside[:: max(1, -(-len(inside) // _MOST_HINTS))]
        told = lesson.prefix[inside[:, 0], to[inside[:, 0], inside[:, 1]]]
        yield Hint(1, inside, told, word)


def _of_questions(
    lesson: Lesson, readings: Sequence[Reading], rows: Sequence[Sequence[Segment]]
) -> Iterator[Hint]:
    read, long = lesson.prefix.shape[1], lesson.segments.shape[2]
    asked: list[list[tuple[int, int, int]]] = [[] for _ in range(HINTED_WORDS)]
    deciding: list[tuple[int, int, int]] = []
    for b, (reading, row) in enumerate(zip(readings, rows, strict=True)):
        opening = {
            place: [reading.ids[token] for token, _ in spans]
            for place, spans in reading.sentences.items()
        }
        for s, segment in enumerate(row):
            begin = read + s * long
            for t, about in enumerate(segment.about):
                for word, token in enumerate(opening[about][:HINTED_WORDS] if about else ()):
                    asked[word].append((b, begin + t, token))
            for t, choice in enumerate(segment.deciding):
                if choice is not None:
                    deciding.append((b, begin + t, opening[choice.place][choice.said]))
    for word, known in enumerate(asked):
        yield _hint(2, known, word)
    yield _hint(3, deciding)
    yield _hint(4, deciding)


def _hint(layer: int, known: Sequence[tuple[int, int, int]], word: int = 0) -> Hint:
    """Of each (row of the batch, position, token); some of them, if many."""
    kept = torch.tensor(known[:: max(1, -(-len(known) // _MOST_HINTS))]).reshape(-1, 3)
    return Hint(layer, kept[:, :2], kept[:, 2], word)


def _within_passages(lesson: Lesson, readings: Sequence[Reading]) -> Iterator[Guide]:
    read = lesson.prefix.shape[1]
    column = torch.arange(read).expand_as(lesson.prefix)
    inside = column < lesson.lengths[:, None]
    for back in (1, 2, 3):
        yield _pointing(0, back - 1, torch.where(inside, column - back, -1), read)
    starts = _padded([r.starts for r in readings], read)
    for head, word in ((0, 0), (2, 1), (3, 2)):
        yield _pointing(1, head, _words_of_sentences(starts, word), read)
    yield _pointing(1, 1, _padded([r.numbers for r in readings], read), read)


def _copying(lesson: Lesson, rows: Sequence[Sequence[Segment]]) -> Iterator[Guide]:
    """To what is said next: first words, which are few and decide, then what is hard to copy."""
    batch, many, long = lesson.segments.shape
    read = lesson.prefix.shape[1]
    to = torch.full((batch, read + many * long), -1)
    first = torch.full_like(to, -1)
    for b, row in enumerate(rows):
        for s, segment in enumerate(row):
            begin = read + s * long
            sources = torch.tensor(segment.sources)
            weights = torch.tensor(segment.weights)
            hard = torch.where(weights > EASY, sources, -1)
            to[b, begin : begin + len(sources)] = hard
            first[b, begin : begin + len(sources)] = torch.where(weights == FIRST, sources, -1)
    for layer, head in _COPYING:
        yield _pointing(layer, head, first, read)
        yield _pointing(layer, head, to, read)


def _same_word(
    lesson: Lesson, readings: Sequence[Reading], rows: Sequence[Sequence[Segment]], kinds: Tensor
) -> Guide:
    read, long = lesson.prefix.shape[1], lesson.segments.shape[2]
    places = [
        (b, s * long + t)
        for b, row in enumerate(rows)
        for s, segment in enumerate(row)
        for t, asked in enumerate(segment.asked)
        if asked
    ]
    found = torch.tensor(places).reshape(-1, 2)
    inside = _padded([r.starts for r in readings], read) >= 0
    mine = kinds[lesson.segments.flatten(1)[found[:, 0], found[:, 1]]]
    theirs = torch.where(inside, kinds[lesson.prefix], -2)[found[:, 0]]
    allowed = (mine[:, None] == theirs) & (mine >= 0)[:, None]
    some = allowed.any(dim=1).nonzero()[:, 0]
    some = some[:: max(1, -(-len(some) // _MOST_ROWS))]
    return Guide(2, 0, (found + torch.tensor([0, read]))[some], allowed[some])


def _finding(
    lesson: Lesson, readings: Sequence[Reading], rows: Sequence[Sequence[Segment]], kinds: Tensor
) -> Iterator[Guide]:
    """The links between a question's words and the sentence that answers it."""
    read, (many, long) = lesson.prefix.shape[1], lesson.segments.shape[1:]
    known = kinds.tolist()
    same, start, votes, decided, stayed = _Rows(), _Rows(), _Rows(), _Rows(), _Rows()
    for b, (reading, row) in enumerate(zip(readings, rows, strict=True)):
        for s, segment in enumerate(row):
            begin = read + s * long
            for place in {about for about in segment.about if about is not None}:
                spans = range(reading.sentences[place][0][0], reading.sentences[place][-1][0] + 1)
                where: dict[int, list[int]] = {}
                for column in spans:
                    where.setdefault(known[reading.ids[column]], []).append(column)
                where.pop(-1, None)
                voting: list[int] = []
                for t, about in enumerate(segment.about):
                    matches = where.get(known[segment.ids[t]], []) if about == place else []
                    if matches:
                        same.add((b, begin + t), matches)
                        start.add((b, begin + t), (spans[0],))
                        voting.append(begin + t)
                for t, choice in enumerate(segment.deciding):
                    if choice is not None and choice.place == place:
                        votes.add((b, begin + t), [v for v in voting if v <= begin + t])
                        decided.add((b, begin + t), spans)
                for t, staying in enumerate(segment.staying):
                    if staying == place:
                        stayed.add((b, begin + t), spans)
    columns = read + many * long
    yield same.guide(2, 1, columns)
    yield same.guide(2, 2, columns)
    yield start.guide(3, 1, columns)
    yield votes.guide(3, 2, columns)
    yield votes.guide(3, 3, columns)
    yield votes.guide(4, 3, columns)
    yield decided.guide(3, 0, columns)
    yield decided.guide(4, 2, columns)
    yield stayed.guide(3, 0, columns)
    yield stayed.guide(4, 2, columns)


def _words_of_sentences(starts: Tensor, word: int) -> Tensor:
    """For each token where the so manieth word of its sentence stands; -1 before it and outside."""
    column = torch.arange(starts.shape[1]).expand_as(starts)
    return torch.where((starts >= 0) & (column >= starts + word), starts + word, -1)


def _padded(values: Sequence[list[int]], length: int) -> Tensor:
    return torch.tensor([each + [-1] * (length - len(each)) for each in values])


def _pointing(layer: int, head: int, to: Tensor, columns: int) -> Guide:
    """Rows of `to` (B, T) that are not -1 look at that position; some of them, if many."""
    rows = (to >= 0).nonzero()
    rows = rows[:: max(1, -(-len(rows) // _MOST_ROWS))]
    allowed = torch.zeros(len(rows), columns, dtype=torch.bool)
    allowed[torch.arange(len(rows)), to[rows[:, 0], rows[:, 1]]] = True
    return Guide(layer, head, rows, allowed)
