"""Whether other programs disturbed a measurement. Knows processors' times, and nothing else."""

from __future__ import annotations

import time

import psutil

_LITTLE = 0.3  # cores, that something or other always uses


class Watch:
    """Watches from when it is made; what is measured uses `threads` at most."""

    def __init__(self, threads: int) -> None:
        self._free_cores = max(_LITTLE, (psutil.cpu_count() or 1) - threads)
        self._began = time.perf_counter()
        self._own, self._all = _busy_seconds()

    @property
    def undisturbed(self) -> bool:
        """Whether the others left enough of the processor."""
        own, everything = _busy_seconds()
        passed = max(time.perf_counter() - self._began, 1e-6)
        others = ((everything - self._all) - (own - self._own)) / passed
        return others <= self._free_cores


def _busy_seconds() -> tuple[float, float]:
    """This process's, and those of all."""
    mine, every = psutil.Process().cpu_times(), psutil.cpu_times()
    idle = every.idle + getattr(every, "iowait", 0.0)
    return mine.user + mine.system, sum(every) - idle
