"""Whether a model fits this machine: the memory that it needs against what is free."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import psutil

from desktop.engine.check import (
    LEAST_CONTEXT,
    USUAL_CONTEXT,
    Files,
    Fit,
    fit_to_memory,
    memory_needed,
)
from desktop.engine.gguf_header import GgufHeader
from desktop.errors import ModelRefused
from desktop.models.card import Kind, ModelCard

_LANES = 2  # a closed and an open book
_ROOMY = 0.85  # of what is free; beyond it other programs are pressed


class Fits(StrEnum):
    """How a model fits the memory, as the screen says it."""

    FITS = "fits"
    TIGHT = "tight"
    NOT = "does not fit"


@dataclass(frozen=True, slots=True)
class MemoryFit:
    """What a model needs, what is free, and what comes of it."""

    fits: Fits
    needed_bytes: int  # with the window that fits, else with the smallest
    free_bytes: int
    context: int  # tokens of one lane; 0 where it does not fit


def free_memory() -> int:
    """Bytes that programs may take without others being pushed out."""
    return int(psutil.virtual_memory().available)


def memory_fit(header: GgufHeader, free_bytes: int, context: int | None = None) -> MemoryFit:
    """How a model fits. Tight: with a shorter window than usual, or with little room left."""
    files = Files(header, None, None)
    usual = context or min(header.trained_context or USUAL_CONTEXT, USUAL_CONTEXT)
    try:
        fit = fit_to_memory(files, context, free_bytes)
    except ModelRefused:
        least = Fit(min(usual, LEAST_CONTEXT), _LANES)
        return MemoryFit(Fits.NOT, memory_needed(files, least), free_bytes, 0)
    needed = memory_needed(files, fit)
    roomy = fit.context >= usual and needed <= _ROOMY * free_bytes
    return MemoryFit(Fits.FITS if roomy else Fits.TIGHT, needed, free_bytes, fit.context)


def fit_of(card: ModelCard, free_bytes: int, context: int | None = None) -> MemoryFit | None:
    """How the model of a card fits; None for an adapter, and for what cannot be used."""
    if card.kind is not Kind.MODEL or card.header is None:
        return None
    return memory_fit(card.header, free_bytes, context)
