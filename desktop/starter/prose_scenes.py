"""Scenes from real prose: passages of an article, and questions made from their sentences.

Knows nothing of tokens or of what has been mastered; a `Plan` says how hard a scene is to be.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass

from desktop.prompt import NOT_IN_DOCUMENTS
from desktop.starter.prose import Article
from desktop.starter.questions import Ease, Questioner, Rarity, words
from desktop.starter.renaming import renamed
from desktop.starter.scenes import Place, Quiz, Scene, Source

_TRIES = 4
_CLEARLY = 0.12  # how far ahead of every other sentence the answering one must be
_FOREIGN = 0.4  # a question is unanswerable where no sentence has more of it


@dataclass(frozen=True, slots=True)
class Plan:
    """How hard a scene is."""

    passages: tuple[int, int]
    words: tuple[int, int]  # in a passage
    eases: tuple[Ease, ...]
    questions: int = 8
    unanswerable: float = 0.1
    follow_up: float = 0.0
    first_is_best: float = 0.5  # how often the answer is in the passage ranked first
    jumbled: float = 0.1  # share of passages whose sentences are words drawn at random
    sentence: tuple[int, int] = (4, 14)  # words in such a sentence


class ProseScenes:
    """Makes scenes; the same random source gives the same ones.

    With a `vocabulary` some passages are sentences of words drawn from it at random: every word
    has to be copied sometime, the rare ones too.
    """

    def __init__(
        self,
        articles: Sequence[Article],
        rarity: Rarity,
        pick: random.Random,
        vocabulary: Sequence[str] = (),
    ) -> None:
        self._articles, self._pick = articles, pick
        self._vocabulary = vocabulary
        self._questioner = Questioner(rarity, pick)

    def scene(self, plan: Plan) -> Scene:
        """A scene with at least one question."""
        while True:
            sources = self._sources(plan)
            quizzes = self._quizzes(plan, sources) if sources else ()
            if quizzes:
                return Scene(sources, quizzes)

    def _sources(self, plan: Plan) -> tuple[Source, ...]:
        """Passages of one article, seldom with one of another among them."""
        pick = self._pick
        many = pick.randint(*plan.passages)
        sources: list[Source] = []
        article = pick.choice(self._articles)
        for n in range(many):
            if n and pick.random() < 0.25:
                article = pick.choice(self._articles)
            if self._vocabulary and pick.random() < plan.jumbled:
                source: Source | None = self._jumbled(plan)
            else:
                source = self._source(article, pick.randint(*plan.words))
            if source is not None and all(source.sentences != s.sentences for s in sources):
                sources.append(source)
        pick.shuffle(sources)
        return tuple(sources)

    def _source(self, article: Article, least: int) -> Source | None:
        """About `least` words of an article, from a paragraph on."""
        pick = self._pick
        begin = pick.randrange(len(article.paragraphs))
        sentences: list[str] = []
        lines: set[int] = set()
        so_far = 0
        for paragraph in article.paragraphs[begin:]:
            lines.add(len(sentences))
            for sentence in paragraph:
                long = sentence.count(" ") + 1
                if sentences and so_far + long > least:
                    break
                sentences.append(renamed(sentence, pick) if pick.random() < 0.5 else sentence)
                so_far += long
            if so_far >= least * 0.8 or pick.random() < 0.4:
                break
        if len(set(sentences)) < len(sentences):
            return None
        lines -= {0, len(sentences)}
        return Source(
            _named(article, pick), pick.randint(1, 300), tuple(sentences), frozenset(lines)
        )

    def _jumbled(self, plan: Plan) -> Source:
        """Sentences without sense."""
        pick = self._pick
        sentences: list[str] = []
        left = pick.randint(*plan.words)
        while left > 0:
            long = pick.randint(*plan.sentence)
            left -= long
            drawn = " ".join(pick.choice(self._vocabulary) for _ in range(long))
            sentences.append(drawn[:1].upper() + drawn[1:] + ".")
        return Source(
            f"{pick.choice(self._vocabulary)}.pdf", pick.randint(1, 300), tuple(sentences)
        )

    def _quizzes(self, plan: Plan, sources: tuple[Source, ...]) -> tuple[Quiz, ...]:
        pick = self._pick
        places = [
            Place(n, s) for n, source in enumerate(sources) for s in range(len(source.sentences))
        ]
        sentences = [sources[p.passage].sentences[p.sentence] for p in places]
        quizzes: list[Quiz] = []
        for _ in range(plan.questions):
            if pick.random() < plan.unanswerable:
                quiz = self._unanswerable(plan, sentences)
            else:
                quiz = self._answerable(plan, places, sentences)
            if quiz is None:
                continue
            if quizzes and pick.random() < plan.follow_up and quizzes[-1].earlier is None:
                quiz = Quiz(quiz.question, quiz.place, quiz.reply, quizzes.pop())
            quizzes.append(quiz)
        return tuple(quizzes)

    def _answerable(
        self, plan: Plan, places: Sequence[Place], sentences: Sequence[str]
    ) -> Quiz | None:
        pick = self._pick
        for _ in range(_TRIES):
            at = pick.randrange(len(places))
            if pick.random() < plan.first_is_best:
                at = pick.choice([n for n, place in enumerate(places) if place.passage == 0])
            question = self._questioner.ask(sentences[at], pick.choice(plan.eases))
            if not question:
                question = self._plainest(sentences[at])
            shares = self._questioner.answered_by(question, sentences)
            best = max((share for n, share in enumerate(shares) if n != at), default=0.0)
            if shares[at] > best + _CLEARLY:
                return Quiz(question, places[at])
        return None

    def _plainest(self, sentence: str) -> str:
        """A word or two of it."""
        heard = words(sentence)
        begin = self._pick.randrange(len(heard))
        return "What is " + " ".join(heard[begin : begin + self._pick.randint(1, 3)]) + "?"

    def _unanswerable(self, plan: Plan, sentences: Sequence[str]) -> Quiz | None:
        pick = self._pick
        for _ in range(_TRIES):
            paragraph = pick.choice(pick.choice(self._articles).paragraphs)
            question = self._questioner.ask(pick.choice(paragraph), pick.choice(plan.eases))
            shares = self._questioner.answered_by(question, sentences)
            if question and max(shares) < _FOREIGN:
                return Quiz(question, None, NOT_IN_DOCUMENTS)
        return None


def _named(article: Article, pick: random.Random) -> str:
    """The article as a file's name, in one of the ways that people name files."""
    name = article.name if pick.random() < 0.5 else article.name.replace("-", " ").title()
    return name + pick.choice((".pdf", ".pdf", ".pdf", " (1).pdf", " final.pdf"))
