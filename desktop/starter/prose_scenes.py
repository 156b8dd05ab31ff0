"""Scenes from real prose: passages of an article, and questions made from their sentences.

Knows nothing of tokens or of what has been mastered; a `Plan` says how hard a scene is to be.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from desktop.prompt import NOT_IN_DOCUMENTS
from desktop.starter.prose import Article
from desktop.starter.questions import Ease, Questioner, Rarity, words
from desktop.starter.renaming import renamed
from desktop.starter.retelling import Retelling
from desktop.starter.scenes import Place, Quiz, Scene, Source
from desktop.starter.seeking import Field, Seeker

_TRIES = 4
_CLEARLY = 0.12  # how far ahead of every other sentence the answering one must be
_ALIKE = 0.3  # of the questions are on a sentence that begins as another does, at least
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
    sentence: tuple[int, int] = (4, 20)  # words in such a sentence
    retold: float = 0.0  # share of passages that tell as encyclopedias do
    sought: float = 0.0  # share of questions made by the rule of most words in common
    headings: float = 0.0  # share of paragraphs that have one


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
        self._seeker = Seeker(self._questioner, vocabulary, pick)

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
        article, retelling = pick.choice(self._articles), self._retelling(plan)
        for n in range(many):
            if n and pick.random() < 0.25:
                article, retelling = pick.choice(self._articles), self._retelling(plan)
            if self._vocabulary and pick.random() < plan.jumbled:
                source: Source | None = self._jumbled(plan)
            else:
                source = self._source(article, retelling, plan)
            if source is not None and all(source.sentences != s.sentences for s in sources):
                sources.append(source)
        pick.shuffle(sources)
        return tuple(sources)

    def _retelling(self, plan: Plan) -> Retelling | None:
        """How the next document tells; None: as it is written, but for names."""
        if self._vocabulary and self._pick.random() < plan.retold:
            return Retelling(self._vocabulary, self._pick)
        return None

    def _source(self, article: Article, retelling: Retelling | None, plan: Plan) -> Source | None:
        """About as many words of an article as planned, from a paragraph on."""
        pick = self._pick
        least = pick.randint(*plan.words)
        sentences: list[str] = []
        lines: set[int] = set()
        for paragraph in article.paragraphs[pick.randrange(len(article.paragraphs)) :]:
            if pick.random() < 0.4:
                lines.add(len(sentences))
            if pick.random() < plan.headings:
                lines.add(len(sentences))
                sentences.append(_heading(paragraph, pick))
                lines.add(len(sentences))
            for sentence in self._told(paragraph, retelling):
                long = sentence.count(" ") + 1
                if sentences and sum(s.count(" ") + 1 for s in sentences) + long > least:
                    break
                sentences.append(sentence)
            so_far = sum(s.count(" ") + 1 for s in sentences)
            if so_far >= least * 0.8 or pick.random() < 0.07:
                break
        if len(set(sentences)) < len(sentences) or not any(map(_askable, sentences)):
            return None
        lines -= {0, len(sentences)}
        return Source(
            _named(article, pick), pick.randint(1, 300), tuple(sentences), frozenset(lines)
        )

    def _told(self, paragraph: Sequence[str], retelling: Retelling | None) -> list[str]:
        pick = self._pick
        if retelling is not None:
            return retelling.sentences(paragraph)
        return [renamed(s, pick) if pick.random() < 0.5 else s for s in paragraph]

    def _jumbled(self, plan: Plan) -> Source:
        """Sentences without sense; mostly of few words, so that the same ones meet again."""
        pick = self._pick
        few = [pick.choice(self._vocabulary) for _ in range(pick.choice((4, 8, 16)))]
        again = pick.choice((0.0, 0.5, 0.8)) if plan.jumbled < 1 else 0.0
        sentences: list[str] = []
        left = pick.randint(*plan.words)
        while left > 0:
            long = pick.randint(*plan.sentence)
            left -= long
            drawn = " ".join(
                pick.choice(few if pick.random() < again else self._vocabulary) for _ in range(long)
            )
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
        field = Field.of(sentences, [_askable(s) for s in sentences])
        quizzes: list[Quiz] = []
        for _ in range(plan.questions):
            if pick.random() < plan.unanswerable:
                quiz = self._unanswerable(plan, field)
            else:
                quiz = self._answerable(plan, places, field)
            if quiz is None:
                continue
            if quizzes and pick.random() < plan.follow_up and quizzes[-1].earlier is None:
                quiz = Quiz(quiz.question, quiz.place, quiz.reply, quizzes.pop())
            quizzes.append(quiz)
        return tuple(quizzes)

    def _answerable(self, plan: Plan, places: Sequence[Place], field: Field) -> Quiz | None:
        pick = self._pick
        asked = [n for n, askable in enumerate(field.askable) if askable]
        first = [n for n in asked if places[n].passage == 0]
        openings = Counter(sentence.split(" ", 1)[0] for sentence in field.sentences)
        alike = [n for n in asked if openings[field.sentences[n].split(" ", 1)[0]] > 1]
        for _ in range(_TRIES):
            at = pick.choice(first if first and pick.random() < plan.first_is_best else asked)
            if alike and pick.random() < _ALIKE:
                at = pick.choice(alike)
            if pick.random() < plan.sought:
                question = self._seeker.answerable(field, at)
                if question:
                    return Quiz(question, places[at])
                continue
            question = self._questioner.ask(field.sentences[at], pick.choice(plan.eases))
            if not question:
                question = self._plainest(field.sentences[at])
            shares = self._seeker.shares(question, field)
            best = max((share for n, share in enumerate(shares) if n != at), default=0.0)
            if shares[at] > best + _CLEARLY:
                return Quiz(question, places[at])
        return None

    def _plainest(self, sentence: str) -> str:
        """A word or two of it."""
        heard = words(sentence)
        begin = self._pick.randrange(len(heard))
        return "What is " + " ".join(heard[begin : begin + self._pick.randint(1, 3)]) + "?"

    def _unanswerable(self, plan: Plan, field: Field) -> Quiz | None:
        pick = self._pick
        for _ in range(_TRIES):
            paragraph = pick.choice(pick.choice(self._articles).paragraphs)
            foreign = renamed(pick.choice(paragraph), pick)
            if pick.random() < plan.sought:
                question = self._seeker.unanswerable(field, foreign)
            else:
                question = self._questioner.ask(foreign, pick.choice(plan.eases))
                if max(self._seeker.shares(question, field)) >= _FOREIGN:
                    continue
            if question:
                return Quiz(question, None, NOT_IN_DOCUMENTS)
        return None


def _askable(sentence: str) -> bool:
    """Whether it is a sentence and not a heading."""
    return sentence[-1] in ".!?)\"'"


def _heading(paragraph: Sequence[str], pick: random.Random) -> str:
    """Some words of a paragraph as its heading, mostly numbered."""
    heard = words(pick.choice(paragraph))
    begin = pick.randrange(len(heard))
    said = " ".join(heard[begin : begin + pick.randint(1, 5)])
    number = pick.choice(
        ("", f"{pick.randint(1, 19)} ", f"{pick.randint(1, 9)}.{pick.randint(1, 9)} ")
    )
    return number + said[:1].upper() + said[1:]


def _named(article: Article, pick: random.Random) -> str:
    """The article as a file's name, in one of the ways that people name files."""
    name = article.name if pick.random() < 0.5 else article.name.replace("-", " ").title()
    return name + pick.choice((".pdf", ".pdf", ".pdf", " (1).pdf", " final.pdf"))
