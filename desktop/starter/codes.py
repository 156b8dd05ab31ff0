"""What stands where in a token's state, and what each token of the vocabulary begins with.

The state is parted: a constant, some marks, and codes, near-orthogonal directions at random, of
the token itself, of the word that it is a form of, of the tokens before it, of its sentence and of
the sentence that is looked for. Knows the vocabulary's texts; nothing of heads.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from enum import IntEnum
from itertools import pairwise

import torch
from torch import Tensor

from desktop.starter.questions import STOP, stem
from desktop.starter.tokenizer import Tokenizer

CONSTANT = 3.0
"""What every token has of `Mark.CONSTANT`."""

_LENGTH = 4.2  # of a token's state at the beginning


class Mark(IntEnum):
    """Entries of the state that say one thing each; 1 where it is so."""

    CONSTANT = 0
    WEIGHT = 1  # how telling the token's word is, as a logarithm, a third of it
    ENDING = 2  # may end a sentence
    CAPITAL = 3  # may begin one
    SHORTENED = 4  # a full stop after it ends no sentence
    LINE = 5  # a new line
    BRACKET = 6  # an opening one
    CLOSING = 7
    DIGIT = 8  # 1 to 9
    TURN = 9  # begins a turn
    SPEAKER = 10  # begins "assistant"
    COLON = 11
    SAY = 12
    ASKING = 13  # ends "Question"
    WORDLESS = 14  # of no word that could be looked for
    INNER = 15  # goes on a word
    # Known of the tokens before, after block 0's heads.
    AFTER_ENDING = 16
    AFTER_LINE = 17
    AFTER_BRACKET = 18
    AFTER_TURN = 19
    AFTER_COLON = 20
    SECOND_AFTER_SHORTENED = 21
    SECOND_AFTER_LINE = 22
    SECOND_AFTER_SAY = 23
    AFTER_ASKING = 24
    ASKING_LINE = 25  # the word before it began a line
    # Found by block 0's neurons.
    FIRST = 26  # the first token of all
    BOUND = 27  # begins a sentence, a line, a turn
    OPENING = 28  # begins a sentence that could be quoted
    LABEL = 29  # the number of a passage, the start of a question or of an answer
    REFUSAL = 30  # begins the words to say where there is no answer
    # Known of the label and the sentence that a token stands in.
    IN_PASSAGE = 31
    IN_QUESTION = 32
    IN_ANSWER = 33
    IN_REFUSAL = 34
    READY = 35  # the last token before an answer
    FOUND = 36  # of a question's word: some passage has it; of an answer: how many were found
    BALANCE = 37  # makes all tokens equally long


class Part(IntEnum):
    """Codes in the state, with their widths."""

    TOKEN = 0
    WORD = 1
    BEFORE = 2
    SECOND_BEFORE = 3
    THIRD_BEFORE = 4
    AROUND = 5
    SENTENCE = 6
    SOUGHT = 7
    NUMBER = 8


_WIDTHS = {Part.TOKEN: 48, Part.WORD: 56, Part.BEFORE: 40, Part.SECOND_BEFORE: 40,
           Part.THIRD_BEFORE: 40, Part.AROUND: 40, Part.SENTENCE: 80, Part.SOUGHT: 80,
           Part.NUMBER: 8}  # fmt: skip
WIDTH = 480
"""Of the state; what no code takes is free."""


def place(part: Part) -> slice:
    """Where a code stands in the state."""
    begin = len(Mark) + sum(width for each, width in _WIDTHS.items() if each < part)
    return slice(begin, begin + _WIDTHS[part])


_SHORTENED = re.compile(r"(?:e\.g|i\.e|etc|vs|cf|Mr|Ms|Mrs|Dr|St|No|Inc|Jr|U\.S|[A-Z])$")


@dataclass(frozen=True, slots=True)
class Frequency:
    """How often words stand in sentences, and how often a token goes on as a longer word."""

    sentences: int
    having: Counter[str]
    tokens: Counter[int]
    continued: Counter[int]

    @classmethod
    def of(cls, sentences: Iterable[str], tokenizer: Tokenizer) -> Frequency:
        """Counted over sentences."""
        texts = token_texts(tokenizer)
        having: Counter[str] = Counter()
        tokens: Counter[int] = Counter()
        continued: Counter[int] = Counter()
        total = 0
        for sentence in sentences:
            ids = tokenizer.encode(f" {sentence}")
            having.update({word_of(texts[token]) for token in ids})
            tokens.update(ids)
            continued.update(a for a, b in pairwise(ids) if inner(texts[b]))
            total += 1
        return cls(total, having, tokens, continued)

    def weight(self, token: int, text: str) -> float:
        """The logarithm of how telling a token is in a question."""
        rarity = math.log((self.sentences + 1) / (self.having[word_of(text)] + 0.5))
        longer = self.continued[token] / max(self.tokens[token], 1)
        return 0.5 * math.log(max(rarity, 0.1)) + math.log(1 - 0.7 * longer)


def token_texts(tokenizer: Tokenizer) -> list[str]:
    """What each token decodes to."""
    return [tokenizer.decode([token]) for token in range(len(tokenizer))]


def word_of(text: str) -> str:
    """The word that a token is a form of; of punctuation and short words the text itself."""
    word = text.strip().lower()
    return stem(word) if len(word) > 3 and word.isalnum() and word not in STOP else word or text


def inner(text: str) -> bool:
    """Whether a token goes on a word."""
    return text.isalnum()


def wordless(text: str) -> bool:
    """Whether no one could look for a token's word."""
    word = text.strip().lower()
    return word in STOP or not word.isalnum()


def embedding(tokenizer: Tokenizer, frequency: Frequency, seed: int = 5) -> Tensor:
    """(vocabulary, WIDTH): the state that each token begins with."""
    random = torch.Generator().manual_seed(seed)
    texts = token_texts(tokenizer)
    rows = torch.zeros(len(texts), WIDTH)
    rows[:, place(Part.TOKEN)] = directions(len(texts), _WIDTHS[Part.TOKEN], random)
    names = [word_of(text) if text else f"special {n}" for n, text in enumerate(texts)]
    numbers = {name: n for n, name in enumerate(dict.fromkeys(names))}
    words = directions(len(numbers), _WIDTHS[Part.WORD], random)
    rows[:, place(Part.WORD)] = words[[numbers[name] for name in names]]
    rows[[tokenizer.pad, tokenizer.start], place(Part.TOKEN)] = 0
    rows[[tokenizer.pad, tokenizer.start], place(Part.WORD)] = 0
    for token, text in enumerate(texts):
        for mark, value in _marks(text, frequency.weight(token, text)).items():
            rows[token, mark] = value
    rows[tokenizer.start, Mark.TURN] = 1.0
    speaker, asking = tokenizer.encode("assistant")[0], tokenizer.encode("\nQuestion")[-1]
    rows[speaker, Mark.SPEAKER] = 1.0
    rows[asking, Mark.ASKING] = 1.0
    rows[:, Mark.BALANCE] = (_LENGTH**2 - rows.pow(2).sum(dim=1)).sqrt()
    return rows


def _marks(text: str, weight: float) -> dict[Mark, float]:
    bare = text.strip()
    told = {
        Mark.ENDING: bool(re.search(r"[.!?][\"')\]”]?$", bare)),
        Mark.CAPITAL: bool(re.match(r" [\"'(\[“]?[A-Z0-9]|[\"'(\[“]$| [\"'(\[“]$", text)),
        Mark.SHORTENED: bool(_SHORTENED.match(bare)),
        Mark.LINE: text == "\n",
        Mark.BRACKET: bare == "[",
        Mark.CLOSING: bare == "]",
        Mark.DIGIT: len(text) == 1 and text in "123456789",
        Mark.COLON: text == ":",
        Mark.SAY: text == " say",
        Mark.WORDLESS: wordless(text),
        Mark.INNER: inner(text),
    }
    marks = {mark: 1.0 for mark, so in told.items() if so}
    return {Mark.CONSTANT: CONSTANT, Mark.WEIGHT: 0.0 if wordless(text) else weight / 3, **marks}


def directions(many: int, width: int, random: torch.Generator) -> Tensor:
    """(many, width): unit vectors at random."""
    drawn = torch.randn(many, width, generator=random)
    unit: Tensor = drawn / drawn.norm(dim=1, keepdim=True)
    return unit
