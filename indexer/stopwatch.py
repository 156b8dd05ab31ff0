"""Where the time of a search goes.

Knows only the names of its parts.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from time import perf_counter

from indexer.types import Milliseconds


class Stopwatch:
    """Seconds by part; a part may come several times. What is between parts counts as fusing."""

    def __init__(self) -> None:
        self._began = perf_counter()
        self._seconds: defaultdict[str, float] = defaultdict(float)

    @contextmanager
    def on(self, part: str) -> Iterator[None]:
        """Count what is done within to a part: embed, dense, keyword, fuse or rerank."""
        began = perf_counter()
        try:
            yield
        finally:
            self._seconds[part] += perf_counter() - began

    def milliseconds(self) -> Milliseconds:
        """The parts until now; together they are the total."""
        total = perf_counter() - self._began
        told = {part: 1000 * seconds for part, seconds in self._seconds.items()}
        rest = 1000 * total - sum(told.values())
        return Milliseconds(
            embed=told.get("embed", 0.0),
            dense=told.get("dense", 0.0),
            keyword=told.get("keyword", 0.0),
            fuse=told.get("fuse", 0.0) + rest,
            total=1000 * total,
            rerank=told.get("rerank", 0.0),
        )
