"""Reads a prompt piece by piece, and hears within a piece that it need not go on.

Knows a context, token ids and sequences; not whose prompt it is.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from desktop.engine.llama import Aborted, Context, Row

IsOff = Callable[[], bool]
"""Whether what is being read is no longer wanted."""


class Reader:
    """What reads prompts into the sequences of one context."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self._is_off: IsOff | None = None  # set while a piece is being read

    def listen(self) -> None:
        """Stop the piece that is being read, if it is off; from another thread."""
        is_off = self._is_off
        if is_off is not None and is_off():
            self._context.call_off()

    def read(self, piece: Sequence[int], first: int, sequence: int, is_off: IsOff) -> None:
        """Evaluate tokens for a sequence that holds `first` already; what follows the last one is
        known then. Raises Aborted, with nothing changed, or LlamaFailed."""
        last = len(piece) - 1
        rows = [Row(t, first + i, sequence, i == last) for i, t in enumerate(piece)]
        self._is_off = is_off
        try:
            self._context.go_on()
            if is_off():  # a moment ago: then `listen` found nothing to call off
                raise Aborted("called off")
            self._context.decode(rows)
        except Aborted:
            self._context.cut(sequence, first)
            raise
        finally:
            self._is_off = None
            self._context.go_on()
