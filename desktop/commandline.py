"""The command line: the same program without a screen.

Reads arguments, calls one part, prints what came of it: for a person, or with --json one JSON
document on standard output and nothing else there. Knows nothing of
how the parts are built: it is handed a Builder.
"""

from __future__ import annotations

import os
import sys
import time
import traceback
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from typing import Annotated

import typer

from desktop import contract
from desktop.asking_commands import add_asking_commands
from desktop.builder import (
    BAD_INPUT,
    DONE,
    SOME_FAILED,
    Builder,
    HomeOption,
    JsonOption,
    home_of,
)
from desktop.errors import BadInput, DesktopError
from desktop.evaluation_commands import add_evaluation_commands
from desktop.home import Home
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
from desktop.printing import print_added, print_json, print_lines
from desktop.progress_line import ProgressLine
from indexer import FileReport, IndexerError


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
    _add_library_commands(app, builder)
    add_asking_commands(app, builder)
    add_model_commands(app, builder)
    add_evaluation_commands(app, builder)
    return app


def _add_library_commands(app: typer.Typer, builder: Builder) -> None:
    @app.command()
    def add(
        context: typer.Context,
        paths: Annotated[list[Path], typer.Argument(help="PDFs, or folders of them.")],
        password: Annotated[str | None, typer.Option(help="For encrypted PDFs.")] = None,
        home: HomeOption = None,
        as_json: JsonOption = False,
    ) -> int:
        """Index PDFs, or folders of them."""
        if not any(path.exists() for path in paths):
            raise BadInput(f"There is no file or folder {paths[0]}: check the path.")
        began, line, reports = time.monotonic(), ProgressLine(), list[FileReport]()
        with (
            builder.library(home_of(context, home)) as library,
            closing(library.add(paths, password)) as steps,
        ):
            for step in steps:
                line.show(step)
                if step.report is not None:
                    reports.append(step.report)
        print_added(reports, time.monotonic() - began, as_json)
        return DONE if all(r.status.found_something for r in reports) else SOME_FAILED

    @app.command()
    def documents(
        context: typer.Context, home: HomeOption = None, as_json: JsonOption = False
    ) -> int:
        """List the documents of the library."""
        with builder.library(home_of(context, home)) as library:
            held = library.documents()
        if as_json:
            print_json(contract.listed(held))
        else:
            print_lines(
                [f"{d.document_id:>5}  {d.name}  ({d.pages} pages, {d.status})" for d in held]
                or ["The library is empty: add PDFs with `add`."]
            )
        return DONE

    @app.command()
    def remove(
        context: typer.Context,
        document_id: Annotated[int, typer.Argument(help="As `documents` lists it.")],
        home: HomeOption = None,
        as_json: JsonOption = False,
    ) -> int:
        """Take a document out of the library; the PDF itself stays where it is."""
        with builder.library(home_of(context, home)) as library:
            gone = library.remove(document_id)
        if as_json:
            print_json({"removed": contract.document_shape(gone)})
        else:
            print_lines([f"{gone.name} is no longer in the library."])
        return DONE

    @app.command()
    def search(
        context: typer.Context,
        question: Annotated[str, typer.Argument(help="What to look for.")],
        k: Annotated[int, typer.Option("-k", min=1, max=100, help="How many passages.")] = 8,
        home: HomeOption = None,
        as_json: JsonOption = False,
    ) -> int:
        """Find the passages that bear on a question, without asking a model."""
        with builder.library(home_of(context, home)) as library:
            result = library.search(question, k)
        if as_json:
            print_json(contract.found(result))
        else:
            print_lines(
                [
                    f"{hit.rank}. {hit.passage.document}, page {hit.passage.page_label}\n"
                    f"   {' '.join(hit.passage.text.split())}\n"
                    for hit in result.hits
                ]
                or ["Nothing was found. Is there a document in the library? See `documents`."]
            )
        return DONE


def _usage(error: typer.TyperException) -> str:
    """What is wrong with the words of a command; names the argument where there is one."""
    sentence = str(getattr(error, "format_message", error.__str__)())
    return f"{sentence.rstrip('.')}. See `--help`."


def _failed(sentence: str, as_json: bool) -> int:
    if as_json:
        print_json({"error": sentence})
    sys.stderr.write(f"{sentence}\n")
    return BAD_INPUT
