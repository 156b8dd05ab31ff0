"""The losses of a lesson: one pass in which many questions share one reading of their passages.

Three things serve training alone and leave no trace in the weights' shapes: questions side by side
(`Lesson`), heads that are shown where to look (`Guide`), and tokens that are asked what they know
between two blocks (`Hint`). Knows token ids only.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import torch
from torch import Tensor, nn
from torch.nn import functional

from desktop.starter.model import Decoder, Rotation, Shape

_NEVER = -1e4  # a score that no attention follows
HINTED_WORDS = 3
"""Of the beginning of a sentence, so that those are told apart that begin alike."""

_SHORT = 640  # tokens up to which plain products beat the fused attention of a processor


class Lesson(NamedTuple):
    """Passages read once, and several questions on them that do not see each other.

    `prefix` (B, P) is padded on the right to P, `lengths` (B,) are its true lengths; `segments`
    (B, S, L) go on where each row's prefix ends, each seeing the prefix and itself. `targets`
    (B, S, L) is the next token where it counts, -1 elsewhere.
    """

    prefix: Tensor
    lengths: Tensor
    segments: Tensor
    targets: Tensor


class Guide(NamedTuple):
    """Where one head should look from some tokens: a cross-entropy on its attention.

    `rows` (N, 2) are (batch, position), positions counted through prefix and then segments;
    `allowed` (N, P or more) marks the positions that are right: their summed weight is to be 1.
    """

    layer: int
    head: int
    rows: Tensor
    allowed: Tensor


class Hint(NamedTuple):
    """What some tokens should know after a block: for each of `rows` (N, 2) one of `tokens` (N,).

    It is read from their state through a lens, a linear map that serves training alone: each block
    has one for each of the `word`s 0, 1 and 2 of a sentence.
    """

    layer: int
    rows: Tensor
    tokens: Tensor
    word: int = 0


class Losses(NamedTuple):
    """What one lesson gave, in the order of its targets >= 0 and of its guides."""

    answer: Tensor  # (targets,) in nats
    guides: Tensor  # (guides,) mean over their rows, in nats
    hints: Tensor  # (hints,) mean over their rows, in nats
    right: Tensor  # (targets,) bool: the target was the most likely token


class Shown(NamedTuple):
    """What is shown of a lesson beside its answers."""

    guides: tuple[Guide, ...] = ()
    hints: tuple[Hint, ...] = ()


def lenses_for(shape: Shape) -> nn.ModuleList:
    """Fresh lenses: each block's for the first word, then for the second, then for the third."""
    each = range(shape.layers * HINTED_WORDS)
    return nn.ModuleList(nn.Linear(shape.width, shape.width, bias=False) for _ in each)


def study(
    model: Decoder, lesson: Lesson, shown: Shown | None = None, lenses: nn.ModuleList | None = None
) -> Losses:
    """The losses of a lesson; the last block is spared what no answer reads.

    Without lenses the hints are left out.
    """
    guides, hints = shown or Shown()
    read = lesson.prefix.shape[1]
    rotation = model.rotation(_positions(lesson))
    mask = _sight(lesson)
    x = model.token_embd(torch.cat((lesson.prefix, lesson.segments.flatten(1)), dim=1))
    guided: list[Tensor] = []
    hinted: list[Tensor] = []
    for number, block in enumerate(model.blocks()):
        last = number == model.shape.layers - 1
        y = block.attn_norm(x)
        keys, values = block.keys_values(y, rotation)
        begin = read if last else 0
        queries = block.queries(y[:, begin:], Rotation(*(r[:, :, begin:] for r in rotation)))
        brought = _answering(queries[:, :, read - begin :], keys, values, lesson)
        if not last:
            reading = _reading(queries[:, :, :read], keys[:, :, :read], values[:, :, :read])
            brought = torch.cat((reading, brought), dim=2)
        guided += [
            _astray(guide, queries, keys, (begin, read), mask)
            for guide in guides
            if guide.layer == number
        ]
        x = block.finish(x[:, begin:], brought)
        if lenses is not None:
            told = [hint for hint in hints if hint.layer == number]
            lens = [lenses[number + hint.word * model.shape.layers] for hint in told]
            hinted += [_untold(*each, x, model) for each in zip(told, lens, strict=True)]
    return _losses(model, x, lesson.targets.flatten(), guided, hinted)


def _losses(
    model: Decoder, x: Tensor, targets: Tensor, guided: list[Tensor], hinted: list[Tensor]
) -> Losses:
    counted = targets >= 0
    logits = model.logits(x.flatten(0, 1)[counted]).float()
    answer = functional.cross_entropy(logits, targets[counted], reduction="none")
    none = answer.new_zeros(0)
    return Losses(
        answer,
        torch.stack(guided) if guided else none,
        torch.stack(hinted) if hinted else none,
        logits.argmax(-1) == targets[counted],
    )


def _reading(queries: Tensor, keys: Tensor, values: Tensor) -> Tensor:
    """Causal attention of the prefix, (B, heads, P, head_width)."""
    read = queries.shape[2]
    if queries.is_cuda or read > _SHORT:
        return functional.scaled_dot_product_attention(queries, keys, values, is_causal=True)
    causal = torch.ones(read, read, dtype=torch.bool).tril()
    scores = (queries @ keys.transpose(-1, -2)) * queries.shape[-1] ** -0.5
    weights = scores.masked_fill(~causal, _NEVER).softmax(-1)
    brought: Tensor = weights.to(values.dtype) @ values
    return brought


def _answering(queries: Tensor, keys: Tensor, values: Tensor, lesson: Lesson) -> Tensor:
    """Attention of the segments, (B, heads, S * L, head_width), to the prefix and to themselves.

    In two parts under one softmax: segments never meet. On a processor it takes a fifth of the
    time of one attention under a mask, 22 ms for 119 ms at 250 tokens and 8 questions of 80.
    """
    read, shape = lesson.prefix.shape[1], lesson.segments.shape[1:]
    device = queries.device
    valid = torch.arange(read, device=device) < lesson.lengths[:, None]
    causal = torch.ones(shape[1], shape[1], dtype=torch.bool, device=device).tril()
    queries = queries * queries.shape[-1] ** -0.5
    before = (queries @ keys[:, :, :read].transpose(-1, -2)).masked_fill(
        ~valid[:, None, None], _NEVER
    )
    own = _apart(queries, shape) @ _apart(keys[:, :, read:], shape).transpose(-1, -2)
    own = own.masked_fill(~causal, _NEVER).flatten(2, 3)
    weights = torch.cat((before, own), dim=-1).softmax(-1).to(values.dtype)
    from_own = _apart(weights[..., read:], shape) @ _apart(values[:, :, read:], shape)
    brought: Tensor = weights[..., :read] @ values[:, :, :read] + from_own.flatten(2, 3)
    return brought


def _apart(x: Tensor, shape: torch.Size) -> Tensor:
    """(B, heads, S * L, width) as (B, heads, S, L, width)."""
    return x.reshape(*x.shape[:2], *shape, x.shape[-1])


def _positions(lesson: Lesson) -> Tensor:
    """(B, P + S * L): a segment goes on where its row's prefix ends."""
    batch, segments, length = lesson.segments.shape
    device = lesson.prefix.device
    prefix = torch.arange(lesson.prefix.shape[1], device=device).expand(batch, -1)
    own = torch.arange(length, device=device).repeat(segments).expand(batch, -1)
    return torch.cat((prefix, lesson.lengths[:, None] + own), dim=1)


def _sight(lesson: Lesson) -> Tensor:
    """(B, 1, S * L, P + S * L): what each token of a segment may look at."""
    batch, segments, length = lesson.segments.shape
    device = lesson.prefix.device
    valid = torch.arange(lesson.prefix.shape[1], device=device) < lesson.lengths[:, None]
    prefix = valid[:, None, :].expand(-1, segments * length, -1)
    causal = torch.ones(length, length, dtype=torch.bool, device=device).tril()
    each = torch.eye(segments, dtype=torch.int8, device=device)
    own = torch.kron(each, causal.to(torch.int8)).bool().expand(batch, -1, -1)
    return torch.cat((prefix, own), dim=2)[:, None]


def _astray(
    guide: Guide, queries: Tensor, keys: Tensor, bounds: tuple[int, int], mask: Tensor
) -> Tensor:
    """Mean of -log(weight that the head gives to the allowed positions).

    `bounds` are the position of the first query, and that of the first segment.
    """
    begin, read = bounds
    columns = guide.allowed.shape[1]
    batch, position = guide.rows[:, 0], guide.rows[:, 1]
    if not len(batch):
        return queries.new_zeros((), dtype=torch.float32)
    query = queries[batch, guide.head, position - begin]  # (N, head_width)
    scores = torch.einsum("bph,nh->bnp", keys[:, guide.head], query)
    scores = scores[batch, torch.arange(len(batch), device=batch.device)].float()  # (N, P + S * L)
    scores = scores / math.sqrt(query.shape[-1])
    seen = torch.zeros_like(scores, dtype=torch.bool)
    inside = position < read
    column = torch.arange(scores.shape[1], device=batch.device)
    seen[inside] = column <= position[inside, None]
    seen[~inside] = mask[batch[~inside], 0, position[~inside] - read]
    scores = scores.masked_fill(~seen, -1e9)
    right = scores[:, :columns].masked_fill(~guide.allowed, -1e9)
    return (scores.logsumexp(-1) - right.logsumexp(-1)).mean()


def _untold(hint: Hint, lens: nn.Module, x: Tensor, model: Decoder) -> Tensor:
    """Mean of -log(probability of the hinted tokens) read through the lens."""
    states = functional.rms_norm(x[hint.rows[:, 0], hint.rows[:, 1]], x.shape[-1:])
    scores = functional.linear(lens(states), model.token_embd.weight) / x.shape[-1] ** 0.5
    return functional.cross_entropy(scores.float(), hint.tokens)
