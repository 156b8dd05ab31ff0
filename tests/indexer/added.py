"""Adds files to a library, and gives what was reported of them."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from indexer import FileReport, Library, Progress


def reports(progress: Iterable[Progress]) -> list[FileReport]:
    """The reports, in the order in which they came."""
    return [one.report for one in progress if one.report is not None]


def add(library: Library, *paths: Path, password: str | None = None) -> list[FileReport]:
    """The reports by path."""
    found = reports(library.add(paths, password))
    return sorted(found, key=lambda report: report.path)


def outcome(report: FileReport) -> tuple[str, str, int | None]:
    """File name, status and document id."""
    return report.path.name, report.status.value, report.document_id
