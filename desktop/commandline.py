"""The command line: the same program without a screen.

Reads arguments, calls one part, prints what came of it: for a person, or with --json one JSON
document on standard output and nothing else there. Knows nothing of
how the parts are built: it is handed a Builder.
"""

from __future__ import annotations

import os
import sys
import traceback
from collections.abc import Sequence

import typer

from desktop.asking_commands import add_asking_commands
from desktop.builder import (
    BAD_INPUT,
    DONE,
    Builder,
    HomeOption,
)
from desktop.errors import DesktopError
from desktop.evaluation_commands import add_evaluation_commands
from desktop.home import Home
from desktop.library_commands import add_library_commands
from desktop.model_commands import add_model_commands
from desktop.model_options import (
    AdapterOption,
    CacheOption,
    ModelOption,
    ModelOptions,
    NameOption,
    TunedNameOption,
    TunedOption,
)
from desktop.opening_command import OpensFiles, add_opening_command
from desktop.printing import print_json
from indexer import IndexerError


def run(builder: Builder, arguments: Sequence[str]) -> int:
    """Run one command and return its exit code; every error becomes a sentence."""
    debug = "--debug" in arguments
    if debug:
        os.environ["QUIRE_DEBUG"] = "1"
    command = typer.main.get_command(commands(builder))
    words = [word for word in arguments if word != "--debug"]
    try:
        code = command.main(words, prog_name="quire", standalone_mode=False)
        return code if isinstance(code, int) else DONE
    except typer.TyperException as error:
        return _failed(_usage(error), as_json="--json" in words)
    except (DesktopError, IndexerError) as error:
        if debug:
            traceback.print_exc()
        return _failed(str(error), as_json="--json" in words)
    except (KeyboardInterrupt, typer.Abort):
        sys.stderr.write("\nStopped.\n")
        return 130


def commands(builder: Builder) -> typer.Typer:
    """Every command, over the parts that the builder makes."""
    app = typer.Typer(
        cls=OpensFiles,
        add_completion=False,
        no_args_is_help=False,
        pretty_exceptions_enable=False,
        help="Ask your PDFs and see up to four answers side by side, computed on this machine.",
        epilog="--debug, anywhere, shows the traceback of an error.",
    )

    @app.callback(invoke_without_command=True)
    def window(
        context: typer.Context,
        model: ModelOption = None,
        adapter: AdapterOption = None,
        tuned_model: TunedOption = None,
        kv_cache: CacheOption = "f16",
        model_name: NameOption = None,
        tuned_model_name: TunedNameOption = None,
        home: HomeOption = None,
    ) -> int:
        """Open the window."""
        context.obj = home
        chosen = ModelOptions(model, adapter, tuned_model, kv_cache, model_name, tuned_model_name)
        if context.invoked_subcommand is not None:
            chosen.must_be_nothing(context.invoked_subcommand)
        else:
            found = Home.found(home).made()
            builder.window(found, chosen.weights(builder, found), ())
        return DONE

    add_opening_command(app, builder)
    add_library_commands(app, builder)
    add_asking_commands(app, builder)
    add_model_commands(app, builder)
    add_evaluation_commands(app, builder)
    return app


def _usage(error: typer.TyperException) -> str:
    """What is wrong with the words of a command; names the argument where there is one."""
    sentence = str(getattr(error, "format_message", error.__str__)())
    return f"{sentence.rstrip('.')}. See `--help`."


def _failed(sentence: str, as_json: bool) -> int:
    if as_json:
        print_json({"error": sentence})
    sys.stderr.write(f"{sentence}\n")
    return BAD_INPUT
