"""Reads what a server says: its chunks, as pieces of an answer. Knows no network."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from pydantic import BaseModel, Field, ValidationError

from desktop.errors import DesktopError

_Count = Annotated[int, Field(ge=0, lt=2**31)]


class NotUnderstood(DesktopError):
    """A chunk is none."""


class ServersError(DesktopError):
    """The server says that something went wrong."""

    def __init__(self, said: object) -> None:
        super().__init__("the server says that something went wrong")
        self.said = said


class _Words(BaseModel):
    content: str | None = None
    reasoning_content: str | None = None  # llama-server's and DeepSeek's name for it
    reasoning: str | None = None  # vLLM's


class _Choice(BaseModel):
    delta: _Words | None = None
    message: _Words | None = None  # of an answer that is not streamed
    finish_reason: str | None = None


class _Details(BaseModel):
    cached_tokens: _Count | None = None


class _Usage(BaseModel):
    prompt_tokens: _Count = 0
    completion_tokens: _Count = 0
    prompt_tokens_details: _Details | None = None


class _Chunk(BaseModel):
    choices: list[_Choice] = []
    usage: _Usage | None = None
    error: object = None


@dataclass(frozen=True, slots=True)
class Usage:
    """The figures that a server gives. Tokens."""

    prompt: int
    reused: int
    generated: int


@dataclass(frozen=True, slots=True)
class Piece:
    """Some of an answer."""

    thought: str = ""
    said: str = ""
    finish: str = ""  # the server's word for why the answer ended; "": it has not
    usage: Usage | None = None


def read_piece(data: bytes) -> Piece | None:
    """The piece in the data of one event; None: the stream's end.

    Raises NotUnderstood, or ServersError with what the server says of it.
    """
    if data == b"[DONE]":
        return None
    try:
        chunk = _Chunk.model_validate_json(data)
    except ValidationError as error:
        raise NotUnderstood("what the server says is not understood") from error
    if chunk.error:
        raise ServersError(chunk.error)
    choice = chunk.choices[0] if chunk.choices else _Choice()
    words = choice.delta or choice.message or _Words()
    return Piece(
        thought=words.reasoning_content or words.reasoning or "",
        said=words.content or "",
        finish=choice.finish_reason or "",
        usage=_usage(chunk.usage) if chunk.usage else None,
    )


def _usage(told: _Usage) -> Usage:
    details = told.prompt_tokens_details
    reused = (details.cached_tokens or 0) if details else 0
    return Usage(told.prompt_tokens, min(reused, told.prompt_tokens), told.completion_tokens)
