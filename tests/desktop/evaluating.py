"""What tests of an evaluation share: results made by hand, and a slow program to be killed.

Run as a program (`python -m tests.desktop.evaluating FOLDER SECONDS`) it evaluates over stand-ins.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import cast

from desktop.evaluation.journal import Judged, Result
from desktop.evaluation.judging import Verdict
from desktop.evaluation.question_set import Item
from desktop.evaluation.summary import Row
from desktop.home import Home
from desktop.models import KeptFile, ModelFiles
from desktop.modes import Mode
from desktop.types import Answer, Answerer, Stats, Stop, Weights
from indexer import Library
from tests.desktop.fakes import FakeEngine, FakeLibrary

SENTENCES = (
    "The notice period is three months.",
    "Machine 7 is started by Ms Okafor.",
    "Meals abroad are paid with 61 euros.",
)
WEIGHTS = Weights(Path("model.gguf"), adapter=Path("adapter.gguf"))


class FakeBuilder:
    """Makes stand-ins, and remembers them."""

    def __init__(self, seconds_a_word: float = 0.0, texts: Sequence[str] = SENTENCES) -> None:
        self._seconds = seconds_a_word
        self._texts = texts
        self.engines: list[FakeEngine] = []

    def starter(self) -> Weights:
        """No files."""
        return WEIGHTS

    def models(self, home: Home) -> ModelFiles:
        """None but the starter."""
        return ModelFiles(home.models, KeptFile(home.chosen_model), WEIGHTS)

    def chosen(self, home: Home) -> Weights:
        """Nothing was chosen on a screen."""
        return WEIGHTS

    @contextmanager
    def library(self, home: Home) -> Iterator[Library]:
        """The sentences."""
        yield cast(Library, FakeLibrary(*self._texts))  # as much of one as is needed here

    @contextmanager
    def engine(self, home: Home, weights: Answerer) -> Iterator[FakeEngine]:
        """One that quotes."""
        self.engines.append(FakeEngine(seconds_a_word=self._seconds))
        yield self.engines[-1]

    def window(self, home: Home, weights: Answerer, files: Sequence[Path]) -> None:
        """None."""

    def serve(self, home: Home, weights: Answerer, port: int, api: bool) -> None:
        """None."""


def judged(mode: Mode, correct: bool | None, says_so: bool = False, right: int = 0) -> Judged:
    """An answer with a verdict."""
    answer = Answer(mode, "So.", (), (), Stop.END, Stats(9, 0, 4, 250.0, 40.0, 0))
    cited_right = right if mode.reads_passages else None
    return Judged(answer, Verdict(correct, says_so, 1, cited_right, 0.5 if correct else 0.25))


def row(line: int, base: bool | None, rag: bool | None, **rag_verdict: bool | int) -> Row:
    """A question that two modes answered; None where the documents do not say."""
    answers = () if rag is None else ("so",)
    item = Item(line, f"Question {line}?", answers, "a.pdf", 1, "")
    lanes = {
        Mode.BASE: judged(Mode.BASE, base),
        Mode.RAG: judged(Mode.RAG, rag, **rag_verdict),  # type: ignore[arg-type]
    }
    return Row(item, Result(line, item.question, lanes, page_found=rag))


def main() -> int:
    """Evaluate 20 questions into a folder, a word in so many seconds."""
    from desktop.commandline import run

    folder, seconds = Path(sys.argv[1]), float(sys.argv[2])
    questions = folder / "set.csv"
    lines = [f"Question {n} about machine 7?,Okafor" for n in range(20)]
    questions.write_text("question,answer\n" + "\n".join(lines) + "\n", encoding="utf-8")
    words = ["evaluate", questions, "--out", folder / "out", "--mode", "rag", "--home", folder]
    return run(FakeBuilder(seconds), list(map(str, words)))


if __name__ == "__main__":
    sys.exit(main())
