"""What a server tells of itself: its models and their windows. Knows no network."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel, Field, ValidationError

from desktop.errors import BadInput, ServerFailed
from desktop.types import Served

USUAL_WINDOW = 4096  # tokens, where a server does not tell
_LEAST, _MOST = 256, 100_000_000
_NAMED = 20  # models in a sentence


class _Model(BaseModel):
    """vLLM's name for the window, llama-server's, LM Studio's and others'."""

    id: str = Field(min_length=1, max_length=1000)
    max_model_len: object = None
    max_context_length: object = None
    context_length: object = None
    meta: object = None

    @property
    def window(self) -> int | None:
        told = (self.max_model_len, _dictionary(self.meta).get("n_ctx"), self.max_context_length,
                self.context_length)  # fmt: skip
        return next(filter(None, map(_window, told)), None)


class _Models(BaseModel):
    data: list[_Model]


@dataclass(frozen=True, slots=True)
class ServedModels:
    """Which models answer the base and the tuned modes, and the window of both."""

    base: str
    tuned: str  # "": none
    window: int | None  # tokens; None: not told


def choose_models(listed: Any, served: Served, address: str) -> ServedModels:
    """Those that were named, or the only one. Raises BadInput, and ServerFailed for nonsense."""
    models = _read(listed, address)
    names = _names(list(models))
    base = served.name or _only(list(models), address)
    for name in filter(None, (base, served.tuned_name)):
        if name not in models:
            raise BadInput(f'The server at {address} has no model "{name}": it has {names}.')
    windows = [models[name].window for name in filter(None, (base, served.tuned_name))]
    told = [window for window in windows if window is not None]
    return ServedModels(base, served.tuned_name, min(told) if told else None)


def names_of(listed: Any, address: str) -> tuple[str, ...]:
    """The models that there are, one at least. Raises BadInput, and ServerFailed for nonsense."""
    names = tuple(_read(listed, address))
    if not names:
        raise _empty(address)
    return names


def window_of_properties(properties: Any) -> int | None:
    """The window in what llama-server tells of itself."""
    settings = _dictionary(_dictionary(properties).get("default_generation_settings"))
    return _window(settings.get("n_ctx"))


def _read(listed: Any, address: str) -> dict[str, _Model]:
    try:
        return {model.id: model for model in _Models.model_validate(listed).data}
    except ValidationError as error:
        raise ServerFailed(
            f"What the server at {address} says is not OpenAI's protocol: check its address, "
            "which usually ends in /v1."
        ) from error


def _empty(address: str) -> BadInput:
    return BadInput(f"The server at {address} has no model: load one there.")


def _only(names: list[str], address: str) -> str:
    if not names:
        raise _empty(address)
    if len(names) > 1:
        raise BadInput(
            f"The server at {address} has {len(names)} models ({_names(names)}): choose one with "
            "--model-name."
        )
    return names[0]


def _names(names: list[str]) -> str:
    shown = ", ".join(name[:100] for name in names[:_NAMED]) or "none"
    return shown if len(names) <= _NAMED else f"{shown} and {len(names) - _NAMED} more"


def _window(told: object) -> int | None:
    if isinstance(told, int) and not isinstance(told, bool) and _LEAST <= told <= _MOST:
        return told
    return None


def _dictionary(told: object) -> dict[Any, Any]:
    return told if isinstance(told, dict) else {}
