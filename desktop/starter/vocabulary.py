"""What each token of a vocabulary is: a form of a word, a piece of one, an ending, and how telling.

Also the state that it begins with, where the chain is set by hand. Knows nothing of heads.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise

import torch
from torch import Tensor

from desktop.starter.codes import CONSTANT, WIDTH, WIDTHS, Mark, Part, place
from desktop.starter.prose import SHORTENED
from desktop.starter.questions import STOP, stem
from desktop.starter.tokenizer import Tokenizer

_LENGTH = 4.2  # of a token's state at the beginning
_SHORTENED = re.compile(rf"{SHORTENED}$")


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
    rows[:, place(Part.TOKEN)] = _directions(len(texts), WIDTHS[Part.TOKEN], random)
    names = [word_of(text) if text else f"special {n}" for n, text in enumerate(texts)]
    numbers = {name: n for n, name in enumerate(dict.fromkeys(names))}
    words = _directions(len(numbers), WIDTHS[Part.WORD], random)
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


def _directions(many: int, width: int, random: torch.Generator) -> Tensor:
    """(many, width): unit vectors at random."""
    drawn = torch.randn(many, width, generator=random)
    unit: Tensor = drawn / drawn.norm(dim=1, keepdim=True)
    return unit
