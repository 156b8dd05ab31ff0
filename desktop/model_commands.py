"""The commands about models and this machine: models, and doctor."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import Annotated

import typer

from desktop.builder import DONE, SOME_FAILED, Builder, HomeOption, JsonOption, home_of
from desktop.doctor import Examined, Finding, examine
from desktop.download.get_command import get_model, is_here, print_offers
from desktop.download.offers import OFFERS, offer_named
from desktop.engine import look_at_machine
from desktop.home import Home
from desktop.model_options import ModelOption, ModelOptions, NameOption, TunedNameOption
from desktop.model_shapes import card_shape, examined, offer_shape, server_shape
from desktop.models import Kind, ModelCard, fit_of, free_memory, read_card
from desktop.printing import print_json, print_lines
from desktop.types import Answerer, Served


def add_model_commands(app: typer.Typer, builder: Builder) -> None:
    """Add them to the others."""
    models = typer.Typer(help="The models that there are, and those to be had.")
    app.add_typer(models, name="models")

    @models.callback(invoke_without_command=True)
    def every(context: typer.Context, home: HomeOption = None, as_json: JsonOption = False) -> int:
        """The models that there are."""
        context.obj = home or context.obj
        if context.invoked_subcommand is None:
            return _list(builder, home_of(context, None), as_json)
        return DONE

    @models.command("list")
    def list_(context: typer.Context, home: HomeOption = None, as_json: JsonOption = False) -> int:
        """What there is, what it is used as, and whether it fits the memory that is free."""
        return _list(builder, home_of(context, home), as_json)

    @models.command()
    def check(
        context: typer.Context,
        file: Annotated[Path, typer.Argument(help="A GGUF file.")],
        as_json: JsonOption = False,
    ) -> int:
        """What a GGUF file is, and whether it can be used here."""
        return _check(file, as_json)

    @models.command("get")
    def get(
        context: typer.Context,
        name: Annotated[str, typer.Argument(help="As `models list` names it.")],
        yes: Annotated[
            bool, typer.Option("--yes", help="Do not ask: it may leave this machine.")
        ] = False,
        home: HomeOption = None,
        as_json: JsonOption = False,
    ) -> int:
        """Download a model: the one thing that leaves this machine, asked for each time."""
        return get_model(builder, home_of(context, home), offer_named(name), yes, as_json)

    @app.command()
    def doctor(
        context: typer.Context,
        model: ModelOption = None,
        model_name: NameOption = None,
        tuned_model_name: TunedNameOption = None,
        home: HomeOption = None,
        as_json: JsonOption = False,
    ) -> int:
        """What was found: processor, memory, models, library, window; and what to do about it."""
        found = home_of(context, home)
        options = ModelOptions(model, name=model_name, tuned_name=tuned_model_name)
        return _doctor(builder, found, options.weights(builder, found), as_json)


def _list(builder: Builder, home: Home, as_json: bool) -> int:
    files, free = builder.models(home), free_memory()
    chosen = builder.chosen(home)
    uses = _uses(chosen)
    cards = files.cards()
    if as_json:
        shapes = [
            card_shape(card, fit_of(card, free), uses.get(card.path, ""), speed)
            for card, speed in ((card, files.speed_of(card.path)) for card in cards)
        ]
        offers = [offer_shape(offer, offer.fit(free), is_here(offer, home)) for offer in OFFERS]
        server = server_shape(chosen)
        print_json({"models": shapes, "free_bytes": free, "offers": offers, "server": server})
    else:
        if isinstance(chosen, Served):
            print_lines([f"{chosen.title} answers, as it was chosen on the screen."])
        for card in cards:
            print_lines([_line(card, uses.get(card.path, ""), files.speed_of(card.path), free)])
        print_offers([offer for offer in OFFERS if not is_here(offer, home)], free)
    return SOME_FAILED if any(card.kind is Kind.UNUSABLE for card in cards) else DONE


def _check(file: Path, as_json: bool) -> int:
    card, free = read_card(file.expanduser().absolute()), free_memory()
    if as_json:
        print_json(card_shape(card, fit_of(card, free), "", None))
    else:
        print_lines([_line(card, "", None, free)])
    return SOME_FAILED if card.kind is Kind.UNUSABLE else DONE


def _doctor(builder: Builder, home: Home, chosen: Answerer, as_json: bool) -> int:
    looked_at = Examined(
        home=home,
        files=builder.models(home),
        chosen=chosen,
        engine=partial(builder.engine, home),
        machine=look_at_machine,
        library=lambda: builder.library(home),
    )
    findings: list[Finding] = []
    for finding in examine(looked_at):
        findings.append(finding)
        if not as_json:
            mark = "ok" if finding.good else "!!"
            print_lines([f"{mark}  {finding.name}: {finding.sentence}"])
    if as_json:
        print_json(examined(findings))
    return DONE if all(finding.good for finding in findings) else SOME_FAILED


def _uses(weights: Answerer) -> Mapping[Path | None, str]:
    if isinstance(weights, Served):
        return {}
    return {weights.merged: "merged", weights.adapter: "adapter", weights.base: "base"}


def _line(card: ModelCard, use: str, speed: float | None, free: int) -> str:
    """One file for a person: name and use, facts, how it fits, and where it lies."""
    if card.kind is Kind.UNUSABLE:
        return f"{card.name}\n   {card.problem}\n   {card.path}"
    fit = fit_of(card, free)
    facts = [
        card.kind.value,
        card.quantization,
        f"{card.file_bytes / 1e6:,.1f} MB",
        f"window up to {card.trained_context:,} tokens" if card.trained_context else "",
        f"{speed:,.0f} tokens/s here" if speed else "",
        f"{fit.fits} (needs {fit.needed_bytes / 1e9:.1f} of {free / 1e9:.1f} GB free)"
        if fit
        else "",
    ]
    head = f"{card.name}  [{use}]" if use else card.name
    return f"{head}\n   {', '.join(fact for fact in facts if fact)}\n   {card.path}"
