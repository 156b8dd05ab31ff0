"""OpenAI's JSON shapes, with what only Quire has in one field more: `quire`. Knows no network."""

from __future__ import annotations

import json
import secrets
import time
from collections.abc import Sequence
from typing import Any

from desktop import contract
from desktop.api.refusal import Refusal
from desktop.api.request import PREFIX, ChatRequest
from desktop.modes import Mode
from desktop.types import Answer, ModelInfo, Retrieved, Stats, Stop

Json = dict[str, Any]


def error(refusal: Refusal) -> Json:
    """A refusal."""
    return {
        "error": {
            "message": str(refusal),
            "type": refusal.kind,
            "param": refusal.param,
            "code": refusal.code,
        }
    }


def models(able: Sequence[Mode], info: ModelInfo | None, since: int) -> Json:
    """The list of models."""
    return {"object": "list", "data": [model(mode, info, since) for mode in able]}


def model(mode: Mode, info: ModelInfo | None, since: int) -> Json:
    """One model; its window under the name that vLLM gives it, once it is loaded."""
    shape: Json = {
        "id": f"{PREFIX}{mode.value}",
        "object": "model",
        "created": since,
        "owned_by": "quire",
        "quire": {"meaning": mode.meaning},
    }
    if info is not None:
        shape["max_model_len"] = info.context
        shape["quire"]["name"] = info.name
    return shape


class Completion:
    """One answer on its way: whole at the end, or piece by piece."""

    def __init__(self, request: ChatRequest) -> None:
        self._request = request
        self._head: Json = {
            "id": f"chatcmpl-{secrets.token_hex(12)}",
            "created": int(time.time()),
            "model": f"{PREFIX}{request.mode.value}",
        }

    def whole(self, answer: Answer, retrieved: Retrieved | None) -> Json:
        """The answer in one piece."""
        message: Json = {"role": "assistant", "content": answer.text, "refusal": None}
        if answer.thought:
            message["reasoning_content"] = answer.thought
        choice = {"index": 0, "message": message, "logprobs": None,
                  "finish_reason": _reason(answer)}  # fmt: skip
        return {
            **self._head,
            "object": "chat.completion",
            "choices": [choice],
            "usage": _usage(answer.stats),
            "quire": contract.answered(retrieved, answer),
        }

    def opening(self) -> Json:
        """The first chunk: whose turn it is."""
        return self._chunk({"role": "assistant", "content": ""})

    def piece(self, text: str) -> Json:
        """Some of what is said."""
        return self._chunk({"content": text})

    def thought(self, text: str) -> Json:
        """Some of what is thought."""
        return self._chunk({"reasoning_content": text})

    def closing(self, answer: Answer, retrieved: Retrieved | None) -> list[Json]:
        """The last chunk, and the figures where they were asked for."""
        end = self._chunk({}, _reason(answer))
        end["quire"] = contract.answered(retrieved, answer)
        if not self._request.wants_usage:
            return [end]
        usage = {**self._chunk({}), "choices": [], "usage": _usage(answer.stats)}
        return [end, usage]

    def _chunk(self, delta: Json, reason: str | None = None) -> Json:
        choice = {"index": 0, "delta": delta, "logprobs": None, "finish_reason": reason}
        return {**self._head, "object": "chat.completion.chunk", "choices": [choice]}


def event(shape: Json | None) -> bytes:
    """One event of a stream; None: its end."""
    text = "[DONE]" if shape is None else json.dumps(shape, ensure_ascii=False)
    return f"data: {text}\n\n".encode()


def _reason(answer: Answer) -> str:
    return "length" if answer.stop is Stop.LENGTH else "stop"


def _usage(stats: Stats) -> Json:
    return {
        "prompt_tokens": stats.prompt_tokens,
        "completion_tokens": stats.generated_tokens,
        "total_tokens": stats.prompt_tokens + stats.generated_tokens,
        "prompt_tokens_details": {"cached_tokens": stats.reused_tokens},
    }
