"""The real PDFs: whether each comes to what it should, how fast they are read, and in what memory.

Rows of `tests.benchmarks.indexer`.
"""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from time import sleep

import psutil

from indexer import Phase
from tests.benchmarks.articles import SHARED
from tests.benchmarks.parts import Line, add, opened
from tests.benchmarks.reading import REPORTS, ROUNDS, timed, with_ours, with_pypdf
from tests.benchmarks.report_questions import NIKE, THREE_M
from tests.indexer.real_pdfs import ADDED, most_seconds

PDFS = SHARED / "pdfs"


def reading() -> Iterator[Line]:
    """Pages a second from file to pages, the best of some rounds, beside pypdf's plain text."""
    pages, theirs, ours = 0, 0.0, 0.0
    for name in REPORTS:
        rounds = [(timed(with_pypdf, PDFS / name), timed(with_ours, PDFS / name))
                  for _ in range(ROUNDS)]  # fmt: skip
        pages += rounds[0][1][0]
        theirs += min(there[1] for there, _ in rounds)
        ours += min(here[1] for _, here in rounds)
    yield Line(
        "two annual reports: reading alone, pages a second", f"{pages / ours:.0f}",
        f"{pages / theirs:.1f}", f"{theirs / ours:.1f}", "15 times pypdf",
    )  # fmt: skip


def files() -> Iterator[Line]:
    """Every PDF beside the checkout: its status, and its time as a share of what it may take."""
    with opened() as (library, _):
        said = [one.report for one in library.add([PDFS]) if one.phase is Phase.DONE]
    reports = {report.path.name: report for report in said if report is not None}
    right = [name for name, status in ADDED.items()
             if name in reports and reports[name].status is status]  # fmt: skip
    yield Line(
        "every PDF in ../shared/pdfs: a correct status", f"{len(right)} of {len(ADDED)}",
        wanted="all",
    )  # fmt: skip
    for name in ADDED.keys() - set(right):
        found = reports[name].status.value if name in reports else "nothing said"
        yield Line(f"  {name}", found, wanted=ADDED[name].value)
    shares = {name: one.seconds / most_seconds(one.pages) for name, one in reports.items()}
    slowest = max(shares, key=lambda name: shares[name])
    yield Line(
        f"  the slowest for its limit: {slowest}", f"{reports[slowest].seconds:.1f} s", "",
        f"{shares[slowest]:.2f}", "below 1 of its time limit",
    )  # fmt: skip


def memory() -> Iterator[Line]:
    """1,000 pages: the most that this process and its children take, but for the encoder's."""
    with opened() as (library, _):
        encoder = {child.pid for child in psutil.Process().children(recursive=True)}
        before = own_bytes(psutil.Process())
        files = [PDFS / name for name in (THREE_M, NIKE, "book-free-culture.pdf")]
        files += [PDFS / name for name in ("book-geotopo-german.pdf", "article-tam-review.pdf")]
        peak, pages = 0, 0
        with sampled(lambda: bytes_without(encoder)) as samples:
            pages = sum(report.pages for report in add(library, files))
        peak = max(samples) - before
        yield Line(
            f"peak memory while indexing {pages} pages, above the encoder's",
            f"{peak / 2**20:.0f} MB", wanted="400 MB for 1,000",
        )  # fmt: skip


@contextmanager
def sampled(measure: Callable[[], int]) -> Iterator[list[int]]:
    """What a figure is every 50 ms."""
    found: list[int] = []
    stop = threading.Event()

    def watch() -> None:
        while not stop.is_set():
            found.append(measure())
            sleep(0.05)

    thread = threading.Thread(target=watch, daemon=True)
    thread.start()
    try:
        yield found
    finally:
        stop.set()
        thread.join()


def bytes_without(left_out: set[int]) -> int:
    """Bytes of this process and its children, but for some."""
    here = psutil.Process()
    total = own_bytes(here)
    for child in here.children(recursive=True):
        if child.pid not in left_out:
            with contextlib.suppress(psutil.Error):
                total += own_bytes(child)
    return total


def own_bytes(process: psutil.Process) -> int:
    """A process's memory; what it shares with others in equal parts, where the system says so."""
    full = process.memory_full_info()
    return int(getattr(full, "pss", full.uss))
