"""Which model a command is to answer with: its options, and what they come to."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Annotated

import typer

from desktop.builder import Builder
from desktop.errors import BadInput
from desktop.home import Home
from desktop.types import CacheType, Weights

ModelOption = Annotated[
    Path | None,
    typer.Option("--model", help="A GGUF file; without it, the one chosen last on the screen."),
]
AdapterOption = Annotated[
    Path | None, typer.Option("--adapter", help="A LoRA adapter as GGUF, for the tuned modes.")
]
TunedOption = Annotated[
    Path | None,
    typer.Option("--tuned-model", help="A merged model as GGUF, for the tuned modes."),
]
CacheOption = Annotated[
    CacheType,
    typer.Option("--kv-cache", help="q8_0: half the memory for a window, at some loss."),
]


@dataclass(frozen=True, slots=True)
class ModelOptions:
    """The options, as they were given."""

    model: Path | None = None
    adapter: Path | None = None
    tuned_model: Path | None = None
    kv_cache: CacheType = "f16"

    def must_be_nothing(self, command: str) -> None:
        """Raises BadInput where a model is chosen ahead of a command, which would not see it."""
        if self != ModelOptions():
            raise BadInput(f"Name the model after the command: `quire {command} --model ...`.")

    def weights(self, builder: Builder, home: Home) -> Weights:
        """What is to answer: without an option, what was chosen on the screen of this home.

        Raises BadInput where the options do not go together.
        """
        if (self.model, self.adapter, self.tuned_model) == (None, None, None):
            return replace(builder.chosen(home), kv_cache=self.kv_cache)
        if self.adapter is not None and self.tuned_model is not None:
            raise BadInput(
                "Choose --adapter or --tuned-model, not both: only one can be the tuned."
            )
        if self.model is not None:
            return Weights(self.model, self.adapter, self.tuned_model, kv_cache=self.kv_cache)
        starter = builder.starter()
        tuned_given = self.adapter is not None or self.tuned_model is not None
        own = None if tuned_given else starter.adapter
        return replace(
            starter, adapter=self.adapter or own, merged=self.tuned_model, kv_cache=self.kv_cache
        )
