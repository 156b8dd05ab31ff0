"""Judges one answer against what was expected: by its words, its citations, its support.

It compares words: an answer that says the same in other words counts as wrong, and one that holds
the expected words beside wrong ones counts as right. Knows nothing of how answers come about.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from desktop.citations import without_marks
from desktop.declining import declines
from desktop.evaluation.question_set import Item
from desktop.support import SUPPORTED
from desktop.types import Answer, Cited, Stop

_COMMA_IN_NUMBER = re.compile(r"(?<=\d),(?=\d{3}(?!\d))")
_WORD = re.compile(r"\d+(?:\.\d+)+|[^\W_]+")
_ARTICLES = frozenset({"a", "an", "the"})


@dataclass(frozen=True, slots=True)
class Verdict:
    """What one answer was worth. None where a measure has nothing to go by."""

    correct: bool | None  # holds the expected words; None where the documents do not say
    says_so: bool  # says that it does not know, or that the documents do not tell
    cited: int  # how many passages it cites
    cited_right: int | None  # of them, on the expected page; None where no page is expected
    support: float | None  # share of its sentences that are well supported


def judge(item: Item, answer: Answer, passages: Sequence[Cited]) -> Verdict:
    """The verdict on an answer. `passages` are those that it could cite."""
    said = answer.stop is not Stop.ERROR
    correct = said and any(holds(answer.text, each) for each in item.answers)
    pages = {cited.n: cited for cited in passages if on_expected_page(item, cited)}
    expects_page = bool(item.document) and answer.mode.reads_passages
    return Verdict(
        correct=correct if item.answerable else None,
        says_so=said and declines(answer.text),
        cited=len(answer.citations),
        cited_right=sum(c.n in pages for c in answer.citations) if expects_page else None,
        support=_well_supported(answer) if said else None,
    )


def holds(text: str, expected: str) -> bool:
    """Whether the expected words stand in the text, one after another.

    Case, punctuation, articles, currency signs and the commas of thousands do not matter, after
    SQuAD's measure (Rajpurkar et al., "SQuAD: 100,000+ questions for machine comprehension of
    text", EMNLP 2016); "30" does not stand in "130".
    """
    wanted, words = plain_words(expected), plain_words(without_marks(text))
    count = len(wanted)
    return count > 0 and any(
        words[at : at + count] == wanted for at in range(len(words) - count + 1)
    )


def plain_words(text: str) -> list[str]:
    """The words of a text, as they are compared."""
    plain = _COMMA_IN_NUMBER.sub("", unicodedata.normalize("NFKC", text).casefold())
    plain = plain.replace("%", " percent ").replace("per cent", "percent")
    return [word for word in _WORD.findall(plain) if word not in _ARTICLES]


def on_expected_page(item: Item, cited: Cited) -> bool:
    """Whether a passage is of the expected document, and of the expected page where there is
    one. The document's name counts without folders and without ".pdf"."""
    passage = cited.hit.passage
    if not item.document or _stem(passage.document) != _stem(item.document):
        return False
    return item.page is None or passage.page <= item.page <= passage.last_page


def _well_supported(answer: Answer) -> float | None:
    if not answer.support:
        return None
    return sum(each.score >= SUPPORTED for each in answer.support) / len(answer.support)


def _stem(name: str) -> str:
    return re.split(r"[/\\]", name)[-1].casefold().removesuffix(".pdf")
