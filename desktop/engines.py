"""What others need of an engine, in as many words as each uses. Knows none of them."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from typing import Protocol, runtime_checkable

from desktop.types import LaneEvent, LaneRequest, Message, ModelInfo, Sampling


class Answers(Protocol):
    """What a comparison needs of an engine."""

    @property
    def info(self) -> ModelInfo | None:
        """The loaded model."""

    def count_tokens(self, conversations: Sequence[tuple[Message, ...]]) -> tuple[int, ...]:
        """The prompt tokens of each conversation."""

    def answer(
        self, lanes: Sequence[LaneRequest], sampling: Sampling
    ) -> Generator[LaneEvent, None, None]:
        """All lanes at once."""


@runtime_checkable
class ReadsAhead(Answers, Protocol):
    """An engine that can read what will perhaps be asked."""

    def read_ahead(self, lanes: Sequence[LaneRequest]) -> Generator[LaneEvent, None, None]:
        """Read the lanes' prompts, give way to whatever else is asked, and say nothing."""


@runtime_checkable
class TellsShare(Protocol):
    """An engine that knows how far its loading is."""

    @property
    def loaded_share(self) -> float:
        """How much of what it loads is in memory, from 0 to 1."""


def loaded_share(engine: object) -> float:
    """How far the loading of an engine is; 0 where it does not tell."""
    return engine.loaded_share if isinstance(engine, TellsShare) else 0.0


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
