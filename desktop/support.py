"""Tells how far passages bear out each sentence of an answer, by the words they share.

A sentence is borne out by a passage as far as its telling words stand there, a rare word counting
more than a common one. A sentence is not borne out, however well its words agree, where it states a
number, an amount or a date that the passage does not (2,400 and 2400, "two" and 2 are the same), or
denies what the passage states; only partly, where its number stands there beside other words. It
compares words, not meanings: a paraphrase scores lower than it deserves. The screen says "found in
the documents", never "true".
"""

from __future__ import annotations

import math
import re
from collections.abc import Collection, Iterator, Sequence

from desktop.bearing_out import Claim, Evidence, Found
from desktop.citations import without_marks
from desktop.types import Cited, SentenceSupport

SUPPORTED = 0.75
"""From here on a sentence counts as well supported."""
PARTLY = 0.45
"""From here on as partly supported; below, as not found in the documents."""

_SENTENCE = re.compile(
    r"[^\s](?:.*?)(?:[.!?…](?=[\s\"'”’)\]]|$)[\"'”’)\]]*(?:\s*\[[\d,;\s]+\])*|$)", re.M
)
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
        (?:\s*[;,:]\s*i\s+would\s+(?:have|need)\s+to\s+(?:read|look)\b[^.!?]{0,40})?
    | without\s+(?:the|your)\s+(?:documents|passages)\s*,?
        \s+i\s+(?:cannot|can['’]t)\s+(?:know|say|tell)(?:\s+(?:that|this))?
    ) [\W_]*"""
)
_MISSING = 0.4  # what is left of the score where a number or a date is not in the passage
_DENIED = 0.4  # where it denies what the passage states, or states what that denies
_ELSEWHERE = 0.7  # where a number stands in the passage, but with none of the words beside it
_MARKER = re.compile(r"[\W_]*\d{1,3}[.)]")  # the "1." of a list
_GOES_ON = re.compile(r"[ \t]+\S")


def support(text: str, passages: Sequence[Cited]) -> tuple[SentenceSupport, ...]:
    """The support of each sentence of the text, in order; left out are sentences without telling
    words, lines such as "Confidence: high", and what is said out of courtesy or of not knowing.

    With no passages every sentence scores 0.
    """
    evidence = {cited.n: Evidence(cited.hit.passage.text) for cited in passages}
    weight = _Weights([each.words for each in evidence.values()])
    found: list[SentenceSupport] = []
    for start, end in _sentences(text):
        sentence = text[start:end]
        bare = without_marks(sentence)
        claim = Claim(bare)
        if (
            not claim.states_something
            or _OF_THE_ANSWER.fullmatch(bare)
            or _COURTESY.fullmatch(bare)
        ):
            continue
        if _MARKER.fullmatch(bare) and _GOES_ON.match(text, end):
            continue
        scores = {n: _score(claim, known, weight) for n, known in evidence.items()}
        best = max(scores, key=lambda n: scores[n], default=None)
        score = scores[best] if best is not None else 0.0
        found.append(
            SentenceSupport(sentence, start, end, round(score, 3), best if score > 0 else None)
        )
    return tuple(found)


class _Weights:
    """How much a word tells: its inverse document frequency among the passages, smoothed."""

    def __init__(self, passages: Sequence[Collection[str]]) -> None:
        self._passages = passages

    def of(self, word: str) -> float:
        """The weight of one word."""
        holding = sum(word in passage for passage in self._passages)
        return math.log(1 + (len(self._passages) + 1) / (holding + 0.5))


def _score(claim: Claim, known: Evidence, weight: _Weights) -> float:
    weights = [weight.of(word) for word in claim.stems]
    shared = sum(w for word, w in zip(claim.stems, weights, strict=True) if word in known.words)
    numbers = [known.states(claim, each) for each in claim.numbers]
    dates = [known.states_day(each) for each in claim.days]
    # A number is a word that tells twice as much as a rare one: 2,400 need not be spelled alike.
    each = 2 * weight.of("")
    shared += each * sum(found is not Found.NOT for found in numbers)
    score = (
        shared / (sum(weights) + each * len(numbers)) if weights or numbers else float(all(dates))
    )
    if Found.NOT in numbers or not all(dates) or not claim.codes <= known.words:
        return score * _MISSING
    if known.denies(claim):
        return score * _DENIED
    return score * _ELSEWHERE if Found.ELSEWHERE in numbers else score


def _sentences(text: str) -> Iterator[tuple[int, int]]:
    for match in _SENTENCE.finditer(text):
        if match.end() > match.start():
            yield match.start(), match.end()
