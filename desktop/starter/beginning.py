"""How a model begins: some heads set by hand to a part of their work, everything else random.

    block 0    two heads look at the token before, and the one before that; learning that took 3
               minutes of a run on 2 cores
    last two   half of the heads of the one, all of the other, bring what they find to the output
               as it is

What to bring, where from and when to be silent is learned.
"""

from __future__ import annotations

import torch
from torch import nn

from desktop.starter.model import Block, Decoder

_CONSTANT = 0.5  # of each token's embedding, against 1 for its other entries together
_FAST = 0.03  # radians a token; slower rotary pairs do not tell neighbours apart
_STRENGTH = 10.0


@torch.no_grad()
def begin(model: Decoder) -> None:
    """Set the heads above; the rest keeps its random start."""
    # The same in every token: the queries and keys that know only positions start from it. Tied to
    # the output it shifts all scores alike, which changes nothing.
    model.token_embd.weight[:, 0] = _CONSTANT * model.shape.width**0.5
    blocks = model.blocks()
    for head, back in enumerate((1, 2)):
        look_back(model, blocks[0], head, back)
    for block, (_, heads) in zip(blocks[-2:], model.copying_heads(), strict=True):
        inner = heads * model.shape.head_width
        nn.init.orthogonal_(block.attn_v.weight)
        block.attn_output.weight[:, :inner] = block.attn_v.weight[:inner].T


def look_back(model: Decoder, block: Block, head: int, back: int) -> None:
    """A head made to look at the token `back` before."""
    width = model.shape.head_width
    half = width // 2
    steps = model.shape.rope_base ** -(torch.arange(half) / half)
    strength = _STRENGTH / (model.shape.width**0.5 * _CONSTANT)
    each = torch.where(steps > _FAST, strength, 0.0)
    rows = slice(head * width, (head + 1) * width)
    for weight in (block.attn_q.weight, block.attn_k.weight):
        weight[rows] *= 0.1
    block.attn_q.weight[rows, 0] = torch.cat((each, torch.zeros(half)))
    turned = torch.cat(((steps * back).cos() * each, (steps * back).sin() * each))
    block.attn_k.weight[rows, 0] = turned
