"""One answer on its way: how far its prompt is read, what it said, and why it ends.

Token ids and bytes inside; whole characters out. Knows nothing of llama.cpp: pieces and the
question whether a token ends an answer are passed in.
"""

from __future__ import annotations

import codecs
import time
from collections.abc import Sequence
from dataclasses import dataclass, field

from desktop.types import Sampling, Stats, Stop

_LOOP_TOKENS = 96  # so many tokens that only repeat are a loop, and not a table or a refrain
_LOOP_REPEATS = 6
_LONGEST_PERIOD = _LOOP_TOKENS // 2

LOOPED = "The model kept repeating itself, so its answer was ended."


@dataclass(frozen=True, slots=True)
class Work:
    """What one lane is asked."""

    lane: str
    prompt: list[int]
    sampling: Sampling
    started: float  # time.perf_counter() when it was asked
    stop_strings: tuple[str, ...] = ()
    standing: int = 0  # tokens of the prompt that stand before every question


@dataclass(slots=True)
class Lane:
    """The state of one answer; changed by the decode loop alone."""

    name: str
    prompt: list[int]
    sequence: int
    window: int  # tokens that the sequence holds
    max_tokens: int
    seed: int
    started: float  # time.perf_counter() when it was asked
    reused: int = 0
    stop_strings: tuple[str, ...] = ()
    standing: int = 0  # tokens of the prompt that stand before every question
    evaluated: list[int] = field(default_factory=list)  # what the sequence's cache holds
    generated: list[int] = field(default_factory=list)
    stop: Stop | None = None
    error: str = ""
    plain: int = field(init=False)  # of the evaluated, those with which nothing was guessed ahead
    _first: float = 0.0
    _last: float = 0.0
    _most: int = field(init=False)  # tokens that can be said
    _text: TextOut = field(init=False)

    def __post_init__(self) -> None:
        self._most = min(self.max_tokens, self.window - len(self.prompt))
        self.plain = len(self.prompt)
        self._text = TextOut(self.stop_strings)

    @property
    def is_plain(self) -> bool:
        """Whether what was evaluated before the last token is what it is without guessing."""
        return self.plain == len(self.evaluated) - 1

    @property
    def reading(self) -> bool:
        """Whether prompt tokens are still to be evaluated."""
        return self.stop is None and len(self.evaluated) < len(self.prompt)

    @property
    def answering(self) -> bool:
        """Whether its next token is due."""
        return self.stop is None and bool(self.generated)

    @property
    def unread(self) -> int:
        """How many."""
        return max(0, len(self.prompt) - len(self.evaluated))

    @property
    def length(self) -> int:
        """Tokens of prompt and answer."""
        return len(self.prompt) + len(self.generated)

    def take(self, token: int, piece: bytes, ends: bool) -> str:
        """The model's next token; gives the text to show. Sets `stop` where the lane is done."""
        self._last = now = time.perf_counter()
        self._first = self._first or now
        self.generated.append(token)
        if ends:
            self.stop = Stop.END
            return self._text.finish()
        shown = self._text.add(piece)
        if self._text.found_stop:
            self.stop = Stop.END
        elif len(self.generated) >= self._most:
            self.stop = Stop.LENGTH
        elif is_loop(self.generated):
            self.stop, self.error = Stop.LENGTH, LOOPED
        return shown + self._text.finish() if self.stop else shown

    def end(self, stop: Stop, error: str = "") -> str:
        """End from outside; gives text that was held back."""
        self.stop, self.error = stop, error
        return self._text.finish()

    def stats(self) -> Stats:
        """The figures so far."""
        count = len(self.generated)
        seconds = self._last - self._first
        return Stats(
            prompt_tokens=len(self.prompt),
            reused_tokens=self.reused,
            generated_tokens=count,
            first_token_ms=(self._first - self.started) * 1000 if self._first else 0.0,
            tokens_per_second=(count - 1) / seconds if count > 1 and seconds > 0 else 0.0,
            seed=self.seed,
        )


class TextOut:
    """Bytes in, whole characters out; what may turn into a stop string is held back.

    Bytes that are no text, as from an unpractised model, and half a character at the end are left
    out.
    """

    def __init__(self, stop_strings: Sequence[str] = ()) -> None:
        self._decoder = codecs.getincrementaldecoder("utf-8")(errors="ignore")
        self._stop_strings = tuple(s for s in stop_strings if s)
        self._has_half = False  # a character
        self._held = ""
        self.found_stop = False

    def add(self, piece: bytes) -> str:
        """The text that can be shown now."""
        if self.found_stop:
            return ""
        self._held += self._decoded(piece)
        places = [p for p in map(self._held.find, self._stop_strings) if p >= 0]
        if places:
            self.found_stop = True
            self._held = self._held[: min(places)]
            return self._release(0)
        return self._release(self._beginning_of_stop())

    def _decoded(self, piece: bytes) -> str:
        if not self._has_half and piece.isascii():
            return piece.decode()
        text = self._decoder.decode(piece)
        self._has_half = bool(self._decoder.getstate()[0])
        return text

    def finish(self) -> str:
        """What is left at the end."""
        if not self.found_stop:
            self._held += self._decoder.decode(b"", final=True)
        return self._release(0)

    def _release(self, keep: int) -> str:
        cut = len(self._held) - keep
        shown, self._held = self._held[:cut], self._held[cut:]
        return shown

    def _beginning_of_stop(self) -> int:
        """How many characters at the end may be the beginning of a stop string."""
        longest = 0
        for stop in self._stop_strings:
            if stop[0] not in self._held:
                continue
            for length in range(min(len(stop) - 1, len(self._held)), longest, -1):
                if self._held.endswith(stop[:length]):
                    longest = length
                    break
        return longest


def is_loop(tokens: Sequence[int]) -> bool:
    """Whether the end of the tokens only repeats: one stretch, six times over or more."""
    if len(tokens) < _LOOP_TOKENS or len(tokens) % 8:
        return False
    tail = list(tokens[-_LOOP_TOKENS * 3 :])
    for period in range(1, _LONGEST_PERIOD + 1):
        if tail[-1] != tail[-1 - period]:
            continue  # told sooner than by the whole stretch: most tokens repeat nothing
        span = max(_LOOP_TOKENS, period * _LOOP_REPEATS)
        if span <= len(tail) and tail[-span:-period] == tail[len(tail) - span + period :]:
            return True
    return False
