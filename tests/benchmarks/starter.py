"""How well the starter model answers: `python -m tests.benchmarks.starter [--limit N]`.

Questions that people wrote on paragraphs that the model never saw, asked through the app's own
prompts, greedily. Beside each figure stands a baseline that needs no model: the sentence of the
passages with the most words in common with the question, weighed by how rare they are.
"""

from __future__ import annotations

import argparse
import json
import math
import random
import re
import time
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from llama_cpp import Llama

from desktop.prompt import NOT_IN_DOCUMENTS
from desktop.starter import HOUSE_STYLE, STARTER
from desktop.starter.house_style import follows_house_style
from desktop.starter.prose import split_sentences
from desktop.starter.questions import Rarity, stems
from desktop.starter.scenes import Scene, Source

QUESTIONS = Path(__file__).parents[2].parent / "shared/questions/wikipedia_questions.json"
"""24 articles, half of XQuAD's English part, CC BY-SA 4.0. Only ever asked, never learned from."""

_WINDOW = 2048  # tokens
_CITATION = re.compile(r"\[(\d+)\]")


@dataclass(frozen=True, slots=True)
class Asked:
    """A question with its answer and where it stands."""

    title: str
    question: str
    answer: str
    paragraph: str


@dataclass(frozen=True, slots=True)
class Reply:
    """What was said, and how fast."""

    text: str
    prompt_tokens: int
    tokens: int
    reading_seconds: float
    decoding_seconds: float


class Answerer:
    """The starter model, with or without its adapter."""

    def __init__(self, model: Path, adapter: Path | None, threads: int = 2) -> None:
        self._llama = Llama(
            str(model), n_ctx=_WINDOW, n_threads=threads, n_threads_batch=threads, verbose=False,
            lora_path=None if adapter is None else str(adapter),
        )  # fmt: skip
        self._end = self._llama.token_eos()

    def fits(self, prompt: str, room: int = 160) -> bool:
        """Whether a prompt leaves so many tokens for the answer."""
        ids = self._llama.tokenize(prompt.encode(), add_bos=False, special=True)
        return len(ids) + room <= _WINDOW

    def answer(self, prompt: str, most: int = 160) -> Reply:
        """The greedy answer to a whole prompt."""
        ids = self._llama.tokenize(prompt.encode(), add_bos=False, special=True)
        self._llama.n_tokens = 0
        begun = time.perf_counter()
        self._llama.eval(ids)
        read = time.perf_counter()
        said: list[int] = []
        while len(said) < min(most, _WINDOW - len(ids)):
            token = self._llama.sample(temp=0.0)
            if token == self._end:
                break
            said.append(token)
            self._llama.eval([token])
        text = self._llama.detokenize(said).decode(errors="replace")
        return Reply(text, len(ids), len(said), read - begun, time.perf_counter() - read)


class Shelf:
    """All paragraphs, searched by BM25."""

    def __init__(self, paragraphs: Sequence[tuple[str, str]]) -> None:
        self._paragraphs = paragraphs  # (title, text)
        self._counts = [Counter(_stem_list(text)) for _, text in paragraphs]
        self._mean = sum(c.total() for c in self._counts) / len(paragraphs)
        self._having = Counter(stem for counts in self._counts for stem in counts)

    def best(self, question: str, most: int, without: str = "") -> list[tuple[str, str]]:
        """The best (title, text) for a question, none of the article `without`."""
        scores = [
            (self._score(stems(question), n), n)
            for n, (title, _) in enumerate(self._paragraphs)
            if title != without
        ]
        return [self._paragraphs[n] for _, n in sorted(scores, reverse=True)[:most]]

    def _score(self, wanted: Iterable[str], n: int) -> float:
        counts = self._counts[n]
        longer = 0.25 + 0.75 * counts.total() / self._mean
        return sum(
            math.log(1 + (len(self._counts) - self._having[s] + 0.5) / (self._having[s] + 0.5))
            * counts[s] * 2.2 / (counts[s] + 1.2 * longer)
            for s in wanted if s in counts
        )  # fmt: skip


def _stem_list(text: str) -> list[str]:
    return [stem for word in text.split() for stem in stems(word)]


def read_questions(path: Path) -> tuple[list[Asked], list[tuple[str, str]]]:
    """The questions, and all paragraphs as (title, text)."""
    asked: list[Asked] = []
    paragraphs: list[tuple[str, str]] = []
    for article in json.loads(path.read_text(encoding="utf-8")):
        for paragraph in article["paragraphs"]:
            text = " ".join(paragraph["context"].split())
            paragraphs.append((article["title"], text))
            asked += [
                Asked(article["title"], qa["question"], qa["answer"], text)
                for qa in paragraph["qas"]
            ]
    return asked, paragraphs


def scene_of(passages: Sequence[tuple[str, str]]) -> Scene:
    """The passages as the app's prompt takes them."""
    sources = [
        Source(f"{title}.pdf", n + 1, split_sentences(text))
        for n, (title, text) in enumerate(passages)
    ]
    return Scene(tuple(sources), ())


def has(text: str, answer: str) -> bool:
    """Whether the answer's words stand in the text."""
    return plain(answer) in plain(text)


def plain(text: str) -> str:
    """Lower case, one kind of space, no full stop at the end."""
    return " ".join(text.lower().split()).strip(" .")


def overlapping_sentence(rarity: Rarity, question: str, texts: Sequence[str]) -> str:
    """The baseline's answer."""
    wanted = stems(question)
    sentences = [(s, n) for n, text in enumerate(texts, 1) for s in split_sentences(text)]
    best, n = max(sentences, key=lambda each: rarity.total(wanted & stems(each[0])))
    return f"{best} [{n}]"


def share(flags: Sequence[bool]) -> str:
    """A share of 1 with its count."""
    return f"{sum(flags) / max(len(flags), 1):.3f} of {len(flags)}"


class Table:
    """Asks, and counts."""

    def __init__(self, asked: Sequence[Asked], paragraphs: Sequence[tuple[str, str]]) -> None:
        self._asked = asked
        self._shelf = Shelf(paragraphs)
        self._rarity = Rarity.of(s for _, text in paragraphs for s in split_sentences(text))
        self.replies: list[Reply] = []

    def passages(self, each: Asked, row: str) -> list[tuple[str, str]]:
        """What is read for a question in one row of the table."""
        match row:
            case "right paragraph alone":
                return [(each.title, each.paragraph)]
            case "first three paragraphs":
                return self._shelf.best(each.question, 3)
            case "first six paragraphs":
                return self._shelf.best(each.question, 6)
            case "three of other articles":
                return self._shelf.best(each.question, 3, without=each.title)
        return []

    def row(self, row: str, model: Answerer, show: int) -> None:
        """Print one row for one set of weights."""
        found: list[bool] = []
        cites: list[bool] = []
        words: list[bool] = []
        silent: list[bool] = []
        form: list[bool] = []
        base: list[bool] = []
        base_cites: list[bool] = []
        for n, each in enumerate(self._asked):
            passages = self.passages(each, row)
            # As the app does: what does not fit is left out whole, lowest rank first.
            while len(passages) > 1 and not model.fits(scene_of(passages).prompt(each.question)):
                passages = passages[:-1]
            reply = model.answer(scene_of(passages).prompt(each.question))
            self.replies.append(reply)
            right = has(reply.text, each.answer)
            found.append(right)
            form.append(follows_house_style(reply.text))
            silent.append(NOT_IN_DOCUMENTS.lower() in reply.text.lower())
            texts = [text for _, text in passages]
            if right and passages:
                cites.append(_cites_answer(reply.text, texts, each.answer))
            inside = stems(" ".join(texts))
            words += [word in inside for word in stems(_CITATION.sub("", reply.text))]
            if passages:
                simple = overlapping_sentence(self._rarity, each.question, texts)
                base.append(has(simple, each.answer))
                base_cites.append(_cites_answer(simple, texts, each.answer))
            if n < show:
                print(f"    {'+' if right else '-'} {each.question} ({each.answer})")
                print(f"      {reply.text!r}")
        print(f"  answer in the text      {share(found)}   baseline {share(base)}")
        if base and sum(base):
            print(f"  as a ratio to baseline  {sum(found) / sum(base):.2f}")
        print(f"  citation right          {share(cites)}")
        print(f"  words in the passages   {share(words)}")
        print(f"  says it is not there    {share(silent)}")
        print(f"  house style's form      {share(form)}", flush=True)


def _cites_answer(text: str, passages: Sequence[str], answer: str) -> bool:
    """Whether a citation of the text names a passage that holds the answer."""
    cited = [int(n) for n in _CITATION.findall(text)]
    return any(0 < n <= len(passages) and has(passages[n - 1], answer) for n in cited)


ROWS = (
    "right paragraph alone", "first three paragraphs", "first six paragraphs",
    "three of other articles", "closed book",
)  # fmt: skip


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--limit", type=int, default=0, help="ask only so many questions")
    parser.add_argument("--model", type=Path, default=STARTER)
    parser.add_argument("--adapter", type=Path, default=HOUSE_STYLE)
    parser.add_argument("--rows", nargs="*", default=ROWS, choices=ROWS)
    parser.add_argument("--weights", nargs="*", default=("base", "tuned"))
    parser.add_argument("--show", type=int, default=0, help="print so many answers of each row")
    parser.add_argument("--threads", type=int, default=2)
    given = parser.parse_args()
    if not QUESTIONS.exists():
        raise SystemExit("The question set is not here: it belongs beside the checkout, in shared.")
    asked, paragraphs = read_questions(QUESTIONS)
    if given.limit:
        asked = random.Random(0).sample(asked, min(given.limit, len(asked)))
    table = Table(asked, paragraphs)
    for weights in given.weights:
        model = Answerer(given.model, given.adapter if weights == "tuned" else None, given.threads)
        for row in given.rows:
            print(f"{weights}, {row}")
            table.row(row, model, given.show)
    reading = sum(r.prompt_tokens for r in table.replies) / sum(
        r.reading_seconds for r in table.replies
    )
    decoding = sum(r.tokens for r in table.replies) / sum(r.decoding_seconds for r in table.replies)
    print(
        f"tokens a second on {given.threads} cores: reading {reading:.0f}, decoding {decoding:.0f}"
    )


if __name__ == "__main__":
    main()
