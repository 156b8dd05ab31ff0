"""Questions by the rule of most words in common, and the prose that they are asked on."""

from __future__ import annotations

import random
import re
from collections import Counter
from itertools import pairwise

from desktop.starter.questions import Questioner, Rarity, stems
from desktop.starter.retelling import Retelling
from desktop.starter.seeking import Field, Seeker

SENTENCES = (
    "The harbour office issues a mooring permit to every boat that stays for more than a night.",
    "The harbour master may refuse a permit where a boat has no insurance against fire.",
    "Boats longer than 18 metres moor at the outer pier, and pay twice the usual fee.",
    "In winter the outer pier is closed, and the fee is paid to the caretaker of the sheds.",
)
FOREIGN = "Seedlings of the dwarf walnut are planted out in their third spring, under glass."
RARITY = Rarity.of((*SENTENCES, FOREIGN))
WORDS = sorted({word.strip(",.") for sentence in SENTENCES for word in sentence.split()})


def seeker(seed: int) -> Seeker:
    pick = random.Random(seed)
    return Seeker(Questioner(RARITY, pick), ("zebra", "xylophone", "quartz"), pick)


def test_the_sentence_that_is_asked_for_has_most_of_the_question() -> None:
    field = Field.of(SENTENCES, [True] * len(SENTENCES))
    asked = 0
    for seed in range(200):
        at = seed % len(SENTENCES)
        question = seeker(seed).answerable(field, at)
        if not question:
            continue
        asked += 1
        weights = [RARITY.total(stems(question) & stems(s)) for s in SENTENCES]
        assert weights.index(max(weights)) == at
        assert sorted(weights)[-2] < weights[at]
    assert asked > 150


def test_a_question_takes_words_from_elsewhere_too() -> None:
    field = Field.of(SENTENCES, [True] * len(SENTENCES))
    questions = [seeker(seed).answerable(field, 2) for seed in range(100)]
    own = stems(SENTENCES[2])
    assert sum(bool(stems(question) - own) for question in questions) > 50
    assert any("zebra" in question.lower() for question in questions)


def test_no_sentence_has_much_of_an_unanswerable_question() -> None:
    field = Field.of(SENTENCES, [True] * len(SENTENCES))
    made = [seeker(seed).unanswerable(field, FOREIGN) for seed in range(100)]
    questions = [question for question in made if question]
    assert len(questions) > 50
    for question in questions:
        assert max(seeker(0).shares(question, field)) <= 0.3
        assert stems(question) & stems(FOREIGN)


def test_a_heading_answers_no_question() -> None:
    field = Field.of(("3 The mooring permit", *SENTENCES), [False, *[True] * len(SENTENCES)])
    assert seeker(0).shares("Who issues a mooring permit?", field)[0] == 0


def test_the_same_seed_asks_the_same() -> None:
    field = Field.of(SENTENCES, [True] * len(SENTENCES))
    assert seeker(4).answerable(field, 0) == seeker(4).answerable(field, 0)


def test_names_and_phrases_of_a_retold_document_come_back() -> None:
    told = [f"The {word} of Amalfi was sold to Genoa in 1203 for 40 ducats." for word in WORDS]
    twos: Counter[str] = Counter()
    for seed in range(20):
        retold = Retelling(("copper", "lantern", "meadow"), random.Random(seed)).sentences(told)
        assert "{" not in "".join(retold)
        assert len(retold) <= len(told)
        heard = re.findall(r"\w+", " ".join(retold))
        twos.update(map(" ".join, pairwise(heard)))
    invented = [two for two, n in twos.items() if n > 1 and not stems(two) & stems(" ".join(told))]
    assert len(invented) > 20


def test_a_document_is_retold_the_same_with_the_same_seed() -> None:
    one, other = (Retelling(WORDS, random.Random(7)).sentences(SENTENCES) for _ in range(2))
    assert one == other != list(SENTENCES)
