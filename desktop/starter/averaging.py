"""The mean of a model's weights over its latest lessons, which is steadier than the last of them.

Knows nothing of lessons.
"""

from __future__ import annotations

import torch
from torch import Tensor, nn


class Averaged:
    """A running mean: of all that was added at first, then fading, over about `over` lessons."""

    def __init__(self, model: nn.Module, over: int) -> None:
        self._mean = {name: value.clone() for name, value in model.state_dict().items()}
        self._over, self._added = over, 0

    @torch.no_grad()
    def add(self, model: nn.Module) -> None:
        """Bring the mean up to date with the model's weights."""
        self._added += 1
        share = 1 / min(self._added, self._over)
        for name, value in model.state_dict().items():
            self._mean[name].lerp_(value, share)

    def state_dict(self) -> dict[str, Tensor]:
        """The mean, named as the model's weights are."""
        return self._mean
