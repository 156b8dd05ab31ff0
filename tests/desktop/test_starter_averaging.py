from __future__ import annotations

import torch
from torch import nn

from desktop.starter.averaging import Averaged


def test_the_mean_is_of_all_at_first_and_then_fades() -> None:
    model = nn.Linear(1, 1, bias=False)
    mean = Averaged(model, over=2)
    seen: list[float] = []
    for value in (1.0, 2.0, 4.0):
        nn.init.constant_(model.weight, value)
        mean.add(model)
        seen.append(float(mean.state_dict()["weight"]))
    assert seen == [1.0, 1.5, 2.75]


def test_it_is_a_copy() -> None:
    model = nn.Linear(2, 2)
    before = {name: value.clone() for name, value in model.state_dict().items()}
    mean = Averaged(model, over=5)
    nn.init.zeros_(model.weight)
    torch.testing.assert_close(mean.state_dict(), before)
