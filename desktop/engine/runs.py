"""Batches over a context that are run only to see how long they take; nothing of them stays."""

from __future__ import annotations

import time

from desktop.engine.fitting import Runs
from desktop.engine.llama import Context, Row


def runs_over(context: Context) -> Runs:
    """What can be run over a context whose sequences are empty."""

    def seconds(rows: list[Row]) -> float:
        started = time.perf_counter()
        context.decode(rows)
        context.logits(len(rows) - 1)  # waits until it is computed
        passed = time.perf_counter() - started
        for sequence in {row.sequence for row in rows}:
            context.cut(sequence, 0)
        return passed

    def with_threads(threads: int, rows: list[Row]) -> float:
        context.use_threads(threads, threads)
        return seconds(rows)

    held = context.sequences
    return Runs(
        step=lambda n: with_threads(n, [Row(0, 0, 0, True)]),
        read=lambda p, n: with_threads(n, [Row(i, i, 0, i == p - 1) for i in range(p)]),
        lanes=lambda n: seconds([Row(i, i // held, i % held, True) for i in range(n)]),
        rows=lambda n: seconds([Row(i, i, 0, True) for i in range(n)]),
    )
