"""LoRA: a low-rank change beside each frozen matrix of the blocks.

Hu and others, 2021. Knows nothing of what is taught or of files.
"""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional

from desktop.starter.model import Decoder

_MATRICES = ("attn_q", "attn_k", "attn_v", "attn_output", "ffn_gate", "ffn_up", "ffn_down")


class Adapted(nn.Module):
    """A frozen linear layer and its low-rank change, alpha / rank * B @ A; B begins at zero."""

    def __init__(self, frozen: nn.Linear, rank: int, alpha: float) -> None:
        super().__init__()
        self.frozen = frozen.requires_grad_(False)
        outputs, inputs = frozen.weight.shape
        device = frozen.weight.device
        self.down = nn.Parameter(torch.randn(rank, inputs, device=device) * inputs**-0.5)
        self.up = nn.Parameter(torch.zeros(outputs, rank, device=device))
        self._scale = alpha / rank

    def forward(self, x: Tensor) -> Tensor:
        """The layer's output with the change."""
        changed = functional.linear(functional.linear(x, self.down), self.up)
        plain: Tensor = self.frozen(x)
        return plain + self._scale * changed


class Adapter:
    """The changes to all matrices of a model's blocks; the model is changed in place."""

    def __init__(self, model: Decoder, rank: int = 8, alpha: float = 16.0) -> None:
        self.alpha = alpha
        model.requires_grad_(False)
        self._layers: dict[str, Adapted] = {}
        for number, block in enumerate(model.blocks()):
            for name in _MATRICES:
                layer = Adapted(getattr(block, name), rank, alpha)
                setattr(block, name, layer)
                self._layers[f"blk.{number}.{name}.weight"] = layer

    def parameters(self) -> list[nn.Parameter]:
        """What is trained."""
        return [p for layer in self._layers.values() for p in (layer.down, layer.up)]

    def pairs(self) -> dict[str, tuple[Tensor, Tensor]]:
        """For each weight's name A (rank, inputs) and B (outputs, rank)."""
        return {name: (layer.down, layer.up) for name, layer in self._layers.items()}
