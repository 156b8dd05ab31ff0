"""What the measures of the indexer share: a line of the table, and a library to measure."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from indexer import FileReport, Library, Phase, SentenceEncoder


@dataclass(frozen=True, slots=True)
class Line:
    """One figure, with the baseline's and what is wanted."""

    what: str
    ours: str
    baseline: str = ""
    ratio: str = ""
    wanted: str = ""


@contextmanager
def opened() -> Iterator[tuple[Library, Path]]:
    """An empty library with the real encoder, loaded, and a folder to lay files in."""
    with tempfile.TemporaryDirectory() as folder:
        encoder = SentenceEncoder()
        try:
            encoder.encode(["warm"])
            with Library.open(Path(folder) / "home", encoder) as library:
                yield library, Path(folder)
        finally:
            encoder.close()


def add(library: Library, files: Sequence[Path]) -> list[FileReport]:
    """Add files; every one must be found afterwards."""
    reports = [one.report for one in library.add(files) if one.phase is Phase.DONE]
    found = [report for report in reports if report is not None]
    assert all(report.status.found_something for report in found), found
    return found
