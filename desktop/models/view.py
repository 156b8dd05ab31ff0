"""What the screen sees of models: each file with its use, and what is going on."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from desktop.models.card import ModelCard
from desktop.models.fit import MemoryFit
from desktop.models.servers import ServerView
from desktop.types import Answerer, Weights


class Role(StrEnum):
    """What a file is chosen as."""

    BASE = "base"
    ADAPTER = "adapter"
    MERGED = "merged"


@dataclass(frozen=True, slots=True)
class ModelRow:
    """One file of the list."""

    card: ModelCard
    role: Role | None  # what it is used as now
    fit: MemoryFit | None  # None: an adapter, or not to be used
    tokens_per_second: float | None  # of one lane, measured here; None: not yet
    built_in: bool
    mine: bool  # whether removing it deletes it


@dataclass(frozen=True, slots=True)
class ModelsView:
    """Everything that the screen shows of models."""

    rows: tuple[ModelRow, ...]
    answers: Answerer  # now, or once it is loaded
    files: Weights  # the files that answer, or would in a server's place
    server: ServerView
    free_bytes: int
    loading: str  # a sentence while one is being loaded, else ""
    problem: str  # what went wrong last, in a sentence
