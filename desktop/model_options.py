"""Which model a command is to answer with: its options, and what they come to."""

from __future__ import annotations

import os
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Annotated

import typer

from desktop.builder import Builder
from desktop.errors import BadInput
from desktop.home import Home
from desktop.served.address import is_key, read_address
from desktop.types import Answerer, CacheType, Served, Weights

KEY = "QUIRE_MODEL_KEY"
"""Where the key of a server is looked for: arguments can be listed by every user."""

ModelOption = Annotated[
    str | None,
    typer.Option(
        "--model",
        help="A GGUF file, or the address of a server that you run and that speaks OpenAI's "
        f"protocol (its key, if it asks for one, in {KEY}); without it, the one chosen last on "
        "the screen.",
    ),
]
NameOption = Annotated[
    str | None,
    typer.Option("--model-name", help="The server's name for the model, if it has several."),
]
TunedNameOption = Annotated[
    str | None,
    typer.Option("--tuned-model-name", help="The server's name of the tuned modes' model."),
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

    model: str | None = None
    adapter: Path | None = None
    tuned_model: Path | None = None
    kv_cache: CacheType = "f16"
    name: str | None = None
    tuned_name: str | None = None

    def must_be_nothing(self, command: str) -> None:
        """Raises BadInput where a model is chosen ahead of a command, which would not see it."""
        if self != ModelOptions():
            raise BadInput(f"Name the model after the command: `quire {command} --model ...`.")

    def weights(self, builder: Builder, home: Home) -> Answerer:
        """What is to answer: without an option, what was chosen on the screen of this home.

        Raises BadInput where the options do not go together.
        """
        if self.model is not None and "://" in self.model:
            return self._served(self.model)
        if self.name or self.tuned_name:
            raise BadInput(
                "--model-name and --tuned-model-name belong to a server: give its address as "
                "--model."
            )
        if (self.model, self.adapter, self.tuned_model) == (None, None, None):
            return self._chosen(builder.chosen(home))
        if self.adapter is not None and self.tuned_model is not None:
            raise BadInput(
                "Choose --adapter or --tuned-model, not both: only one can be the tuned."
            )
        if self.model is not None:
            return Weights(Path(self.model), self.adapter, self.tuned_model, kv_cache=self.kv_cache)
        starter = builder.starter()
        tuned_given = self.adapter is not None or self.tuned_model is not None
        own = None if tuned_given else starter.adapter
        return replace(
            starter, adapter=self.adapter or own, merged=self.tuned_model, kv_cache=self.kv_cache
        )

    def _chosen(self, chosen: Answerer) -> Answerer:
        if isinstance(chosen, Weights):
            return replace(chosen, kv_cache=self.kv_cache)
        self._must_leave_the_cache()
        return chosen

    def _must_leave_the_cache(self) -> None:
        if self.kv_cache != "f16":
            raise BadInput("A server holds its own cache: leave --kv-cache out.")

    def _served(self, address: str) -> Served:
        if self.adapter or self.tuned_model:
            raise BadInput(
                "A server holds its own weights: name its tuned model with --tuned-model-name."
            )
        self._must_leave_the_cache()
        key = os.environ.get(KEY, "").strip()
        if not is_key(key):
            raise BadInput(f"The key in {KEY} holds signs that no key has: copy it again.")
        return Served(read_address(address).url, self.name or "", self.tuned_name or "", key)
