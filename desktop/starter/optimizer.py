"""Muon for the matrices inside the blocks, AdamW for the embedding and the gains.

Muon: Keller Jordan and others, 2024. The momentum of a matrix is made nearly orthogonal by five
steps of a Newton-Schulz iteration before it is applied. Matrices of one shape are done at once.
"""

from __future__ import annotations

from collections import defaultdict
from typing import Any

import torch
from torch import Tensor, nn

from desktop.starter.model import Decoder

_DECAY = 0.15  # keeps the largest singular values below 7
_COEFFICIENTS = (3.4445, -4.7750, 2.0315)


def orthogonalized(stack: Tensor) -> Tensor:
    """(n, rows, columns): each matrix with its singular values brought near 1."""
    a, b, c = _COEFFICIENTS
    wide = stack.shape[1] > stack.shape[2]
    x = (stack.transpose(1, 2) if wide else stack).bfloat16()
    x = x / (x.norm(dim=(1, 2), keepdim=True) + 1e-7)
    for _ in range(5):
        gram = x @ x.transpose(1, 2)
        x = a * x + (b * gram + c * gram @ gram) @ x
    near: Tensor = (x.transpose(1, 2) if wide else x).to(stack.dtype)
    return near


class Optimizer:
    """Both, under one learning rate factor."""

    def __init__(
        self, model: Decoder, lenses: nn.ModuleList, muon: float = 0.016, adam: float = 6e-3
    ) -> None:
        inner = [p for p in model.blk.parameters() if p.ndim == 2 and p.requires_grad]
        gains = [p for p in model.parameters() if p.ndim == 1 and p.requires_grad]
        self._muon = muon
        self._groups: dict[torch.Size, list[Tensor]] = defaultdict(list)
        for weight in inner:
            self._groups[weight.shape].append(weight)
        self._momenta = {shape: torch.zeros(len(group), *shape, device=group[0].device)
                         for shape, group in self._groups.items()}  # fmt: skip
        # With a small epsilon the tokens that are never right, each with a gradient near nothing,
        # all go the same way at full speed: after 250 lessons they shared 0.6 of their length.
        groups = [
            {"params": [model.token_embd.weight], "rate": adam},
            {"params": gains, "rate": adam / 8},
            {"params": list(lenses.parameters()), "rate": adam / 4},
        ]
        self._adam = torch.optim.AdamW(groups, betas=(0.9, 0.98), eps=1e-6, weight_decay=0.0)

    @torch.no_grad()
    def step(self, factor: float) -> None:
        """One update from the gradients, at `factor` times the learning rates."""
        for shape, group in self._groups.items():
            gradients = torch.stack([w.grad for w in group if w.grad is not None])
            momentum = self._momenta[shape]
            momentum.lerp_(gradients, 0.05)
            update = orthogonalized(gradients.lerp(momentum, 0.95))
            rate = self._muon * factor * max(1.0, shape[0] / shape[1]) ** 0.5
            for weight, change in zip(group, update, strict=True):
                weight.mul_(1 - rate * _DECAY).add_(change, alpha=-rate)
        for settings in self._adam.param_groups:
            settings["lr"] = settings["rate"] * factor
        self._adam.step()

    def state(self) -> dict[str, Any]:
        """All that a later run needs to go on."""
        return {"momenta": list(self._momenta.values()), "adam": self._adam.state_dict()}

    def restore(self, state: dict[str, Any]) -> None:
        """Go on from what `state` gave."""
        for mine, saved in zip(self._momenta.values(), state["momenta"], strict=True):
            mine.copy_(saved)
        self._adam.load_state_dict(state["adam"])
