"""The chain's middle blocks: from a question's words to the sentence that has most of them."""

from __future__ import annotations

from desktop.starter.codes import CONSTANT, Mark, Part
from desktop.starter.model import Block
from desktop.starter.wiring import Head, Workshop, read, write

# All in nats, for what is wholly alike.
_WORD = 25.0
_BEFORE = 2.5  # more, where the word before is the same too
_UNFOUND = 17.0  # of the first token: a word that is less alike than so is not found
_INNER = 4.0  # more, for a piece that goes on a word: alone it says little
_PASSAGE = 12.0  # more, for what stands in a passage at all

QUOTABLE = 20.0
"""For each of what a sentence needs to be quoted."""

CHOICE = 90.0
"""For a sentence that has all of the votes."""

_REFUSAL = 0.22 * CHOICE  # for the words of refusal, if no word was found

PICKED = 2.0
"""Length of the code of the chosen sentence, against the votes' 1."""

STAYED = 0.25
"""Of the sentence that has the words just said, by each of three heads."""

SAID = 24.0
"""Nats for the word just said."""

SAID_BEFORE = 8.0
"""Nats for each one before it."""


def find_words(block: Block, shop: Workshop) -> None:
    """Block 2: where a question's word stands in the passages; the first token, if nowhere."""
    head = shop.head(block, 0)
    word, before = read(Part.WORD), read(Part.BEFORE)
    head.compare(*shop.compared((_WORD, word, word), (_BEFORE, before, before)))
    head.prefer({Mark.IN_PASSAGE: _PASSAGE, Mark.FIRST: _PASSAGE + _UNFOUND})
    head.rest(unless=read(Mark.IN_QUESTION) - read(Mark.WORDLESS))
    head.compare(read(Mark.INNER), read(Mark.FIRST), _INNER)
    head.bring(read(Part.SENTENCE), write(Part.SOUGHT))
    head.bring(read(Mark.IN_PASSAGE), write(Mark.FOUND))


def count_votes(block: Block, shop: Workshop) -> None:
    """Block 3: of an answer's rows, what the question's words found; and what was just said."""
    head = shop.head(block, 0)
    head.prefer({Mark.WEIGHT: 3.0, Mark.WORDLESS: -9.0, Mark.IN_QUESTION: 20.0})
    head.rest(unless=read(Mark.IN_ANSWER))
    head.bring(read(Part.SOUGHT, Mark.FOUND), write(Part.SOUGHT, Mark.FOUND))
    for number in range(1, shop.shape.heads):
        _stay(shop.head(block, number), shop)


def _stay(head: Head, shop: Workshop) -> None:
    """Of an answer's words: the sentence that has the same one, after the same two."""
    parts = ((SAID, Part.WORD), (SAID_BEFORE, Part.BEFORE), (SAID_BEFORE, Part.SECOND_BEFORE))
    head.compare(*shop.compared(*((nats, read(part), read(part)) for nats, part in parts)))
    alike = SAID + 0.8 * SAID_BEFORE
    head.prefer({Mark.IN_PASSAGE: 15.0, Mark.IN_REFUSAL: 15.0, Mark.BOUND: -25.0,
                 Mark.FIRST: 15.0 + alike})  # fmt: skip
    head.rest(unless=read(Mark.IN_ANSWER) - read(Mark.READY))
    head.bring(read(Part.SENTENCE), write(Part.SOUGHT, times=STAYED))


def choose(block: Block, shop: Workshop) -> None:
    """Block 4: the sentence that most of the votes are for, by each head with codes of its own."""
    missing = read(Mark.CONSTANT, times=1 / CONSTANT) - read(Mark.FOUND, times=1.15)
    for number in range(shop.shape.heads):
        head = shop.head(block, number)
        seek(head, shop, CHOICE)
        head.prefer({Mark.OPENING: QUOTABLE, Mark.IN_PASSAGE: QUOTABLE,
                     Mark.IN_REFUSAL: 0.9 * QUOTABLE})  # fmt: skip
        head.rest(unless=read(Mark.IN_ANSWER))
        head.compare(missing, read(Mark.REFUSAL), _REFUSAL)
        head.bring(read(Part.SENTENCE), write(Part.SOUGHT, times=PICKED / shop.shape.heads))


def seek(head: Head, shop: Workshop, nats: float) -> None:
    """Compare what is sought with each token's sentence; a sentence's code is two words long."""
    head.compare(*shop.compared((nats / 2, read(Part.SOUGHT), read(Part.SENTENCE))))
