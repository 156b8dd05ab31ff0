"""What a lesson is about: some passages, and questions on them with their answers.

A scene is text only. How passages, questions and answers are framed is the app's own
`desktop/prompt.py`, so that what is trained is what will be asked.
"""

from __future__ import annotations

from dataclasses import dataclass

from desktop.modes import Mode
from desktop.prompt import conversation
from desktop.starter.tokenizer import framed
from desktop.types import Cited
from indexer import Hit, Passage


@dataclass(frozen=True, slots=True)
class Source:
    """A passage as whole sentences or rows of a table; those in `lines` begin a new line."""

    document: str
    page: int
    sentences: tuple[str, ...]
    lines: frozenset[int] = frozenset()

    @property
    def text(self) -> str:
        """The passage's words."""
        spaced = ("\n" if n in self.lines else " " for n in range(len(self.sentences)))
        return "".join(a + b for a, b in zip(spaced, self.sentences, strict=True))[1:]

    def begins(self, sentence: int) -> int:
        """Where a sentence begins within the text."""
        return sum(len(s) + 1 for s in self.sentences[:sentence])


@dataclass(frozen=True, slots=True)
class Place:
    """A sentence of a scene: its passage and its place in it, both from 0."""

    passage: int
    sentence: int


@dataclass(frozen=True, slots=True)
class Quiz:
    """A question and what is to be answered.

    Either the sentence at `place`, quoted with its number, or the words of `reply`; `earlier` is
    asked and answered first.
    """

    question: str
    place: Place | None
    reply: str = ""
    earlier: Quiz | None = None


@dataclass(frozen=True, slots=True)
class Scene:
    """Passages, best first, and the questions asked on them. No passages: closed book."""

    sources: tuple[Source, ...]
    quizzes: tuple[Quiz, ...]

    def answer(self, quiz: Quiz) -> str:
        """What is to be said to a question."""
        if quiz.place is None:
            return quiz.reply
        sentence = self.sources[quiz.place.passage].sentences[quiz.place.sentence]
        return f"{sentence} [{quiz.place.passage + 1}]"

    def spoken(self, quiz: Quiz) -> str:
        """The answer as the passage has it: after a space where one stands before its sentence.

        So its first token is the passage's own, and all of it can be copied by one rule.
        """
        answer = self.answer(quiz)
        if quiz.place is None:
            return answer
        source, at = self.sources[quiz.place.passage], quiz.place.sentence
        return answer if at == 0 or at in source.lines else f" {answer}"

    def prompt(self, question: str) -> str:
        """The whole prompt of a first question, as the app frames it."""
        mode = Mode.RAG if self.sources else Mode.BASE
        return framed(conversation(mode, (), question, cited(self.sources)))


def cited(sources: tuple[Source, ...]) -> tuple[Cited, ...]:
    """The sources as passages that a search found, numbered from 1 in their order."""
    found: list[Cited] = []
    for n, source in enumerate(sources, start=1):
        passage = Passage(
            passage_id=n,
            document_id=1,
            document=source.document,
            section="",
            page=source.page,
            page_label=str(source.page),
            last_page=source.page,
            start=0,
            end=len(source.text),
            text=source.text,
        )
        found.append(Cited(n, Hit(n, passage, 1.0 / n, n, n)))
    return tuple(found)
