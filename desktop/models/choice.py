"""From weights to the choice that is kept, and back; and what choosing one more file makes of them.

Reads headers, and loads nothing.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from desktop.engine.check import read_files
from desktop.errors import DesktopError
from desktop.models.files import ModelFiles
from desktop.models.kept import Kept, ModelChoice
from desktop.models.view import Role
from desktop.types import Answerer, Served, Weights


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


def answerer_of(
    kept: Kept, server: Served | None, files: ModelFiles, built_in: Weights
) -> Answerer:
    """What is to answer by what is kept: the server, if one is used, else the files."""
    if kept.served and server is not None:
        return server
    return weights_of(kept.choice, files, built_in)


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
    return _reading_as_usual(chosen)


def with_file(now: Weights, path: Path, role: Role, built_in: Weights) -> Weights:
    """The weights with a file in its role; with another base, the adapter stays where it was made
    for that one too. Raises ModelError where the file does not fit there."""
    if role is Role.BASE:
        return _on_base(now, path, built_in)
    adapter = path if role is Role.ADAPTER else None
    merged = path if role is Role.MERGED else None
    wanted = replace(now, adapter=adapter, merged=merged)
    read_files(wanted)
    return wanted


def _on_base(now: Weights, path: Path, built_in: Weights) -> Weights:
    if path == built_in.base:
        return built_in
    bare = _reading_as_usual(replace(now, base=path, adapter=None, merged=None))
    read_files(bare)
    try:
        read_files(adapted := replace(bare, adapter=now.adapter))
    except DesktopError:
        return bare
    return adapted


def _reading_as_usual(weights: Weights) -> Weights:
    """Given passages as any model is, whatever those wanted that it was made of."""
    usual = Weights(weights.base)
    return replace(weights, passages=usual.passages, joins=usual.joins)
