"""The command that puts a question set to the modes: evaluate."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from desktop.asking_commands import modes_for
from desktop.builder import DONE, SOME_FAILED, Builder, HomeOption, JsonOption, home_of
from desktop.comparison import Asked
from desktop.model_options import (
    AdapterOption,
    CacheOption,
    ModelOption,
    ModelOptions,
    NameOption,
    TunedNameOption,
    TunedOption,
)
from desktop.printing import print_json, print_lines
from desktop.types import Sampling


def add_evaluation_commands(app: typer.Typer, builder: Builder) -> None:
    """Add it to the others."""

    @app.command()
    def evaluate(  # the command line's own list of options is this long
        context: typer.Context,
        questions: Annotated[Path, typer.Argument(help="CSV: question,answer,document,page,kind.")],
        out: Annotated[Path, typer.Option("--out", help="A folder for the results.")],
        mode: Annotated[
            str, typer.Option(help="base, rag, tuned, combined, several with commas, or all.")
        ] = "all",
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
        """Ask a whole set of questions and count what is right; goes on where it was cut off."""
        # Measured: importing this with the others costs every command 0.2 s.
        from desktop.evaluation.carrying_out import Order, carry_out

        found = home_of(context, home)
        weights = ModelOptions(
            model, adapter, tuned_model, kv_cache, model_name, tuned_model_name
        ).weights(builder, found)
        sampling = Sampling(seed=seed, temperature=temperature, max_tokens=max_tokens)
        how = Asked("", modes_for(mode, weights), sampling).of(weights)
        done = carry_out(Order(questions, out, how, weights, found), builder)
        if as_json:
            print_json(done.document)
        else:
            print_lines(done.lines)
        return SOME_FAILED if done.some_failed else DONE
