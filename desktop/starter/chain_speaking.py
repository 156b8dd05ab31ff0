"""The chain's last blocks: the chosen sentence, word by word, and its number."""

from __future__ import annotations

from desktop.starter.chain_finding import (
    CHOICE,
    PICKED,
    QUOTABLE,
    SAID,
    SAID_BEFORE,
    STAYED,
    seek,
)
from desktop.starter.codes import Mark, Part
from desktop.starter.model import Block
from desktop.starter.wiring import Compared, Head, Neurons, Workshop, read, write

_SOUGHT = PICKED + 0.5  # length of what is sought, of which the votes are a half at most
_LOUD = 8.0  # of the next token's code, against 1 for the present one's
_COPYING = 6  # heads that agree on it
_COPIED = 1.2 * _LOUD / _COPYING
_BESIDE = 1.5 * CHOICE + 2 * QUOTABLE  # of the first token, which brings nothing
_AROUND = 12.0  # nats, for the same words around
_INSIDE = 10.0  # for each half of the code of the sentence that is being said
_SILENT = 19.0  # of the first token: what is less alike is not copied
_CLOSING = 24.0


def say_first(block: Block, shop: Workshop) -> None:
    """Block 5: an answer's first word, its number after the bracket, or what comes next."""
    head = shop.head(block, 0)
    seek(head, shop, CHOICE / _SOUGHT)
    head.prefer({Mark.OPENING: QUOTABLE, Mark.IN_PASSAGE: QUOTABLE,
                 Mark.IN_REFUSAL: 0.9 * QUOTABLE, Mark.FIRST: _BESIDE})  # fmt: skip
    head.compare(read(Mark.READY), read(Mark.OPENING), 2 * CHOICE)
    head.bring(read(Part.TOKEN), write(Part.TOKEN, times=_LOUD))
    head = shop.head(block, 1)
    seek(head, shop, CHOICE / _SOUGHT)
    head.prefer({Mark.IN_PASSAGE: 2 * QUOTABLE, Mark.FIRST: _BESIDE})
    head.compare(read(Mark.BRACKET), read(Mark.IN_PASSAGE), 2 * CHOICE)
    back = shop.numbers(len(read(Part.NUMBER)))
    head.bring(read(Part.NUMBER), write(Part.TOKEN) @ back * _LOUD)
    _copy(shop.head(block, 2), shop, _within())
    _copy(shop.head(block, 3), shop, _after_three())


def copy_on(block: Block, shop: Workshop) -> None:
    """Block 6: what comes next, by more heads: one alone confuses what is nearly alike."""
    for number in range(3):
        _copy(shop.head(block, number), shop, _within())
    _copy(shop.head(block, 3), shop, _after_three())


def _within() -> tuple[Compared, float]:
    """In the sentence that is being said; and how alike it must be."""
    length = _SOUGHT + 3 * STAYED
    return (_INSIDE, read(Part.SOUGHT) / length, read(Part.SENTENCE)), _SILENT


def _after_three() -> tuple[Compared, float]:
    """Anywhere, after the third word before too."""
    alike = 0.9 * SAID + 0.7 * SAID_BEFORE
    return (SAID_BEFORE, read(Part.SECOND_BEFORE), read(Part.THIRD_BEFORE)), alike


def _copy(head: Head, shop: Workshop, special: tuple[Compared, float]) -> None:
    """Look one place on from where the words just said stand."""
    more, alike = special
    said = (SAID, shop.shortened @ read(Part.WORD), read(Part.BEFORE))
    before = (SAID_BEFORE, read(Part.BEFORE), read(Part.SECOND_BEFORE))
    around = (_AROUND, read(Part.AROUND), read(Part.AROUND))
    head.compare(*shop.compared(said, before, around, more))
    head.prefer({Mark.IN_PASSAGE: 15.0, Mark.IN_REFUSAL: 15.0, Mark.BOUND: -15.0,
                 Mark.FIRST: 15.0 + alike})  # fmt: skip
    # A passage's own words stay what they are: they are read from here too.
    head.rest(unless=read(Mark.IN_ANSWER))
    head.bring(read(Part.TOKEN), write(Part.TOKEN, times=_COPIED))


def say_endings(neurons: Neurons, shop: Workshop) -> None:
    """Block 4's neurons: the bracket where nothing else is said, what closes it, and the end."""
    m = Mark
    speaking = {m.IN_ANSWER: 1.0, m.READY: -1.0, m.BRACKET: -1.0}
    neurons.fire(speaking, 0.5, shop.saying(" [", 3.5))
    neurons.fire({m.IN_ANSWER: 1.0, m.ENDING: 1.0}, 1.5, shop.saying(" [", 5.0))
    neurons.fire({m.AFTER_BRACKET: 1.0, m.DIGIT: 1.0}, 1.5, shop.saying("]", _CLOSING))
    neurons.fire({m.CLOSING: 1.0, m.IN_ANSWER: 1.0}, 1.5, shop.saying(shop.end, _CLOSING))
