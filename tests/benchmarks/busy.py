"""Searching while 1,000 files are added: how long it takes then, and whether it finds what was said
to be done.

A row of `tests.benchmarks.indexer`.
"""

from __future__ import annotations

import os
import statistics
import threading
from collections.abc import Iterator
from pathlib import Path
from time import perf_counter, sleep

from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

from indexer import Library, Phase
from tests.benchmarks.parts import Line, opened

MANY = int(os.environ.get("QUIRE_FILES", "1000"))
_SECONDS_BETWEEN = 0.25
_LINES = 30  # of a page
_PAGES = 2


def busy() -> Iterator[Line]:
    """The time of a whole search, its embedding included, before and while files are added."""
    with opened() as (library, folder):
        files = [_file(folder, number) for number in range(MANY)]
        add_first = [one for one in library.add(files[:1]) if one.phase is Phase.DONE]
        assert add_first
        before = [_search(library, 0)[0] for _ in range(20)]
        times, found, seconds = _while_adding(library, files[1:])
    yield Line(
        f"a search while {MANY:,} files are added, 95th percentile",
        f"{sorted(times)[int(0.95 * len(times))]:.0f} ms",
        f"{sorted(before)[int(0.95 * len(before))]:.0f} ms", wanted="(baseline: while nothing is)",
    )  # fmt: skip
    yield Line("  the same, median", f"{statistics.median(times):.0f} ms",
               f"{statistics.median(before):.0f} ms")  # fmt: skip
    yield Line("  files found at once when said to be done", f"{sum(found)} of {len(found)}",
               wanted="all")  # fmt: skip
    yield Line("  files a second", f"{MANY / seconds:.1f}")


def _while_adding(library: Library, files: list[Path]) -> tuple[list[float], list[bool], float]:
    done = [0]
    times, found = [], []

    def add() -> None:
        for progress in library.add(files):
            if progress.phase is Phase.DONE:
                assert progress.report is not None
                assert progress.report.document_id is not None, progress.report.message
                done.append(int(progress.path.stem))

    adding = threading.Thread(target=add)
    began = perf_counter()
    adding.start()
    while adding.is_alive():
        took, right = _search(library, done[-1])
        times.append(took)
        found.append(right)
        sleep(_SECONDS_BETWEEN)
    seconds = perf_counter() - began
    assert len(done) == len(files) + 1
    return times, found, seconds


def _search(library: Library, number: int) -> tuple[float, bool]:
    """Milliseconds, and whether the file of this number was found."""
    began = perf_counter()
    hits = library.search(f"What is kept in depot {_name(number)}?").hits
    took = 1000 * (perf_counter() - began)
    return took, any(hit.passage.document == f"{number}.pdf" for hit in hits)


def _name(number: int) -> str:
    return "".join("bdfglmnprt"[int(digit)] + "aeiou"[int(digit) % 5] for digit in f"{number:04}")


def _file(folder: Path, number: int) -> Path:
    path = folder / f"{number}.pdf"
    canvas = Canvas(str(path), A4)
    for page in range(_PAGES):
        for line in range(_LINES):
            shelf = f"Shelf {page * _LINES + line} of depot {_name(number)} holds {line + 3} crates"
            canvas.drawString(72, 780 - 22 * line, f"{shelf} of tools, ropes and spare parts.")
        canvas.showPage()
    canvas.save()
    return path
