"""What the command line is handed to make the parts with, and the words that commands share."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Annotated, Protocol

import typer

from desktop.engines import Loads
from desktop.home import Home
from desktop.models import ModelFiles
from desktop.types import Answerer, Weights
from indexer import Library

DONE, SOME_FAILED, BAD_INPUT = 0, 1, 2


class Builder(Protocol):
    """What the command line is handed: it makes the parts, and takes them down again."""

    def library(self, home: Home) -> AbstractContextManager[Library]:
        """The library of a home, open."""

    def engine(self, home: Home, weights: Answerer) -> AbstractContextManager[Loads]:
        """What answers, nothing loaded yet. Nothing is measured first: what was measured on the
        screen of this home is used."""

    def starter(self) -> Weights:
        """The model and adapter that come with the program."""

    def models(self, home: Home) -> ModelFiles:
        """The GGUF files that there are."""

    def chosen(self, home: Home) -> Answerer:
        """The model or server that was chosen last on the screen; at first, the model that comes
        along."""

    def window(self, home: Home, weights: Answerer, files: Sequence[Path]) -> None:
        """The window, until it is closed."""

    def serve(self, home: Home, weights: Answerer, port: int, api: bool) -> None:
        """The page without a window, until it is interrupted; `api`: other programs may ask too."""


HomeOption = Annotated[
    Path | None, typer.Option("--home", help="The folder that holds all of Quire's files.")
]
JsonOption = Annotated[bool, typer.Option("--json", help="Print one JSON document.")]


def home_of(context: typer.Context, home: Path | None) -> Home:
    """The folder that a command was given, made."""
    return Home.found(home or context.obj).made()
