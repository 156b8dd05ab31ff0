"""Batches over a context that are run only to see how long they take; nothing of them stays."""

from __future__ import annotations

import time

from desktop.engine.costs import SHORT_SECONDS
from desktop.engine.fitting import Runs
from desktop.engine.llama import Context, Row

# Rows of a small model that are run one after another: its threads wait for each other now and
# then, and the best of single rows hides that. Measured on two cores with the starter model: the
# best row takes 0.4 ms with two threads and 0.5 with one, a row among others 0.54 and 0.50.
_STRETCH = 24


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

    def read(tokens: int, threads: int) -> float:
        context.use_threads(threads, threads)
        return seconds([Row(i, i, 0, i == tokens - 1) for i in range(tokens)])

    def step(threads: int) -> float:
        context.use_threads(threads, threads)
        once = seconds([Row(0, 0, 0, True)])
        if once > SHORT_SECONDS:
            return once
        started = time.perf_counter()
        for place in range(_STRETCH):
            context.decode([Row(place, place, 0, True)])
            context.logits(0)
        passed = time.perf_counter() - started
        context.cut(0, 0)
        return passed / _STRETCH

    held = context.sequences
    return Runs(
        step=step,
        read=read,
        lanes=lambda n: seconds([Row(i, i // held, i % held, True) for i in range(n)]),
        rows=lambda n: seconds([Row(i, i, 0, True) for i in range(n)]),
    )
