"""`quire FILE.pdf ...`: what is no command and looks like a file opens the window with it.

So that Quire can be chosen to open PDFs with. Knows nothing of windows.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from desktop.builder import DONE, Builder, HomeOption, home_of
from desktop.errors import BadInput
from desktop.model_options import (
    AdapterOption,
    CacheOption,
    ModelOption,
    ModelOptions,
    NameOption,
    TunedNameOption,
    TunedOption,
)

_OPEN = "open"


class OpensFiles(TyperGroup):
    """Commands, and files in the place of one."""

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """The command that the first word names; a file is the first of those to open."""
        if args and args[0] not in self.commands and _looks_like_a_file(args[0]):
            args = [_OPEN, *args]
        return super().resolve_command(ctx, args)


def _looks_like_a_file(word: str) -> bool:
    return word.lower().endswith(".pdf") or Path(word).exists()


def add_opening_command(app: typer.Typer, builder: Builder) -> None:
    """The command that a file stands for."""

    @app.command(_OPEN, hidden=True)
    def open_files(
        context: typer.Context,
        files: Annotated[list[Path], typer.Argument(help="PDFs, or folders of them.")],
        model: ModelOption = None,
        adapter: AdapterOption = None,
        tuned_model: TunedOption = None,
        kv_cache: CacheOption = "f16",
        model_name: NameOption = None,
        tuned_model_name: TunedNameOption = None,
        home: HomeOption = None,
    ) -> int:
        """Open the window, and add these files to the library."""
        missing = [path for path in files if not path.exists()]
        if missing:
            raise BadInput(f"There is no file or folder {missing[0]}: check the path.")
        found = home_of(context, home)
        options = ModelOptions(model, adapter, tuned_model, kv_cache, model_name, tuned_model_name)
        builder.window(found, options.weights(builder, found), [path.absolute() for path in files])
        return DONE
