"""From weights to the choice that is kept, and back."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from desktop.models.files import ModelFiles
from desktop.models.kept import ModelChoice
from desktop.types import Weights


def choice_of(weights: Weights, files: ModelFiles) -> ModelChoice:
    """The weights as they are kept."""

    def name(path: Path | None) -> str:
        return files.name_of(path) if path is not None else ""

    return ModelChoice(
        base=name(weights.base),
        adapter=name(weights.adapter),
        merged=name(weights.merged),
        strength=weights.adapter_strength,
    )


def weights_of(choice: ModelChoice | None, files: ModelFiles, built_in: Weights) -> Weights:
    """The weights that a kept choice names; without one, those that come with the program."""
    if choice is None:
        return built_in

    def path(name: str) -> Path | None:
        return files.path_of(name) if name else None

    chosen = replace(
        built_in,
        base=files.path_of(choice.base),
        adapter=path(choice.adapter),
        merged=path(choice.merged),
        adapter_strength=choice.strength,
    )
    if chosen.base == built_in.base:
        return chosen
    return replace(chosen, passages=Weights(chosen.base).passages)
