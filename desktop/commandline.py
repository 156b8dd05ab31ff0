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
from contextlib import AbstractContextManager, closing
from dataclasses import replace
from pathlib import Path
from typing import Annotated, Protocol

import typer

from desktop import contract
from desktop.comparison import Answers, Asked, Finds, compare
from desktop.errors import BadInput, DesktopError
from desktop.home import Home
from desktop.modes import Mode, modes_named
from desktop.printing import print_added, print_answers, print_json, print_lines
from desktop.progress_line import ProgressLine
from desktop.shelf import Keeps
from desktop.types import Answer, AnswerReady, Delta, ModelInfo, Retrieved, Sampling, Stop, Weights
from indexer import FileReport, IndexerError

DONE, SOME_FAILED, BAD_INPUT = 0, 1, 2


class Loads(Answers, Protocol):
    """What the command line needs of an engine."""

    def load(self) -> ModelInfo:
        """Load the model."""


class Builder(Protocol):
    """What the command line is handed: it makes the parts, and takes them down again."""

    def library(self, home: Home) -> AbstractContextManager[Keeps]:
        """The library of a home, open."""

    def engine(self, weights: Weights) -> AbstractContextManager[Loads]:
        """An engine for the weights, nothing loaded yet."""

    def starter(self) -> Weights:
        """The model and adapter that come with the program."""

    def window(self, home: Home, weights: Weights, files: Sequence[Path]) -> None:
        """The window, until it is closed."""

    def serve(self, home: Home, weights: Weights, port: int) -> None:
        """The page without a window, until it is interrupted."""


HomeOption = Annotated[
    Path | None, typer.Option("--home", help="The folder that holds all of Quire's files.")
]
JsonOption = Annotated[bool, typer.Option("--json", help="Print one JSON document.")]
ModelOption = Annotated[
    Path | None, typer.Option("--model", help="A GGUF file; without it, the starter model.")
]
AdapterOption = Annotated[
    Path | None, typer.Option("--adapter", help="A LoRA adapter as GGUF, for the tuned modes.")
]
TunedOption = Annotated[
    Path | None,
    typer.Option("--tuned-model", help="A merged model as GGUF, for the tuned modes."),
]


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
        add_completion=False,
        no_args_is_help=False,
        pretty_exceptions_enable=False,
        help="Ask your PDFs and see up to four answers side by side, computed on this machine.",
        epilog="--debug, anywhere, shows the traceback of an error.",
    )

    @app.callback(invoke_without_command=True)
    def window(context: typer.Context, home: HomeOption = None) -> int:
        """Open the window."""
        context.obj = home
        if context.invoked_subcommand is None:
            builder.window(Home.found(home).made(), builder.starter(), ())
        return DONE

    _add_library_commands(app, builder)
    _add_asking_commands(app, builder)
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
            builder.library(_home(context, home)) as library,
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
        with builder.library(_home(context, home)) as library:
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
        with builder.library(_home(context, home)) as library:
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
        with builder.library(_home(context, home)) as library:
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


def _add_asking_commands(app: typer.Typer, builder: Builder) -> None:
    @app.command()
    def ask(  # the command line's own list of options is this long
        context: typer.Context,
        question: Annotated[str, typer.Argument(help="What you want to know.")],
        mode: Annotated[
            str, typer.Option(help="base, rag, tuned, combined, several with commas, or all.")
        ] = "rag",
        model: ModelOption = None,
        adapter: AdapterOption = None,
        tuned_model: TunedOption = None,
        seed: Annotated[int, typer.Option(min=0, max=2**32 - 1)] = 0,
        temperature: Annotated[float, typer.Option(min=0.0, max=5.0)] = 0.0,
        max_tokens: Annotated[int, typer.Option(min=1, max=100_000)] = 256,
        home: HomeOption = None,
        as_json: JsonOption = False,
    ) -> int:
        """Ask a question, in one mode or in several at once."""
        weights = _weights(builder, model, adapter, tuned_model)
        sampling = Sampling(seed=seed, temperature=temperature, max_tokens=max_tokens)
        asked = Asked(question, _modes(mode, weights), sampling, most_read=weights.passages)
        answers = _ask(builder, _home(context, home), weights, asked, as_json)
        return SOME_FAILED if any(a.stop is Stop.ERROR for a in answers) else DONE

    @app.command()
    def serve(
        context: typer.Context,
        port: Annotated[int, typer.Option(min=0, max=65535, help="0: any free one.")] = 0,
        model: ModelOption = None,
        adapter: AdapterOption = None,
        tuned_model: TunedOption = None,
        home: HomeOption = None,
    ) -> int:
        """Serve the page to this machine only, without a window; prints its address."""
        weights = _weights(builder, model, adapter, tuned_model)
        builder.serve(_home(context, home), weights, port)
        return DONE


def _ask(
    builder: Builder, home: Home, weights: Weights, asked: Asked, as_json: bool
) -> list[Answer]:
    with builder.engine(weights) as engine:
        engine.load()
        if not any(mode.reads_passages for mode in asked.modes):
            return _answers(asked, None, engine, as_json)
        with builder.library(home) as library:
            return _answers(asked, library if library.documents() else None, engine, as_json)


def _answers(asked: Asked, library: Finds | None, engine: Answers, as_json: bool) -> list[Answer]:
    retrieved: Retrieved | None = None
    answers: list[Answer] = []
    streams = not as_json and len(asked.modes) == 1
    with closing(compare(asked, library, engine)) as events:
        for event in events:
            if isinstance(event, Retrieved):
                retrieved = event
            elif isinstance(event, Delta) and streams:
                sys.stdout.write(event.text)
                sys.stdout.flush()
            elif isinstance(event, AnswerReady):
                answers.append(event.answer)
    answers.sort(key=lambda answer: asked.modes.index(answer.mode))
    if as_json:
        print_json(contract.asked(asked.question, retrieved, answers))
    else:
        print_answers(answers, retrieved, streams)
    return answers


def _weights(
    builder: Builder, model: Path | None, adapter: Path | None, tuned_model: Path | None
) -> Weights:
    if adapter is not None and tuned_model is not None:
        raise BadInput("Choose --adapter or --tuned-model, not both: only one can be the tuned.")
    starter = builder.starter()
    if model is None:
        tuned_given = adapter is not None or tuned_model is not None
        own = None if tuned_given else starter.adapter
        return replace(starter, adapter=adapter or own, merged=tuned_model)
    return Weights(model, adapter, tuned_model)


def _modes(names: str, weights: Weights) -> tuple[Mode, ...]:
    try:
        modes = modes_named(names)
    except ValueError as error:
        raise BadInput(str(error)) from error
    if weights.has_tuned:
        return modes
    possible = tuple(mode for mode in modes if not mode.uses_adapter)
    if not possible or (names.strip().lower() != "all" and possible != modes):
        raise BadInput(
            f"There are no tuned weights for {weights.base.name}: give --adapter or --tuned-model."
        )
    if possible != modes:
        sys.stderr.write("No tuned weights were given: the tuned modes are left out.\n")
    return possible


def _home(context: typer.Context, home: Path | None) -> Home:
    return Home.found(home or context.obj).made()


def _usage(error: typer.TyperException) -> str:
    """What is wrong with the words of a command; names the argument where there is one."""
    sentence = str(getattr(error, "format_message", error.__str__)())
    return f"{sentence.rstrip('.')}. See `--help`."


def _failed(sentence: str, as_json: bool) -> int:
    if as_json:
        print_json({"error": sentence})
    sys.stderr.write(f"{sentence}\n")
    return BAD_INPUT
