"""What the command line writes on standard output: for a person, or as one JSON document."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence

from desktop import contract
from desktop.progress_line import summary
from desktop.types import Answer, Retrieved
from indexer import FileReport


def print_answers(answers: list[Answer], retrieved: Retrieved | None, streamed: bool) -> None:
    """Each answer under its mode, then what was cited. `streamed`: the text is already there."""
    lines: list[str] = []
    for answer in answers:
        if answer.error:
            lines.append(f"{answer.mode.heading}: {answer.error}")
        elif not streamed:
            lines.append(f"── {answer.mode.heading} ({answer.mode.meaning})\n{answer.text}\n")
        else:
            lines.append("")
    cited = {citation.n: citation for answer in answers for citation in answer.citations}
    lines += [f"[{n}] {c.document}, page {c.page_label}" for n, c in sorted(cited.items())]
    if retrieved and retrieved.note and retrieved.passages:
        lines.append(retrieved.note)
    print_lines(lines)


def print_added(reports: list[FileReport], seconds: float, as_json: bool) -> None:
    """What became of the files."""
    if as_json:
        print_json(contract.added(reports, seconds))
        return
    ready = sum(report.status.found_something for report in reports)
    print_lines(
        [summary(report) for report in reports if not report.status.found_something]
        + [f"{ready} of {len(reports)} files are in the library, after {seconds:.1f} s."]
    )


def print_json(document: contract.Json) -> None:
    """One JSON document."""
    sys.stdout.write(json.dumps(document, ensure_ascii=False, indent=2) + "\n")


def print_lines(lines: Sequence[str]) -> None:
    """Lines for a person."""
    sys.stdout.write("\n".join(lines) + "\n")
