"""A plain Llama decoder in PyTorch, small enough to train on a laptop.

Plain means: everything here has its place in a GGUF of architecture `llama`. How it is taught is
told in `study`. Knows token ids only.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import NamedTuple

import torch
from torch import Tensor, nn
from torch.nn import functional


@dataclass(frozen=True, slots=True)
class Shape:
    """The sizes of a model."""

    vocabulary: int
    width: int = 256
    layers: int = 6
    heads: int = 4
    head_width: int = 64
    hidden: int = 768
    context: int = 2048
    # A high base leaves the slower half of each head's pairs nearly unrotated over the whole
    # context: a word is then found by what it is, at any distance.
    rope_base: float = 1e6
    epsilon: float = 1e-5


class Rotation(NamedTuple):
    """Cosines and sines of the rotary embedding, each (B, 1, T, head_width / 2)."""

    cos: Tensor
    sin: Tensor


def rotate(x: Tensor, rotation: Rotation) -> Tensor:
    """Rotary embedding, half-split order; x is (B, heads, T, head_width)."""
    left, right = x.float().chunk(2, dim=-1)
    cos, sin = rotation
    return torch.cat((left * cos - right * sin, right * cos + left * sin), dim=-1).to(x.dtype)


class Norm(nn.Module):
    """Root mean square norm with a gain."""

    def __init__(self, shape: Shape) -> None:
        super().__init__()
        self.weight = nn.Parameter(torch.ones(shape.width))
        self._epsilon = shape.epsilon

    def forward(self, x: Tensor) -> Tensor:
        """Rows of x brought to length sqrt(width), times the gain."""
        return functional.rms_norm(x.float(), self.weight.shape, self.weight, self._epsilon)


class Block(nn.Module):
    """Attention and a gated feed-forward, each around a residual."""

    def __init__(self, shape: Shape) -> None:
        super().__init__()
        inner = shape.heads * shape.head_width
        self.heads = shape.heads
        self.attn_norm = Norm(shape)
        self.attn_q = nn.Linear(shape.width, inner, bias=False)
        self.attn_k = nn.Linear(shape.width, inner, bias=False)
        self.attn_v = nn.Linear(shape.width, inner, bias=False)
        self.attn_output = nn.Linear(inner, shape.width, bias=False)
        self.ffn_norm = Norm(shape)
        self.ffn_gate = nn.Linear(shape.width, shape.hidden, bias=False)
        self.ffn_up = nn.Linear(shape.width, shape.hidden, bias=False)
        self.ffn_down = nn.Linear(shape.hidden, shape.width, bias=False)

    def split(self, x: Tensor) -> Tensor:
        """(B, T, heads * head_width) as (B, heads, T, head_width)."""
        return x.reshape(*x.shape[:2], self.heads, -1).transpose(1, 2)

    def queries(self, x: Tensor, rotation: Rotation) -> Tensor:
        """(B, heads, T, head_width) from normed x (B, T, width)."""
        return rotate(self.split(self.attn_q(x)), rotation)

    def keys_values(self, x: Tensor, rotation: Rotation) -> tuple[Tensor, Tensor]:
        """Keys and values, each (B, heads, T, head_width), from normed x (B, T, width)."""
        return rotate(self.split(self.attn_k(x)), rotation), self.split(self.attn_v(x))

    def look(self, x: Tensor, rotation: Rotation) -> Tensor:
        """What its heads bring, (B, heads, T, head_width), of plain sequences x (B, T, width)."""
        y = self.attn_norm(x)
        keys, values = self.keys_values(y, rotation)
        return functional.scaled_dot_product_attention(
            self.queries(y, rotation), keys, values, is_causal=True
        )

    def take(self, x: Tensor, attended: Tensor) -> Tensor:
        """What its feed-forward part reads: its input x with what its heads brought."""
        taken: Tensor = x + self.attn_output(attended.transpose(1, 2).flatten(2))
        return taken

    def finish(self, x: Tensor, attended: Tensor) -> Tensor:
        """The block's output from its input x and what its heads brought."""
        x = self.take(x, attended)
        y = self.ffn_norm(x)
        gated: Tensor = self.ffn_down(functional.silu(self.ffn_gate(y)) * self.ffn_up(y))
        return x + gated


class Decoder(nn.Module):
    """The whole model; its output is tied to its embedding."""

    def __init__(self, shape: Shape) -> None:
        super().__init__()
        self.shape = shape
        self.token_embd = nn.Embedding(shape.vocabulary, shape.width)
        self.blk = nn.ModuleList(Block(shape) for _ in range(shape.layers))
        self.output_norm = Norm(shape)
        self._begin()

    @torch.no_grad()
    def _begin(self) -> None:
        # Words must not drown in what the blocks add: with entries of 1/16 they were a hundredth of
        # the sum after 700 lessons, and were found but not said.
        nn.init.normal_(self.token_embd.weight)
        self.output_norm.weight.fill_(self.shape.width**-0.5)
        for name, weight in self.blk.named_parameters():
            if weight.ndim == 2:
                depth = (
                    math.sqrt(2 * self.shape.layers) if "output" in name or "down" in name else 1
                )
                nn.init.normal_(weight, std=weight.shape[1] ** -0.5 / depth)

    def copying_heads(self) -> tuple[tuple[int, int], ...]:
        """Blocks, and how many of their first heads are to copy."""
        layers, heads = self.shape.layers, self.shape.heads
        return (layers - 2, heads // 2), (layers - 1, heads)

    def blocks(self) -> list[Block]:
        """The blocks in order, typed."""
        return [block for block in self.blk if isinstance(block, Block)]

    def rotation(self, positions: Tensor) -> Rotation:
        """For positions (B, T)."""
        half = self.shape.head_width // 2
        steps = torch.arange(half, device=positions.device, dtype=torch.float64) / half
        angles = positions.double()[:, None, :, None] * self.shape.rope_base**-steps
        return Rotation(angles.cos().float(), angles.sin().float())

    def logits(self, x: Tensor) -> Tensor:
        """Next-token scores (..., vocabulary) of final states (..., width)."""
        return functional.linear(self.output_norm(x), self.token_embd.weight)

    def forward(self, ids: Tensor) -> Tensor:
        """Logits (B, T, vocabulary) of plain sequences (B, T)."""
        positions = torch.arange(ids.shape[1], device=ids.device).expand(ids.shape)
        rotation = self.rotation(positions)
        x = self.token_embd(ids)
        for block in self.blocks():
            x = block.finish(x, block.look(x, rotation))
        return self.logits(x)


@torch.no_grad()
def continue_greedily(model: Decoder, ids: list[int], end: int, most: int) -> list[int]:
    """The most likely tokens after `ids`, up to `end` (left out) or `most` of them.

    Reads everything again for each token: made for checks and scores, not for speed.
    """
    device = model.token_embd.weight.device
    sequence = list(ids)
    for _ in range(most):
        logits = model(torch.tensor([sequence], device=device))
        following = int(logits[0, -1].argmax())
        if following == end:
            break
        sequence.append(following)
    return sequence[len(ids) :]
