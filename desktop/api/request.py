"""Reads what a program asks for: OpenAI's chat completion request, as a question of ours.

Says no to what would be answered differently from what was asked: tools, pictures, several choices,
penalties. Other fields that change no answer are passed over, as OpenAI's own servers do.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Annotated, Literal

from pydantic import BaseModel, Field, ValidationError

from desktop.api.refusal import Refusal
from desktop.comparison import Asked
from desktop.modes import Mode
from desktop.types import Answer, Role, Sampling, Stats, Stop, Turn

PREFIX = "quire-"
_SEEDS = 2**32
_NOT_OFFERED = {
    "n": (1, "One answer is given to one request: leave n at 1."),
    "logprobs": (False, "No probabilities are given: leave logprobs out."),
    "presence_penalty": (0, "Penalties are not offered: leave presence_penalty out."),
    "frequency_penalty": (0, "Penalties are not offered: leave frequency_penalty out."),
    "tools": ([], "These models call no tools: leave tools out."),
    "functions": ([], "These models call no functions: leave functions out."),
}

_Words = Annotated[str, Field(min_length=1, max_length=200)]


class _Part(BaseModel):
    type: Literal["text"]
    text: str


class _Message(BaseModel):
    role: Literal["system", "developer", "user", "assistant"]
    content: str | list[_Part] | None = None

    @property
    def text(self) -> str:
        if isinstance(self.content, list):
            return "".join(part.text for part in self.content)
        return self.content or ""


class _StreamOptions(BaseModel):
    include_usage: bool = False


class _Format(BaseModel):
    type: Literal["text"]


class _Chat(BaseModel):
    model: str
    messages: Annotated[list[_Message], Field(min_length=1, max_length=2000)]
    temperature: Annotated[float, Field(ge=0, le=5)] | None = None
    top_p: Annotated[float, Field(gt=0, le=1)] | None = None
    max_tokens: Annotated[int, Field(ge=1, le=100_000)] | None = None
    max_completion_tokens: Annotated[int, Field(ge=1, le=100_000)] | None = None
    seed: int | None = None
    stop: _Words | Annotated[list[_Words], Field(max_length=16)] | None = None
    stream: bool | None = None
    stream_options: _StreamOptions | None = None
    response_format: _Format | None = None
    n: object = None
    logprobs: object = None
    presence_penalty: object = None
    frequency_penalty: object = None
    tools: object = None
    functions: object = None


@dataclass(frozen=True, slots=True)
class ChatRequest:
    """What a program asks, in our words."""

    mode: Mode
    asked: Asked
    streams: bool
    wants_usage: bool  # at the end of a stream


def read_request(body: bytes, able: Sequence[Mode]) -> ChatRequest:
    """The request in the body, to one of the modes that can answer. Raises Refusal."""
    try:
        chat = _Chat.model_validate_json(body)
    except ValidationError as error:
        raise _not_understood(error) from error
    for name, (usual, sentence) in _NOT_OFFERED.items():
        if getattr(chat, name) not in (None, usual):
            raise Refusal(400, sentence, param=name)
    mode = named(chat.model, able)
    options = chat.stream_options
    return ChatRequest(
        mode, _asked(chat, mode), bool(chat.stream), options is not None and options.include_usage
    )


def named(model: str, able: Sequence[Mode]) -> Mode:
    """The mode that a model's name means. Raises Refusal."""
    for mode in able:
        if model == f"{PREFIX}{mode.value}":
            return mode
    names = ", ".join(f"{PREFIX}{mode.value}" for mode in able)
    raise Refusal(
        404, f'There is no model "{model[:100]}" here: choose from {names}.', "model_not_found",
        "model",
    )  # fmt: skip


def _not_understood(error: ValidationError) -> Refusal:
    first = error.errors()[0]
    place = ".".join(str(part) for part in first["loc"])
    where = f"In the request, {place}: " if place else "The request is not understood: "
    return Refusal(400, f"{where}{first['msg'].rstrip('.')}.", param=place or None)


def _asked(chat: _Chat, mode: Mode) -> Asked:
    """The last message as the question, those before as turns, the systems' as an instruction."""
    system = [m.text for m in chat.messages if m.role in ("system", "developer")]
    talk = list(_joined([m for m in chat.messages if m.role in ("user", "assistant")]))
    if not talk or talk[-1][0] != "user":
        raise Refusal(400, "The last message has to be the user's question.", param="messages")
    if talk[0][0] != "user":
        raise Refusal(400, "The first message has to be the user's.", param="messages")
    turns = tuple(
        Turn(asked, (), {mode: _said(mode, answer)})
        for (_, asked), (_, answer) in zip(talk[:-1:2], talk[1::2], strict=True)
    )
    return Asked(
        talk[-1][1], (mode,), _sampling(chat), turns, instruction="\n\n".join(filter(None, system))
    )


def _joined(messages: Sequence[_Message]) -> Iterator[tuple[Role, str]]:
    """The messages in turn; several of one speaker are one."""
    for role, several in groupby(messages, key=lambda message: message.role):
        speaker: Role = "assistant" if role == "assistant" else "user"
        yield speaker, "\n\n".join(message.text for message in several)


def _said(mode: Mode, text: str) -> Answer:
    # An assistant that said nothing still had its turn.
    return Answer(mode, text or " ", (), (), Stop.END, Stats(0, 0, 0, 0.0, 0.0, 0))


def _sampling(chat: _Chat) -> Sampling:
    usual = Sampling()
    most = chat.max_completion_tokens or chat.max_tokens or usual.max_tokens
    stop = (chat.stop,) if isinstance(chat.stop, str) else tuple(chat.stop or ())
    return Sampling(
        seed=(chat.seed or 0) % _SEEDS,
        temperature=usual.temperature if chat.temperature is None else chat.temperature,
        top_p=usual.top_p if chat.top_p is None else chat.top_p,
        max_tokens=most,
        stop=stop,
    )
