"""Questions whose answer is, by rule, the sentence that has most of their words.

The rule is the baseline's: words in common, weighed by how rare they are. A question takes some
words of its sentence, some that other sentences say too, and some that nobody says, in the
proportions in which people do. Knows nothing of language beyond words.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass

from desktop.starter.questions import STOP, Ease, Questioner, stem, stems, words

_TRIES = 5
_CLEARLY = 0.03  # share of the question by which its sentence must be ahead
_AT_LEAST = 0.27  # share of the question that its sentence must have
_AT_MOST = 0.3  # share of an unanswerable question that any sentence may have
_NOISE = (
    "kind type name term main people thing group part year number time place person area reason "
    "purpose amount percentage way example called known considered event effect word title type "
    "organization country city company member system process role result".split()
)


@dataclass(frozen=True, slots=True)
class Field:
    """The sentences that a question may be about, the stems of each, and which can be asked for."""

    sentences: tuple[str, ...]
    stems: tuple[frozenset[str], ...]
    askable: tuple[bool, ...]

    @classmethod
    def of(cls, sentences: Sequence[str], askable: Sequence[bool]) -> Field:
        """Counted once for all questions; what is not askable, a heading, answers none."""
        found = zip(sentences, askable, strict=True)
        counted = tuple(frozenset(stems(s) if ask else ()) for s, ask in found)
        return cls(tuple(sentences), counted, tuple(askable))


class Seeker:
    """Makes questions; the same random source gives the same questions."""

    def __init__(
        self, questioner: Questioner, vocabulary: Sequence[str], pick: random.Random
    ) -> None:
        self._questioner, self._vocabulary, self._pick = questioner, vocabulary or _NOISE, pick

    def answerable(self, field: Field, at: int) -> str:
        """A question that sentence `at` has most of, or "" where none was found.

        Mostly the closest of several: people's questions are closer than words drawn at random.
        """
        pick = self._pick
        found: list[tuple[float, str]] = []
        wanted = pick.choice((1, _TRIES))
        for _ in range(_TRIES):
            heard = words(field.sentences[at])
            asked = self._questioner.left_out(heard)
            own = self._own(heard, set(asked), pick.choice((1, 2, 2, 2, 3, 3, 3, 4, 4, 5, 6)))
            said = [*own, *self._others(field, at), *self._noise()]
            question = self._spoken(said, len(own), [heard[n] for n in asked])
            shares = self.shares(question, field)
            best = max((share for n, share in enumerate(shares) if n != at), default=0.0)
            if shares[at] >= max(_AT_LEAST, best + _CLEARLY):
                found.append((shares[at] - best, question))
            if len(found) == wanted:
                break
        return min(found, default=(0.0, ""))[1]

    def unanswerable(self, field: Field, foreign: str) -> str:
        """A question on another document's sentence that no sentence here has much of, or ""."""
        pick = self._pick
        heard = words(foreign)
        asked = self._questioner.left_out(heard)
        for _ in range(_TRIES):
            own = self._own(heard, set(asked), pick.choice((2, 3, 3, 4, 5)))
            said = [*own, *self._others(field, -1), *self._noise()]
            question = self._spoken(said, len(own), [heard[n] for n in asked])
            if own and max(self.shares(question, field)) <= _AT_MOST:
                return question
        return ""

    def shares(self, question: str, field: Field) -> list[float]:
        """For each sentence the share, 0 to 1, of the question's telling words that it has."""
        rarity, wanted = self._questioner.rarity, stems(question)
        total = rarity.total(wanted) or 1.0
        return [rarity.total(wanted & found) / total for found in field.stems]

    def _own(self, heard: Sequence[str], asked: set[int], many: int) -> list[str]:
        """Some telling words of a sentence, neighbours often together, mostly in its order."""
        pick, rarity = self._pick, self._questioner.rarity
        content = [n for n, word in enumerate(heard) if n not in asked and word.lower() not in STOP]
        chosen: set[int] = set()
        while content and len(chosen) < min(many, len(content)):
            after = [n for n in content if n - 1 in chosen or n - 2 in chosen]
            pool = [n for n in (after if after and pick.random() < 0.4 else content)
                    if n not in chosen]  # fmt: skip
            if not pool:
                pool = [n for n in content if n not in chosen]
            keyed = [(rarity.weight(stem(heard[n])) * pick.random() ** 0.7, n) for n in pool]
            chosen.add(max(keyed)[1])
        spoken: list[str] = []
        for n in sorted(chosen):
            between = n - 1 not in asked and n and heard[n - 1].lower() in STOP
            if between and pick.random() < 0.5:
                spoken.append(heard[n - 1].lower())
            spoken.append(self._questioner.changed(heard[n], Ease.LOOSE))
        return spoken

    def _others(self, field: Field, at: int) -> list[str]:
        """Words of the other sentences: what the whole is about."""
        pick = self._pick
        rest = [s for n, s in enumerate(field.sentences) if n != at]
        # A question on one sentence of what another is about: the hardest there are.
        if rest and pick.random() < 0.5:
            rest = [pick.choice(rest)]
        found: list[str] = []
        for _ in range(pick.choice((0, 0, 1, 1, 2, 3)) if rest else 0):
            content = [w for w in words(pick.choice(rest)) if w.lower() not in STOP]
            if content:
                found.append(self._questioner.changed(pick.choice(content), Ease.LOOSE))
        return found

    def _noise(self) -> list[str]:
        """Words that nobody said."""
        pick = self._pick
        many = pick.choice((0, 0, 1, 1, 2, 3))
        return [
            pick.choice(_NOISE) if pick.random() < 0.6 else pick.choice(self._vocabulary)
            for _ in range(many)
        ]

    def _spoken(self, said: list[str], own: int, asked: Sequence[str]) -> str:
        """The words, those that are not the sentence's own anywhere among them, as a question."""
        pick = self._pick
        spoken = said[:own]
        if len(spoken) >= 3 and pick.random() < 0.4:
            cut = pick.randrange(1, len(spoken))
            spoken = spoken[cut:] + spoken[:cut]
        for word in said[own:]:
            place = pick.randrange(len(spoken) + 1)
            joint = [pick.choice(("of", "the", "in", "a", "to", "by", "for", "with", "was", "is"))]
            spoken[place:place] = [*joint, word] if pick.random() < 0.4 else [word]
        return self._questioner.framed(spoken, asked)
