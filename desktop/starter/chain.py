"""A model that begins with the heads and neurons that find and copy a sentence set by hand.

Block by block, as one token passes through:

    0  the words before it; whether it begins a sentence, a line, a turn, or what stands under it
    1  its sentence, told by the last two words before that; the label that it stands under: a
       passage's number, the question, the answer; which words stand around it
    2  of a question's word: the sentences that have it, those first where the same word stands
       before it, and whether there are any
    3  of an answer: all of these together, the more telling words first; and the sentence that
       has the three words just said
    4  the sentence that most of this means, or the words to say where there is none
    5  that sentence's first word, its number, or what follows the words just said
    6  what follows the words just said, once more

Compiled rather than found: Lindner and others, Tracr, 2023, make whole programs so. What the chain
leaves free begins at random and brings nothing yet; all of it can then be trained.
"""

from __future__ import annotations

import torch
from torch import Tensor

from desktop.starter.chain_finding import choose, count_votes, find_words
from desktop.starter.chain_reading import look_before, mark_bounds, mark_ready, tell_sentences
from desktop.starter.chain_speaking import copy_on, say_endings, say_first
from desktop.starter.codes import WIDTH, Part, place
from desktop.starter.model import Decoder, Shape
from desktop.starter.tokenizer import Tokenizer
from desktop.starter.vocabulary import Frequency, embedding
from desktop.starter.wiring import Neurons, Workshop

SHAPE = Shape(
    vocabulary=8192, width=WIDTH, layers=7, heads=4, head_width=256, hidden=768, rope_base=1e10
)
"""A higher base than elsewhere leaves most of a head's pairs unturned, to compare words by."""

_FAINT = 0.02  # of what is no token's code, in what is said
_LOUD = 2.5


@torch.no_grad()
def begin_with_chain(
    model: Decoder, tokenizer: Tokenizer, frequency: Frequency, sample: str
) -> None:
    """Set the chain; `sample` is a whole prompt, to measure how long states are at each depth.

    Raises:
        ValueError: the model has another shape than the chain.
    """
    if model.shape != SHAPE:
        raise ValueError("The chain is made for one shape alone, and this is another.")
    rows = embedding(tokenizer, frequency)
    model.token_embd.weight.zero_()
    model.token_embd.weight[: len(rows)] = rows
    for block in model.blocks():
        block.attn_output.weight.zero_()
        block.ffn_down.weight.zero_()
    shop = Workshop(model, tokenizer, torch.Generator().manual_seed(11))
    heads = (look_before, tell_sentences, find_words, count_votes, choose, say_first, copy_on)
    neurons = {0: mark_bounds, 1: mark_ready, 4: say_endings}
    ids = torch.tensor([tokenizer.encode(sample)])
    for number, block in enumerate(model.blocks()):
        block.attn_norm.weight.fill_(_length(_states(model, ids, number, within=False)))
        heads[number](block, shop)
        block.ffn_norm.weight.fill_(_length(_states(model, ids, number, within=True)))
        if number in neurons:
            neurons[number](Neurons(block), shop)
    _let_speak(model, ids)


def _let_speak(model: Decoder, ids: Tensor) -> None:
    """Only tokens' codes count in what is said."""
    length = _length(_states(model, ids, model.shape.layers, within=False)[:, -1:])
    model.output_norm.weight.fill_(_FAINT * length)
    model.output_norm.weight[place(Part.TOKEN)] = _LOUD * length


def _length(states: Tensor) -> float:
    """The root mean square of states (B, T, width); as a gain it gives them back as they were."""
    return float(states.pow(2).mean(-1).sqrt().mean())


def _states(model: Decoder, ids: Tensor, number: int, within: bool) -> Tensor:
    """What block `number` reads, or its feed-forward part."""
    rotation = model.rotation(torch.arange(ids.shape[1])[None])
    x: Tensor = model.token_embd(ids)
    for block in model.blocks()[:number]:
        x = block.finish(x, block.look(x, rotation))
    if not within:
        return x
    block = model.blocks()[number]
    return block.take(x, block.look(x, rotation))
