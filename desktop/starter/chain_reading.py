"""The chain's first blocks: what a token knows of the tokens before it, and where it stands."""

from __future__ import annotations

from collections.abc import Callable

import torch
from torch import Tensor

from desktop.starter.codes import Mark, Part
from desktop.starter.model import Block
from desktop.starter.wiring import Neurons, Workshop, read, write

_AROUND = 2.5  # what eight words' mean is short of one
_NUMBERS = 8  # passages that are told apart

_LOOKS = (
    (1, Part.BEFORE,
     (Mark.ENDING, Mark.LINE, Mark.BRACKET, Mark.TURN, Mark.COLON, Mark.ASKING),
     (Mark.AFTER_ENDING, Mark.AFTER_LINE, Mark.AFTER_BRACKET, Mark.AFTER_TURN, Mark.AFTER_COLON,
      Mark.AFTER_ASKING)),
    (2, Part.SECOND_BEFORE, (Mark.SHORTENED, Mark.LINE, Mark.SAY),
     (Mark.SECOND_AFTER_SHORTENED, Mark.SECOND_AFTER_LINE, Mark.SECOND_AFTER_SAY)),
    (3, Part.THIRD_BEFORE, (), ()),
)  # fmt: skip
"""How far back to look; where the word goes; the marks of the token there, and what they become."""


def look_before(block: Block, shop: Workshop) -> None:
    """Block 0's heads."""
    for number, (back, part, told, known) in enumerate(_LOOKS):
        head = shop.head(block, number)
        head.look_back(back)
        head.bring(shop.shortened @ read(Part.WORD), write(part))
        head.bring(read(*told), write(*known))
    head = shop.head(block, len(_LOOKS))
    head.look_back(shop.asking + 1)
    head.bring(read(Mark.LINE), write(Mark.ASKING_LINE))


def mark_bounds(neurons: Neurons, shop: Workshop) -> None:
    """Block 0's neurons: what begins here."""

    def fire(when: dict[Mark, float], at_least: float, *marks: Mark, much: float = 1.0) -> None:
        neurons.fire(when, at_least, write(*marks, times=much).sum(dim=1))

    m = Mark
    sentence = {m.AFTER_ENDING: 1.0, m.CAPITAL: 1.0, m.SECOND_AFTER_SHORTENED: -1.0}
    fire(sentence, 1.5, m.BOUND, m.OPENING)
    line = {m.AFTER_LINE: 1.0, m.BRACKET: -1.0, m.TURN: -1.0, m.LINE: -1.0}
    fire(line, 0.5, m.BOUND, m.OPENING)
    fire({m.AFTER_LINE: 1.0, m.BRACKET: 1.0}, 1.5, m.BOUND)
    # Less than what begins after it, which is hardly nearer.
    fire({m.LINE: 1.0}, 0.5, m.BOUND, much=0.85)
    fire({m.AFTER_TURN: 1.0, m.SPEAKER: 1.0}, 1.5, m.LABEL)
    fire({m.AFTER_BRACKET: 1.0, m.DIGIT: 1.0, m.SECOND_AFTER_LINE: 1.0}, 2.5, m.LABEL)
    fire({m.COLON: 1.0, m.AFTER_ASKING: 1.0, m.ASKING_LINE: 1.0}, 2.5, m.LABEL)
    refusal = {m.AFTER_COLON: 1.0, m.SECOND_AFTER_SAY: 1.0}
    fire(refusal, 1.5, m.BOUND, m.OPENING, m.REFUSAL, much=1.1)
    # What follows adds to every token but the first: it is made as long as they will be.
    first = (write(m.FIRST) + write(m.BALANCE, times=0.55))[:, 0]
    neurons.fire({m.TURN: 1.0, m.AFTER_TURN: 1.0}, 1.5, first)


def tell_sentences(block: Block, shop: Workshop) -> None:
    """Block 1's heads: the last sentence and the last label that began, and the words around."""
    head = shop.head(block, 0)
    head.prefer({Mark.BOUND: 60.0})
    head.by_distance(_nearer(10.0), 1200)
    # First words are often alike; the words before them hardly ever are.
    head.bring(read(Part.SECOND_BEFORE, Part.THIRD_BEFORE), write(Part.SENTENCE))
    head.bring(read(Mark.REFUSAL), write(Mark.IN_REFUSAL))
    head = shop.head(block, 1)
    head.prefer({Mark.LABEL: 85.0})
    head.by_distance(_nearer(12.0), 1500)
    head.bring(
        read(Mark.DIGIT, Mark.COLON, Mark.SPEAKER),
        write(Mark.IN_PASSAGE, Mark.IN_QUESTION, Mark.IN_ANSWER),
    )
    head.bring(torch.linalg.pinv(shop.numbers(_NUMBERS)) @ read(Part.TOKEN), write(Part.NUMBER))
    head = shop.head(block, 2)
    head.by_distance(lambda distance: -((distance - 6.5) / 3).pow(2).clamp(max=20), 800)
    head.bring(shop.shortened @ read(Part.WORD), write(Part.AROUND, times=_AROUND))


def mark_ready(neurons: Neurons, shop: Workshop) -> None:
    """Block 1's neurons: the row that begins an answer."""
    neurons.fire({Mark.LINE: 1.0, Mark.IN_ANSWER: 1.0}, 1.5, write(Mark.READY)[:, 0])


def _nearer(nats: float) -> Callable[[Tensor], Tensor]:
    """The nearer the better, by so many nats each time the distance is e times as long."""
    return lambda distance: -nats * torch.log1p(distance)
