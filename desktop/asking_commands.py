"""The commands that need a model: ask, and serve."""

from __future__ import annotations

import sys
from contextlib import closing
from typing import Annotated

import typer

from desktop import contract
from desktop.builder import DONE, SOME_FAILED, Builder, HomeOption, JsonOption, home_of
from desktop.comparison import Asked, Finds, compare
from desktop.engines import Answers
from desktop.errors import BadInput
from desktop.home import Home
from desktop.model_options import (
    AdapterOption,
    CacheOption,
    ModelOption,
    ModelOptions,
    NameOption,
    TunedNameOption,
    TunedOption,
)
from desktop.modes import Mode, modes_named
from desktop.printing import print_answers, print_json
from desktop.types import Answer, Answerer, AnswerReady, Delta, Retrieved, Sampling, Served, Stop


def add_asking_commands(app: typer.Typer, builder: Builder) -> None:
    """Add them to the others."""

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
        kv_cache: CacheOption = "f16",
        model_name: NameOption = None,
        tuned_model_name: TunedNameOption = None,
        seed: Annotated[int, typer.Option(min=0, max=2**32 - 1)] = 0,
        temperature: Annotated[float, typer.Option(min=0.0, max=5.0)] = 0.0,
        max_tokens: Annotated[int, typer.Option(min=1, max=100_000)] = 256,
        home: HomeOption = None,
        as_json: JsonOption = False,
    ) -> int:
        """Ask a question, in one mode or in several at once."""
        chosen = ModelOptions(model, adapter, tuned_model, kv_cache, model_name, tuned_model_name)
        found = home_of(context, home)
        weights = chosen.weights(builder, found)
        sampling = Sampling(seed=seed, temperature=temperature, max_tokens=max_tokens)
        asked = Asked(question, modes_for(mode, weights), sampling).of(weights)
        answers = _ask(builder, found, weights, asked, as_json)
        return SOME_FAILED if any(a.stop is Stop.ERROR for a in answers) else DONE

    @app.command()
    def serve(
        context: typer.Context,
        port: Annotated[int, typer.Option(min=0, max=65535, help="0: any free one.")] = 0,
        api: Annotated[
            bool, typer.Option("--api", help="Other programs may ask, in OpenAI's protocol.")
        ] = False,
        model: ModelOption = None,
        adapter: AdapterOption = None,
        tuned_model: TunedOption = None,
        kv_cache: CacheOption = "f16",
        model_name: NameOption = None,
        tuned_model_name: TunedNameOption = None,
        home: HomeOption = None,
    ) -> int:
        """Serve the page to this machine only, without a window; prints its address."""
        chosen = ModelOptions(model, adapter, tuned_model, kv_cache, model_name, tuned_model_name)
        found = home_of(context, home)
        builder.serve(found, chosen.weights(builder, found), port, api)
        return DONE


def _ask(
    builder: Builder, home: Home, weights: Answerer, asked: Asked, as_json: bool
) -> list[Answer]:
    with builder.engine(home, weights) as engine:
        info = engine.load()
        if info.address:
            sys.stderr.write(f"The server at {info.address} answers.\n")
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


def modes_for(names: str, weights: Answerer) -> tuple[Mode, ...]:
    """The modes that were named, as far as the weights can answer in them. Raises BadInput."""
    try:
        modes = modes_named(names)
    except ValueError as error:
        raise BadInput(str(error)) from error
    if weights.has_tuned:
        return modes
    possible = tuple(mode for mode in modes if not mode.uses_adapter)
    if not possible or (names.strip().lower() != "all" and possible != modes):
        give = "--tuned-model-name" if isinstance(weights, Served) else "--adapter or --tuned-model"
        raise BadInput(f"There are no tuned weights for {weights.title}: give {give}.")
    if possible != modes:
        sys.stderr.write("No tuned weights were given: the tuned modes are left out.\n")
    return possible
