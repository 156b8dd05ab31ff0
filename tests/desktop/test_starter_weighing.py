"""What counts most in an answer: its first word, and where it could go on as another sentence."""

from __future__ import annotations

import random

import pytest

from desktop.starter.guides import EASY, FIRST
from desktop.starter.lessons import Teacher
from desktop.starter.prose_scenes import Plan
from desktop.starter.scenes import Place, Quiz, Scene, Source
from desktop.starter.tokenizer import Tokenizer
from desktop.starter.weighing import alike_opening, weighed
from desktop.starter.worlds import world_scene

SOURCE = Source(
    "a.pdf", 1,
    ("The north gate is closed in winter.", "The north gate is open in June.", "Nobody knows why."),
)  # fmt: skip
SCENE = Scene((SOURCE,), (Quiz("When is the north gate open?", Place(0, 1)),))


@pytest.fixture(scope="module")
def tokenizer() -> Tokenizer:
    pick = random.Random(0)
    worlds = [world_scene(Plan((2, 3), (20, 60), ()), pick) for _ in range(60)]
    texts = [scene.prompt("") for scene in worlds] + [SOURCE.text] * 50
    return Tokenizer.train(texts, 900)


def test_where_two_sentences_part(tokenizer: Tokenizer) -> None:
    reading = Teacher(tokenizer).read(SCENE)
    parting = len(tokenizer.encode(" The north gate is"))
    assert alike_opening(tokenizer, reading, Place(0, 1)) == parting
    assert alike_opening(tokenizer, reading, Place(0, 2)) == 0


def test_first_and_parting_words_weigh_more_than_others(tokenizer: Tokenizer) -> None:
    reading = Teacher(tokenizer).read(SCENE)
    ids = [*tokenizer.encode(SCENE.answer(SCENE.quizzes[0])), tokenizer.end]
    weights = weighed(ids, range(len(ids)), 4, reading.followers)
    assert weights[0] == FIRST
    assert FIRST > weights[4] > EASY
    assert weights[-1] == EASY


def test_a_word_after_two_that_come_again_weighs_more() -> None:
    followers = {(1, 2): {3, 7}, (2, 3): {4}}
    assert weighed([1, 2, 3, 4, 5, 6, 8], [-1] * 7, 0, followers)[2:4] == [5.0, EASY]


def test_what_quotes_nothing_has_no_number_to_weigh() -> None:
    assert weighed([1, 2, 3, 4, 5], [-1] * 5, 0, {}) == [FIRST, *[EASY] * 4]


def test_a_slip_changes_what_was_said_but_not_what_is_to_be_said(tokenizer: Tokenizer) -> None:
    straight, slipping = Teacher(tokenizer), Teacher(tokenizer, slips=0.5)
    reading = straight.read(SCENE)
    right = straight.segment(SCENE, SCENE.quizzes[0], reading)
    wrong = slipping.segment(SCENE, SCENE.quizzes[0], reading)
    assert wrong.targets == right.targets
    asked = right.targets.index(next(t for t in right.targets if t >= 0))
    assert wrong.ids[: asked + 1] == right.ids[: asked + 1]
    assert wrong.ids != right.ids
    assert len(wrong.ids) == len(right.ids)
