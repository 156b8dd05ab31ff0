"""Pages a second from file to `Page` values, beside pypdf's plain text of the same files.

Ours is timed as the program does it: child processes started, both readers' work (text in reading
order, hidden words, furniture, labels and titles), limits and checks included. pypdf's is the loop
that everybody writes, in this process, its import not counted. Each is taken `ROUNDS` times, in
turn, and the best round counts.

    python -m tests.benchmarks.reading
"""

from __future__ import annotations

import logging
import sys
import time
from collections.abc import Callable
from pathlib import Path

from indexer.reader import read
from indexer.types import Page

SHARED = Path(__file__).parents[2].parent / "shared" / "pdfs"
REPORTS = ("report-3m-2018.pdf", "report-nike-2023.pdf")
ROUNDS = 3


def with_pypdf(path: Path) -> int:
    """How many pages pypdf has read."""
    import pypdf

    return sum(1 for page in pypdf.PdfReader(path).pages if page.extract_text() is not None)


def with_ours(path: Path) -> int:
    """How many pages our reader has read."""
    return sum(isinstance(value, Page) for value in read(path))


def timed(reader: Callable[[Path], int], path: Path) -> tuple[int, float]:
    """Pages, and seconds."""
    started = time.perf_counter()
    pages = reader(path)
    return pages, time.perf_counter() - started


def main() -> None:
    """Print the table."""
    import pypdf

    logging.getLogger(pypdf.__name__).setLevel(logging.CRITICAL)
    if not SHARED.is_dir():
        sys.exit("The real reports are not beside the checkout.")
    print(f"{'file':<26}{'pages':>6}{'pypdf':>12}{'ours':>12}{'ratio':>8}   (pages a second)")
    sums = [0.0, 0.0, 0.0]
    for name in REPORTS:
        rounds = [
            (timed(with_pypdf, SHARED / name), timed(with_ours, SHARED / name))
            for _ in range(ROUNDS)
        ]
        pages = rounds[0][1][0]
        theirs, ours = (min(one[n][1] for one in rounds) for n in (0, 1))
        sums = [sums[0] + pages, sums[1] + theirs, sums[2] + ours]
        print(_row(name, pages, theirs, ours))
    print(_row("both", int(sums[0]), sums[1], sums[2]))


def _row(name: str, pages: int, theirs: float, ours: float) -> str:
    ratio = theirs / ours
    return f"{name:<26}{pages:>6}{pages / theirs:>12.1f}{pages / ours:>12.1f}{ratio:>7.1f}x"


if __name__ == "__main__":
    main()
