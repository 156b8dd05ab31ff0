"""Renders a chat template that came with a model, in a process that may hang or blow up.

The template is a program by a stranger: it runs in Jinja's sandbox, in a child that its parent
limits and ends. Knows only messages as role and content.
"""

from __future__ import annotations

import json
from datetime import datetime
from typing import NoReturn

from jinja2 import TemplateError
from jinja2.ext import loopcontrols
from jinja2.sandbox import ImmutableSandboxedEnvironment

from indexer import Channel, Frame


def serve(channel: Channel) -> None:
    """Say that it is there, take {"template", "bos", "eos"}, then render each {"messages"}."""
    channel.send({"ready": True})
    first = channel.receive()
    environment = _environment()
    try:
        template = environment.from_string(first["template"])
    except (TemplateError, RecursionError, ValueError) as error:
        channel.send({"error": _reason(error)})
        return
    names = {"bos_token": first["bos"], "eos_token": first["eos"]}
    while True:
        try:
            frame = channel.receive()
        except (EOFError, OSError):
            return
        try:
            text = template.render(
                messages=frame["messages"], add_generation_prompt=True, tools=None, **names
            )
            answer: Frame = {"text": text}
        except Exception as error:  # whatever a stranger's program raises is its own failure
            answer = {"error": _reason(error)}
        channel.send(answer)


def _environment() -> ImmutableSandboxedEnvironment:
    # The settings under which such templates are written (those of transformers).
    environment = ImmutableSandboxedEnvironment(
        trim_blocks=True, lstrip_blocks=True, extensions=[loopcontrols]
    )
    environment.globals["raise_exception"] = _raise
    environment.globals["strftime_now"] = lambda layout: datetime.now().strftime(layout)
    environment.filters["tojson"] = lambda value, **_: json.dumps(value, ensure_ascii=False)
    return environment


def _raise(message: str) -> NoReturn:
    raise TemplateError(message)


def _reason(error: Exception) -> str:
    return f"{type(error).__name__}: {error}"[:300]
