"""How well a lesson was answered, each token with the right ones before it. Knows no weights."""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor

from desktop.starter.study import Lesson


@dataclass(frozen=True, slots=True)
class Score:
    """How well some lessons were answered, each with the words before each token given."""

    answers: float  # share of answers right to the last token
    begun: float  # share of answers whose first token is right
    tokens: float  # share of tokens right


def scored(lesson: Lesson, right: Tensor) -> Score:
    """The score of a lesson from which of its targets were right."""
    counted = lesson.targets >= 0  # (B, S, L)
    hit = torch.zeros_like(counted)
    hit[counted] = right.cpu()
    asked = counted.any(-1)
    whole = (hit | ~counted).all(-1)[asked].float().mean()
    first = counted.int().argmax(-1, keepdim=True)
    begun = hit.gather(-1, first).squeeze(-1)[asked].float().mean()
    return Score(float(whole), float(begun), float(right.float().mean()))
