"""What stands where in a token's state, where the chain is set by hand.

The state is parted: a constant, some marks, and codes, near-orthogonal directions at random, of
the token itself, of the word that it is a form of, of the tokens before it, of its sentence and of
the sentence that is looked for. Knows nothing of tokens' texts or of heads.
"""

from __future__ import annotations

from enum import IntEnum

CONSTANT = 3.0
"""What every token has of `Mark.CONSTANT`."""


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


WIDTHS = {Part.TOKEN: 48, Part.WORD: 56, Part.BEFORE: 40, Part.SECOND_BEFORE: 40,
           Part.THIRD_BEFORE: 40, Part.AROUND: 40, Part.SENTENCE: 80, Part.SOUGHT: 80,
           Part.NUMBER: 8}  # fmt: skip
WIDTH = 480
"""Of the state; what no code takes is free."""


def place(part: Part) -> slice:
    """Where a code stands in the state."""
    begin = len(Mark) + sum(width for each, width in WIDTHS.items() if each < part)
    return slice(begin, begin + WIDTHS[part])
