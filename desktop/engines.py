"""What others need of an engine, in as many words as each uses. Knows none of them."""

from __future__ import annotations

from typing import Protocol

from desktop.comparison import Answers
from desktop.types import ModelInfo


class Loads(Answers, Protocol):
    """What the command line needs."""

    def load(self) -> ModelInfo:
        """Load the model."""


class Runs(Loads, Protocol):
    """What the workbench needs."""

    def stop(self, lane: str | None = None) -> None:
        """End one lane, or all."""

    def close(self) -> None:
        """Give the memory back."""
