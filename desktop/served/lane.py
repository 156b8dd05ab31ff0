"""One lane of a server: what was asked, what has come, and its figures. Knows no network."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Any

from desktop.served.chunks import Piece, Usage
from desktop.served.harmless import harmless
from desktop.thinking import CLOSES, OPENS
from desktop.types import Delta, LaneEnded, LaneRequest, Sampling, Stats, Stop

_MOST_CHARACTERS_A_TOKEN = 64  # past that a server does not keep to max_tokens


class ServedLane:
    """One lane's answer as it comes."""

    def __init__(self, request: LaneRequest, sampling: Sampling) -> None:
        self.name = request.lane
        self._request = request
        self._sampling = sampling
        self._began = time.perf_counter()
        self._first = self._last = 0.0
        self._pieces = 0
        self._characters = 0
        self._thinks = False
        self._finish = ""
        self._usage: Usage | None = None

    def body(self, model: str) -> dict[str, Any]:
        """The request for it."""
        sampling = self._sampling
        body: dict[str, Any] = {
            "model": model,
            "messages": [
                {"role": message.role, "content": harmless(message.content)}
                for message in self._request.messages
            ],
            "stream": True,
            "stream_options": {"include_usage": True},
            "max_tokens": sampling.max_tokens,
            "temperature": sampling.temperature,
            "seed": sampling.seed,
        }
        if sampling.temperature > 0:
            body |= {"top_p": sampling.top_p, "top_k": sampling.top_k, "min_p": sampling.min_p}
        if sampling.repeat_penalty != 1.0:  # llama-server's name for it, and vLLM's
            body["repeat_penalty"] = body["repetition_penalty"] = sampling.repeat_penalty
        if sampling.stop:
            body["stop"] = list(sampling.stop)
        return body

    def hear(self, piece: Piece) -> Iterator[Delta]:
        """What the piece adds; what is thought stands between the marks that models write."""
        self._usage = piece.usage or self._usage
        self._finish = piece.finish or self._finish
        text = self._marked(piece)
        if text:
            self._last = time.perf_counter()
            self._first = self._first or self._last
            self._pieces += 1
            self._characters += len(text)
            yield Delta(self.name, text)

    @property
    def is_too_long(self) -> bool:
        """Whether far more has come than was asked for."""
        return self._characters > _MOST_CHARACTERS_A_TOKEN * (self._sampling.max_tokens + 1)

    @property
    def finished(self) -> bool:
        """Whether the server said why it ended."""
        return bool(self._finish)

    def ended(self, stop: Stop | None = None, error: str = "") -> LaneEnded:
        """The lane's last event; for `stop` None as the server says."""
        if stop is None:
            stop = Stop.LENGTH if self._finish == "length" or self.is_too_long else Stop.END
        return LaneEnded(self.name, stop, self._stats(), error)

    def _marked(self, piece: Piece) -> str:
        text = ""
        if piece.thought:
            text += piece.thought if self._thinks else OPENS + piece.thought
            self._thinks = True
        if piece.said:
            text += f"{CLOSES}\n\n{piece.said}" if self._thinks else piece.said
            self._thinks = False
        return text

    def _stats(self) -> Stats:
        usage = self._usage or Usage(0, 0, self._pieces)
        seconds = self._last - self._first
        return Stats(
            prompt_tokens=usage.prompt,
            reused_tokens=usage.reused,
            generated_tokens=usage.generated,
            first_token_ms=1000 * (self._first - self._began) if self._first else 0.0,
            tokens_per_second=(usage.generated - 1) / seconds if seconds > 0 else 0.0,
            seed=self._sampling.seed,
        )
