"""Tells how far passages bear out each sentence of an answer, by the words they share.

A sentence is borne out by a passage as far as its telling words stand there, a rare word counting
more than a common one, and its numbers most: a sentence whose number stands in no passage is not
borne out, however well the rest agrees. It compares words, not meanings: a paraphrase scores lower
than it deserves, and a quotation with a "not" put in scores higher. The screen says "found in the
documents", never "true".
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterator, Sequence

from desktop.citations import without_marks
from desktop.types import Cited, SentenceSupport

SUPPORTED = 0.75
"""From here on a sentence counts as well supported."""
PARTLY = 0.45
"""From here on as partly supported; below, as not found in the documents."""

_SENTENCE = re.compile(
    r"[^\s](?:.*?)(?:[.!?…](?=[\s\"'”’)\]]|$)[\"'”’)\]]*(?:\s*\[[\d,;\s]+\])*|$)", re.M
)
_WORD = re.compile(r"[^\W_]+(?:[.,'’][^\W_]+)*")
# Lines of a form that tell of the answer itself and state nothing of the documents.
_OF_THE_ANSWER = re.compile(
    r"(?i)\s*(evidence|confidence|sources?)\s*:\s*(high|medium|low|none)?\W*"
)
# What is said out of courtesy, or of not knowing: it states nothing that documents could bear out.
_COURTESY = re.compile(
    r"""(?ix) [\W_]* (?:answer\W+)? (?:
      (?:many\s+)? thank(?:s|\s+you) (?:\s+(?:so|very)\s+much)?
        (?:\s+for\s+(?:asking|your\s+(?:question|patience|interest)))?
    | you(?:['’]re|\s+are)\s+(?:very\s+)?welcome
    | (?:i\s+am|i['’]m|we\s+are)?\s*(?:very\s+|so\s+)?sorry(?:\s+(?:about|for)\s+that)?
    | sure | certainly | of\s+course | gladly | hello
    | (?:that\s+is\s+a\s+)?(?:good|great)\s+question
    | i\s+hope\s+(?:this|that)\s+helps
    | (?:please\s+)?(?:let\s+me\s+know|feel\s+free\s+to\s+ask)
        (?:\s+(?:if|whether|when)\b[^.!?]{0,60})?
    | here\s+(?:is|are)\s+(?:the|an|my|your)\s+answers?
    | (?:the|your)\s+(?:documents|passages)\s+do\s+not\s+say
    | i\s+(?:cannot|can['’]t|do\s+not|don['’]t)\s+(?:know|say|tell)(?:\s+(?:that|this))?
        (?:\s+(?:from|without)\s+(?:the|your)\s+(?:documents|passages))?
    ) [\W_]*"""
)
_MISSING_NUMBER = 0.4  # what is left of the score where a number is not in the passage
_STOPWORDS = frozenset(
    "a an and are as at be been but by can did do does for from had has have he her his i if in "
    "into is it its may more most no not of on or our she so such than that the their them then "
    "there these they this those to was we were what when where which who will with would you "
    "your".split()
)


def support(text: str, passages: Sequence[Cited]) -> tuple[SentenceSupport, ...]:
    """The support of each sentence of the text, in order; left out are sentences without telling
    words, lines such as "Confidence: high", and what is said out of courtesy or of not knowing.

    With no passages every sentence scores 0.
    """
    words_of = {cited.n: Counter(_words(cited.hit.passage.text)) for cited in passages}
    weight = _Weights(list(words_of.values()))
    found: list[SentenceSupport] = []
    for start, end in _sentences(text):
        sentence = text[start:end]
        bare = without_marks(sentence)
        words = [word for word in _words(bare) if word not in _STOPWORDS]
        if not words or _OF_THE_ANSWER.fullmatch(bare) or _COURTESY.fullmatch(bare):
            continue
        scores = {n: _score(words, known, weight) for n, known in words_of.items()}
        best = max(scores, key=lambda n: scores[n], default=None)
        score = scores[best] if best is not None else 0.0
        found.append(
            SentenceSupport(sentence, start, end, round(score, 3), best if score > 0 else None)
        )
    return tuple(found)


class _Weights:
    """How much a word tells: its inverse document frequency among the passages, smoothed."""

    def __init__(self, passages: list[Counter[str]]) -> None:
        self._passages = passages

    def of(self, word: str) -> float:
        holding = sum(word in passage for passage in self._passages)
        rarity = math.log(1 + (len(self._passages) + 1) / (holding + 0.5))
        return rarity * (2.0 if any(map(str.isdigit, word)) else 1.0)


def _score(words: list[str], known: Counter[str], weight: _Weights) -> float:
    weights = [weight.of(word) for word in words]
    shared = sum(w for word, w in zip(words, weights, strict=True) if word in known)
    score = shared / sum(weights)
    missing_number = any(word not in known and any(map(str.isdigit, word)) for word in words)
    return score * _MISSING_NUMBER if missing_number else score


def _sentences(text: str) -> Iterator[tuple[int, int]]:
    for match in _SENTENCE.finditer(text):
        if match.end() > match.start():
            yield match.start(), match.end()


def _words(text: str) -> list[str]:
    return [_stem(word) for word in _WORD.findall(text.lower())]


def _stem(word: str) -> str:
    """The word without its plural or possessive ending, so that "reports" meets "report"."""
    word = word.removesuffix("'s").removesuffix("’s")
    if len(word) > 4 and word.endswith("s") and not word.endswith("ss"):
        return word[:-1]
    return word
