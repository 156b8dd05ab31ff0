"""Finds the `[n]` of an answer that name a passage of its prompt.

A number that names none is left as text: a model can invent a citation, and is not helped to.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from desktop.types import Citation, Cited

_BRACKET = re.compile(r"\[\s*(\d{1,4}(?:\s*[,;]\s*\d{1,4})*)\s*\]")
_NUMBER = re.compile(r"\d+")


@dataclass(frozen=True, slots=True)
class CitationMark:
    """Where a number in brackets stands in an answer."""

    n: int
    start: int  # of the whole bracket, so that "[1, 2]" gives two marks at one place
    end: int


def citation_marks(text: str, passages: Sequence[Cited]) -> Iterator[CitationMark]:
    """Every mark in the text that names one of the passages, in order."""
    known = {cited.n for cited in passages}
    for bracket in _BRACKET.finditer(text):
        for number in _NUMBER.findall(bracket[1]):
            if int(number) in known:
                yield CitationMark(int(number), bracket.start(), bracket.end())


def without_marks(text: str) -> str:
    """The text with every number in brackets taken out."""
    return _BRACKET.sub("", text)


def citations(text: str, passages: Sequence[Cited]) -> tuple[Citation, ...]:
    """The passages that the text cites, each once, in the order of their first mark; of joined
    ones the page of the part that fits the question best."""
    by_number = {cited.n: cited for cited in passages}
    cited_numbers = dict.fromkeys(mark.n for mark in citation_marks(text, passages))
    return tuple(_citation(by_number[n]) for n in cited_numbers)


def _citation(cited: Cited) -> Citation:
    passage, best = cited.hit.passage, cited.best
    return Citation(cited.n, passage.document_id, passage.document, best.page, best.page_label)
