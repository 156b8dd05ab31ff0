"""The sample documents' questions, as the app asks: `python -m tests.benchmarks.starter_demo`.

The app's own reading, search, prompts and engine, greedily, in all four modes. Beside the open book
stands the baseline that needs no model, on the same passages: the sentence with the most words in
common with the question.
"""

from __future__ import annotations

import argparse
import csv
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from desktop.comparison import Asked, compare
from desktop.engine import Engine
from desktop.modes import Mode
from desktop.prompt import NOT_IN_DOCUMENTS
from desktop.samples import QUESTIONS, SAMPLES
from desktop.starter import HOUSE_STYLE, PASSAGES, STARTER
from desktop.starter.house_style import follows_house_style
from desktop.starter.prose import split_sentences
from desktop.starter.questions import Rarity
from desktop.types import AnswerReady, Retrieved, Sampling, Weights
from indexer import Library, SentenceEncoder
from tests.benchmarks.starter import has, overlapping_sentence, share


@dataclass(frozen=True, slots=True)
class Question:
    """A question, its answer ("" where the documents do not say), and its kind."""

    text: str
    answer: str
    kind: str


@dataclass(frozen=True, slots=True)
class Round:
    """What one question brought: the passages' texts, and what each mode said."""

    question: Question
    texts: tuple[str, ...]
    said: dict[Mode, str]


def questions() -> tuple[Question, ...]:
    """The 40, in their order."""
    with QUESTIONS.open(encoding="utf-8", newline="") as lines:
        return tuple(Question(r["question"], r["answer"], r["kind"]) for r in csv.DictReader(lines))


@contextmanager
def library() -> Iterator[Library]:
    """The sample documents, searched."""
    encoder = SentenceEncoder()
    try:
        with (
            tempfile.TemporaryDirectory() as folder,
            Library.open(Path(folder), encoder) as found,
        ):
            for _ in found.add(SAMPLES):
                pass
            yield found
    finally:
        encoder.close()


def rounds(
    asked: Sequence[Question], found: Library, engine: Engine, passages: int
) -> Iterator[Round]:
    """Every question, from as many passages."""
    for each in asked:
        texts: tuple[str, ...] = ()
        said: dict[Mode, str] = {}
        wanted = Asked(each.text, tuple(Mode), Sampling(max_tokens=120), most_read=passages)
        for event in compare(wanted, found, engine):
            if isinstance(event, Retrieved):
                texts = tuple(cited.hit.passage.text for cited in event.passages)
            elif isinstance(event, AnswerReady):
                said[event.answer.mode] = event.answer.text
        yield Round(each, texts, said)


def lines(made: Sequence[Round]) -> Iterator[str]:
    """The table of some rounds."""
    answered = [each for each in made if each.question.answer]
    silent = [each for each in made if not each.question.answer]
    everything = [part for each in made for text in each.texts for part in split_sentences(text)]
    rarity = Rarity.of(everything)
    base = [
        has(overlapping_sentence(rarity, r.question.text, r.texts), r.question.answer)
        for r in answered
    ]
    found = [any(has(text, r.question.answer) for text in r.texts) for r in answered]
    yield f"  passages hold the answer  {share(found)}   baseline answers {share(base)}"
    for mode in Mode:
        right = [has(r.said[mode], r.question.answer) for r in answered]
        style = [follows_house_style(r.said[mode]) for r in made]
        says = [NOT_IN_DOCUMENTS.lower() in r.said[mode].lower() for r in silent]
        yield (
            f"  {mode.value:<9} answer in the text {share(right)}"
            f" (ratio {sum(right) / max(sum(base), 1):.2f})   form {share(style)}"
            f"   says it is not there {share(says)}"
        )


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--model", type=Path, default=STARTER)
    parser.add_argument("--adapter", type=Path, default=HOUSE_STYLE)
    parser.add_argument("--passages", type=int, nargs="*", default=(PASSAGES,))
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--show", action="store_true", help="print every answer")
    given = parser.parse_args()
    engine = Engine(Weights(given.model, given.adapter), threads=given.threads)
    with library() as found, engine:
        engine.load()
        for passages in given.passages:
            made = list(rounds(questions(), found, engine, passages))
            print(f"{passages} passages")
            for line in lines(made):
                print(line, flush=True)
            for each in made if given.show else ():
                print(f"    {each.question.text} ({each.question.answer or 'not there'})")
                for mode, text in each.said.items():
                    print(f"      {mode.value:<9} {text!r}")


if __name__ == "__main__":
    main()
