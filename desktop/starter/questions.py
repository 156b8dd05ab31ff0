"""Questions made from a sentence's own words, the way a person half remembers them.

A question keeps some of the words (how many, its `Ease` says), inflects some, swaps some for
others, and asks for what it left out. Which sentence answers a question is judged by the words in
common, weighed by how rare they are; a question that another sentence answers as well is no good.
Knows nothing of tokens.
"""

from __future__ import annotations

import math
import random
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import IntEnum

WORD = re.compile(r"[A-Za-z0-9][A-Za-z0-9'’\-./%]*[A-Za-z0-9%]|[A-Za-z0-9]")
_NUMBER = re.compile(r"^[\d.,/%\-]*\d[\d.,/%\-]*$")

STOP = frozenset(
    "a about after all also an and any are as at be because been before being between both but by "
    "can could did do does done each for from had has have he her here his how i if in into is it "
    "its itself just like made make may me might more most must my no nor not of off on one only "
    "or other our out over own same shall she should so some such than that the their them then "
    "there these they this those through to too under up upon us use used using very was we were "
    "what when where which while who whom whose why will with within without would you your".split()
)

_SYNONYMS = """
begin start commence|end finish conclude|big large great|small little minor|show display present
buy purchase acquire|sell vend|help assist aid|require need demand|allow permit let
forbid prohibit ban|create produce make build|remove delete drop|change alter modify
keep retain preserve|choose select pick
important significant key|many numerous several|name call term|part portion section|goal aim purpose
work function operate|fast quick rapid|wrong incorrect mistaken|right correct proper|part component
people persons individuals|person individual|firm company business|agency organization body
give provide supply|get obtain receive|ask request|answer reply response|tell inform|say state claim
happen occur|area region zone|size extent|main primary chief|new recent modern|old former previous
increase grow rise|decrease reduce fall|method way approach|problem issue difficulty|result outcome
cost price expense|pay salary wage|rule regulation|law statute act|job position role|task duty
employee worker|leader head chief|win victory|lose defeat|kill destroy|study research|find discover
house home|car vehicle|doctor physician|child kid|amount quantity sum|limit maximum
place location site|idea concept notion|reason cause|effect impact|example instance|kind type sort
set group collection
""".replace("\n", "|")

_NOISE = (
    "kind type name term main exactly people thing during often called known according year time "
    "part number different group would many first usually typically actually specific".split()
)


_WHAT = (
    "what is|what|what does|what was|what did|what are|what were|what do|what type of|what kind of|"
    "what happened to|how did|how does|how is|how can|how was|how|why did|why was|why is|why does|"
    "why are|what other|what is the purpose of|what has"
)
_YEAR = "when|when did|when was|when were|in what year|in what year did|what year|in which year was"
_AMOUNT = (
    "how many|how many|how many|how much|how much|how long|how old was|how far|how often|how large|"
    "what number of|what percentage of|what was the number of|what|at what|how many were|what is"
)
_NAME = (
    "who|who|who was|who is|who did|who were|which|what|what was|what is|where|where did|where was|"
    "where is|what is the name of|what was the name of|whose|in what country|in which city|"
    "what team|in what|which country|what company|what group|what city|from whom|by whom was"
)


class Ease(IntEnum):
    """How much of the sentence a question keeps."""

    PLAIN = 0  # nearly all of it, in order
    LOOSE = 1  # half of its words
    SPARE = 2  # some telling words, others changed


@dataclass(frozen=True, slots=True)
class Rarity:
    """How telling a word is: the logarithm of how few sentences have its stem."""

    weights: dict[str, float]
    unseen: float

    @classmethod
    def of(cls, sentences: Iterable[str]) -> Rarity:
        """Counted over sentences."""
        counts: Counter[str] = Counter()
        total = 0
        for sentence in sentences:
            counts.update(stems(sentence))
            total += 1
        weights = {stem: math.log((total + 1) / (n + 0.5)) for stem, n in counts.items()}
        return cls(weights, math.log((total + 1) / 0.5))

    def weight(self, stem: str) -> float:
        """In nats; a stem never seen is the most telling."""
        return self.weights.get(stem, self.unseen)

    def total(self, found: Iterable[str]) -> float:
        """The weights of stems together."""
        return sum(self.weight(stem) for stem in found)


def words(text: str) -> list[str]:
    """The words of a text, without punctuation."""
    return WORD.findall(text)


def stem(word: str) -> str:
    """A word without its commonest endings, in lower case."""
    word = word.lower().replace("’", "'").removesuffix("'s")
    if len(word) > 5:
        for ending in ("ations", "ation", "ingly", "edly", "ings", "ment", "ing", "ies", "ied"):
            if word.endswith(ending) and len(word) - len(ending) >= 3:
                return word[: -len(ending)]
    if len(word) > 3:
        for ending in ("es", "ed", "ly", "er", "s", "e", "y"):
            if word.endswith(ending) and len(word) - len(ending) >= 3:
                return word[: -len(ending)]
    return word


def stems(text: str) -> set[str]:
    """The stems of a text's content words."""
    return {stem(word) for word in words(text) if word.lower() not in STOP}


class Questioner:
    """Makes questions; the same random source gives the same questions."""

    def __init__(self, rarity: Rarity, random_source: random.Random) -> None:
        self.rarity = rarity
        self._random = random_source
        self._synonyms = _synonyms()

    def ask(self, sentence: str, ease: Ease) -> str:
        """A question that the sentence answers, or "" where it has too few words."""
        pick = self._random
        heard = words(sentence)
        asked = self.left_out(heard)
        kept = [n for n in range(len(heard)) if n not in asked]
        content = [n for n in kept if heard[n].lower() not in STOP]
        if len(content) < 2:
            return ""
        chosen = self._chosen(content, heard, ease)
        spoken: list[str] = []
        for n in kept:
            if n in chosen:
                spoken.append(self.changed(heard[n], ease))
            elif heard[n].lower() in STOP and pick.random() < (0.8, 0.5, 0.25)[ease]:
                spoken.append(heard[n].lower())
        if ease > Ease.PLAIN and pick.random() < 0.5:
            _swap_parts(spoken, pick)
        if ease > Ease.PLAIN and pick.random() < 0.4:
            spoken.insert(pick.randrange(len(spoken) + 1), pick.choice(_NOISE))
        return self.framed(spoken, [heard[n] for n in asked])

    def answered_by(self, question: str, sentences: Sequence[str]) -> list[float]:
        """For each sentence the share, 0 to 1, of the question's telling words that it has."""
        wanted = stems(question)
        total = self.rarity.total(wanted) or 1.0
        return [self.rarity.total(wanted & stems(sentence)) / total for sentence in sentences]

    def left_out(self, heard: Sequence[str]) -> list[int]:
        """The words that the question asks for: a number, a name, or a run of words."""
        pick = self._random
        numbers = [n for n, word in enumerate(heard) if _NUMBER.match(word)]
        names = [n for n, word in enumerate(heard) if n and word[0].isupper()]
        chance = pick.random()
        if numbers and chance < 0.6:
            return [pick.choice(numbers)]
        if names and chance < 0.75:
            begin = pick.choice(names)
            run = [begin]
            while run[-1] + 1 in names and len(run) < 4:
                run.append(run[-1] + 1)
            return run
        if chance < 0.85:
            long = pick.randint(1, 4)
            begin = pick.randrange(max(1, len(heard) - long))
            return list(range(begin, min(len(heard), begin + long)))
        return []

    def _chosen(self, content: list[int], heard: Sequence[str], ease: Ease) -> set[int]:
        pick = self._random
        if ease is Ease.PLAIN:
            return {n for n in content if pick.random() < 0.85} or set(content)
        if ease is Ease.LOOSE:
            return {n for n in content if pick.random() < 0.55} or set(content[:2])
        many = min(len(content), pick.choice((2, 2, 3, 3, 4, 5)))
        # Rare words are what a person remembers, but not always.
        keyed = [(self.rarity.weight(stem(heard[n])) * pick.random() ** 0.7, n) for n in content]
        return {n for _, n in sorted(keyed)[-many:]}

    def changed(self, word: str, ease: Ease) -> str:
        """The word, another of its meaning, or another form of it."""
        pick = self._random
        chance = pick.random()
        if chance < (0.02, 0.06, 0.1)[ease]:
            return pick.choice(self._synonyms.get(stem(word), [word]))
        if chance < (0.08, 0.2, 0.3)[ease] and word.isalpha() and word.islower():
            return _inflected(word, pick)
        return word

    def framed(self, spoken: list[str], asked: Sequence[str]) -> str:
        """The question with its question word, as its missing part suggests."""
        pick = self._random
        opening = pick.choice(_openings(asked))
        if spoken and spoken[0][1:].islower():
            spoken[0] = spoken[0].lower()
        text = " ".join([opening, *spoken]) if opening else " ".join(spoken)
        if pick.random() < 0.1:
            return text.lower()
        return text[:1].upper() + text[1:] + ("" if pick.random() < 0.1 else "?")


def _openings(asked: Sequence[str]) -> tuple[str, ...]:
    general = _WHAT.split("|")
    if not asked:
        return (*general, "", "is it true that", "tell me about", "what about", "which", "when")
    if re.fullmatch(r"(1[5-9]|20)\d\d", asked[0]):
        return tuple(_YEAR.split("|"))
    if _NUMBER.match(asked[0]):
        return tuple(_AMOUNT.split("|"))
    return tuple(_NAME.split("|")) if asked[0][0].isupper() else (*general, "which")


def _synonyms() -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for line in _SYNONYMS.split("|"):
        ring = line.split()
        for word in ring:
            found.setdefault(stem(word), []).extend(other for other in ring if other != word)
    return found


def _inflected(word: str, pick: random.Random) -> str:
    bare = word
    for ending in ("ing", "ed", "es", "s"):
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            bare = word[: -len(ending)]
            break
    return bare + pick.choice(("", "", "s", "ed", "ing", "e"))


def _swap_parts(spoken: list[str], pick: random.Random) -> None:
    """Turns the order of two parts round, as questions often do."""
    if len(spoken) >= 4:
        cut = pick.randrange(1, len(spoken))
        spoken[:] = spoken[cut:] + spoken[:cut]
