from __future__ import annotations

import random
from dataclasses import replace
from pathlib import Path

import pytest

from desktop.prompt import NOT_IN_DOCUMENTS
from desktop.starter.lessons import Teacher, shared_part
from desktop.starter.prose import Article, clean, read_articles, split_sentences
from desktop.starter.prose_scenes import Plan, ProseScenes
from desktop.starter.questions import Ease, Questioner, Rarity, stem
from desktop.starter.scenes import Place, Quiz, Scene, Source
from desktop.starter.talk import talk_scene
from desktop.starter.tokenizer import Tokenizer
from desktop.starter.world_pages import page
from desktop.starter.world_statements import Story, answered, bare_words, facts_of
from desktop.starter.world_tables import table
from desktop.starter.worlds import world_scene

PROSE = Path(__file__).parents[2].parent / "shared/prose/public_domain_prose.jsonl.gz"
PLAN = Plan((2, 5), (30, 90), tuple(Ease), 8, unanswerable=0.2, follow_up=0.2)


def worlds(count: int, seed: int = 0) -> list[Scene]:
    pick = random.Random(seed)
    return [world_scene(PLAN, pick) for _ in range(count)]


@pytest.fixture(scope="module")
def tokenizer() -> Tokenizer:
    return Tokenizer.train((scene.prompt("") for scene in worlds(100)), 1500)


def test_sentences_joined_give_the_paragraph_back() -> None:
    text = clean("The `U.S.`  was, e.g. here, right. It had 3.5 of them! Was that  all? Yes")
    assert split_sentences(text) == (
        "The U.S. was, e.g. here, right.", "It had 3.5 of them!", "Was that all?", "Yes",
    )  # fmt: skip
    assert " ".join(split_sentences(text)) == text


def test_stems_bring_forms_of_a_word_together() -> None:
    assert stem("tackles") == stem("tackle") == stem("Tackled")
    assert stem("elections") != stem("elephants")


def test_the_same_seed_gives_the_same_scenes() -> None:
    assert worlds(20) == worlds(20)
    assert worlds(20) != worlds(20, seed=1)
    assert talk_scene(random.Random(5)) == talk_scene(random.Random(5))


def test_every_answer_of_a_world_is_a_sentence_with_its_number_or_says_there_is_none() -> None:
    unanswered = 0
    for scene in worlds(100):
        for quiz in scene.quizzes:
            answer = scene.answer(quiz)
            if quiz.place is None:
                assert answer == NOT_IN_DOCUMENTS
                unanswered += 1
                continue
            source = scene.sources[quiz.place.passage]
            sentence = source.sentences[quiz.place.sentence]
            begins = source.begins(quiz.place.sentence)
            assert source.text[begins : begins + len(sentence)] == sentence
            assert answer == f"{sentence} [{quiz.place.passage + 1}]"
            assert f"[{quiz.place.passage + 1}] {source.document}" in scene.prompt("")
    assert 20 < unanswered < 400


def test_no_slot_is_left_open() -> None:
    for scene in worlds(300):
        assert "{" not in scene.prompt("") + "".join(quiz.question for quiz in scene.quizzes)


def test_a_world_keeps_to_the_number_of_passages_questions_and_words() -> None:
    pick = random.Random(4)
    plan = Plan((3, 3), (100, 160), (), 7, unanswerable=0.1, first_is_best=1.0)
    lengths: list[int] = []
    for _ in range(100):
        scene = world_scene(plan, pick)
        assert (len(scene.sources), len(scene.quizzes)) == (3, 7)
        assert {quiz.place.passage for quiz in scene.quizzes if quiz.place} <= {0, 1, 2}
        lengths += [len(source.text.split()) for source in scene.sources]
    assert max(lengths) < 290
    assert sorted(lengths)[len(lengths) // 2] > 80


def test_a_world_of_more_passages_than_there_are_kinds_goes_on() -> None:
    scene = world_scene(Plan((60, 60), (150, 200), (), 3), random.Random(0))
    assert len(scene.sources) == 60


def test_lines_of_a_world_s_passages_come_back_from_its_text() -> None:
    several = 0
    for source in (source for scene in worlds(100) for source in scene.sources):
        lines: list[str] = []
        for n, sentence in enumerate(source.sentences):
            assert "\n" not in sentence
            assert ".." not in sentence
            if n in source.lines or not lines:
                lines.append(sentence)
            else:
                lines[-1] += f" {sentence}"
        assert source.text.split("\n") == lines
        several += len(lines) > 3
    assert several > 100


def test_a_table_s_question_names_its_row_and_no_other() -> None:
    asked = 0
    for seed in range(300):
        found = table(random.Random(seed), 6)
        rows = [line for line in found.lines if line.words]
        assert 3 <= len(rows) <= 6
        for row in rows:
            for question in row.questions:
                named = [other for other in rows if question.key <= other.words]
                assert all(other is row for other in named), question
                assert question.key <= bare_words(question.text), question
                asked += 1
        for question in found.absent:
            assert not any(question.key <= row.words for row in rows), question
    assert asked > 3000


def test_columns_of_a_table_are_as_many_in_each_line() -> None:
    for seed in range(300):
        rows = [line.sentence for line in table(random.Random(seed), 5).lines]
        assert len({row.count(" | ") for row in rows if " | " in row}) <= 1, rows


def test_pages_have_headings_and_numbered_clauses_that_answer_nothing_of_their_own() -> None:
    numbered = 0
    for seed in range(100):
        pick = random.Random(seed)
        lines, _ = page(Story("CONTRACT", ("Brom Ltd",), pick), 140, pick)
        assert any(line.questions for line in lines)
        for line in lines:
            if not line.questions:
                continue
            assert " " in line.sentence
            numbered += line.new_line and line.sentence[0].isdigit()
    assert numbered > 200


def test_only_what_a_wording_says_can_be_asked_of_it() -> None:
    fact = next(fact for fact in facts_of("EVENT") if "lasted" in fact.statements[0])
    lasted, died = fact.statements
    assert "How long did the {S} last?" in answered(fact, lasted)
    assert "How long did the {S} last?" not in answered(fact, died)
    assert "How many people died in the {S}?" in answered(fact, died)
    for kind in ("HANDBOOK", "CONTRACT", "PRODUCT", "CLUB", "SCHOOL", "TRAVEL", "INSURANCE",
                 "TOWN", "SOFTWARE", "LAB"):  # fmt: skip
        for fact in facts_of(kind):
            assert all(len(answered(fact, way)) >= 2 for way in fact.statements), fact


def test_a_question_from_prose_is_answered_best_by_its_sentence() -> None:
    if not PROSE.exists():
        pytest.skip("the prose is not beside this checkout")
    articles = [a for _, a in zip(range(60), read_articles(PROSE), strict=False)]
    rarity = Rarity.of(s for a in articles for p in a.paragraphs for s in p)
    made = ProseScenes(articles, rarity, random.Random(2))
    questioner = Questioner(rarity, random.Random(0))
    for scene in [made.scene(PLAN) for _ in range(20)]:
        sentences = [s for source in scene.sources for s in source.sentences]
        for quiz in scene.quizzes:
            shares = questioner.answered_by(quiz.question, sentences)
            if quiz.place is not None:
                best = sentences[shares.index(max(shares))]
                assert scene.answer(quiz).startswith(best)


def test_an_article_too_short_for_a_question_gives_none() -> None:
    rarity = Rarity.of(["One."])
    assert Questioner(rarity, random.Random(0)).ask("So it is.", Ease.PLAIN) == ""
    assert Article("a", (("One.",), ("Two. ",))).text() == "One.\nTwo. "


def test_prefix_and_segment_are_the_tokens_of_the_app_s_whole_prompt(tokenizer: Tokenizer) -> None:
    teacher = Teacher(tokenizer, longest=10_000)
    for scene in [*worlds(20), talk_scene(random.Random(1))]:
        reading = teacher.read(scene)
        assert scene.prompt("x").startswith(shared_part(scene))
        for quiz in scene.quizzes:
            segment = teacher.segment(scene, quiz, reading)
            if quiz.earlier is None:
                whole = scene.prompt(quiz.question) + scene.spoken(quiz) + "<|im_end|>"
                assert reading.ids + segment.ids == tokenizer.encode(whole)


def test_an_answer_begins_as_its_sentence_stands_in_the_passage() -> None:
    spaced = 0
    for scene in worlds(30):
        for quiz in scene.quizzes:
            spoken = scene.spoken(quiz)
            assert spoken.strip() == scene.answer(quiz)
            if quiz.place is not None:
                before, *_ = scene.sources[quiz.place.passage].text.split(spoken[: -len(" [1]")])
                assert not before or spoken.startswith(" ") != before.endswith("\n")
                spaced += spoken.startswith(" ")
    assert spaced > 30


def test_what_is_to_be_copied_stands_where_the_guide_points(tokenizer: Tokenizer) -> None:
    teacher = Teacher(tokenizer, longest=10_000)
    copied = 0
    for scene in worlds(30):
        reading = teacher.read(scene)
        for quiz in scene.quizzes:
            segment = teacher.segment(scene, quiz, reading)
            for target, source in zip(segment.targets, segment.sources, strict=True):
                if source >= 0:
                    assert target == reading.ids[source]
                    copied += 1
    assert copied > 1000


def test_where_only_choosing_is_taught_an_answer_s_first_tokens_are(tokenizer: Tokenizer) -> None:
    whole, begun = Teacher(tokenizer, longest=10_000), Teacher(tokenizer, begun=5)
    for scene in worlds(20):
        reading = whole.read(scene)
        for quiz in scene.quizzes:
            if quiz.earlier is None:
                taught = [t for t in whole.segment(scene, quiz, reading).targets if t >= 0]
                assert [t for t in begun.segment(scene, quiz, reading).targets if t >= 0] == taught[
                    :5
                ]


def shares_words(scene: Scene) -> bool:
    """Whether the first question has two words of the sentence that answers it."""
    quiz = scene.quizzes[0]
    said, asked = (set(text.lower().split()) for text in (scene.answer(quiz), quiz.question))
    return quiz.place is not None and len(said & asked) > 1


def test_guides_and_hints_point_at_the_sentence_that_answers(tokenizer: Tokenizer) -> None:
    scene = next(s for s in worlds(40, seed=3) if len(s.sources) > 1 and shares_words(s))
    scene = replace(scene, quizzes=scene.quizzes[:1])
    place = scene.quizzes[0].place
    assert place is not None
    teacher = Teacher(tokenizer, longest=10_000)
    lesson, weights, shown = teacher.lesson([scene])
    sentence = scene.sources[place.passage].sentences[place.sentence]
    decided = next(g for g in shown.guides if (g.layer, g.head) == (3, 0))
    columns = decided.allowed[0].nonzero()[:, 0]
    assert tokenizer.decode(lesson.prefix[0, columns].tolist()).strip() == sentence
    begin = next(g for g in shown.guides if (g.layer, g.head) == (3, 1))
    assert set(begin.allowed.nonzero()[:, 1].tolist()) == {int(columns[0])}
    asked = [hint for hint in shown.hints if hint.layer == 2]
    assert [set(hint.tokens.tolist()) for hint in asked] == [
        {int(lesson.prefix[0, column])} for column in columns[:3]
    ]
    assert len(weights) == int((lesson.targets >= 0).sum())


def test_where_sentences_begin_alike_the_answer_is_shown_its_sentence_until_they_part(
    tokenizer: Tokenizer,
) -> None:
    sentences = (
        "The old mill burned down in 1811.",
        "The old mill stands on a hill.",
        "It is cold.",
    )
    source = Source("mills.pdf", 1, sentences)
    for at, times in ((0, 3), (2, 0)):
        quiz = Quiz("What burned?", Place(0, at))
        segment = Teacher(tokenizer).segment(
            Scene((source,), (quiz,)), quiz, Teacher(tokenizer).read(Scene((source,), (quiz,)))
        )
        said = [choice.said for choice in segment.deciding if choice is not None]
        alike = len(tokenizer.encode(" The old mill")) if times else 0
        assert [n for n in said if n] == list(range(1, alike + 1))
