"""The results of a run as JSON and as CSV, and the writing of a file as a whole or not at all."""

from __future__ import annotations

import csv
import io
import json
import os
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

from desktop import contract
from desktop.choices import Choice, standings
from desktop.errors import BadInput
from desktop.evaluation.journal import Run
from desktop.evaluation.question_set import BadRow
from desktop.evaluation.summary import Row, Summary

_COLUMNS = (
    "line", "kind", "question", "expected", "mode", "correct", "says_so", "cited", "cited_right",
    "support", "page_found", "first_word_seconds", "tokens_per_second", "stop", "answer", "error",
)  # fmt: skip


def results_json(
    run: Run, summary: Summary, rows: Sequence[Row], bad: Sequence[BadRow], blind: Sequence[Choice]
) -> contract.Json:
    """Everything, as `results.json` holds it and `evaluate --json` prints it."""
    return {
        "run": asdict(run),
        "questions": summary.questions,
        "answerable": summary.answerable,
        "failed": summary.failed,
        "page_found": asdict(summary.page_found),
        "modes": {each.mode.value: _less(asdict(each), "mode") for each in summary.modes},
        "changes": [asdict(each) for each in summary.changes],
        "blind_choices": {each.mode.value: asdict(each.chosen) for each in standings(blind)},
        "bad_rows": [asdict(each) for each in bad],
        "results": [_result(row) for row in rows],
    }


def results_csv(rows: Sequence[Row]) -> str:
    """A line for each question and mode, as a spreadsheet takes it."""
    written = io.StringIO()
    writer = csv.writer(written)
    writer.writerow(_COLUMNS)
    for row in rows:
        item, result = row.item, row.result
        head = (item.line, item.kind, _cell(item.question), _cell(" | ".join(item.answers)))
        for mode, each in result.judged.items():
            verdict, answer = each.verdict, each.answer
            writer.writerow(
                (
                    *head, mode.value, verdict.correct, verdict.says_so, verdict.cited,
                    verdict.cited_right, verdict.support, result.page_found,
                    round(answer.stats.first_token_ms / 1000, 3),
                    round(answer.stats.tokens_per_second, 1), answer.stop.value,
                    _cell(answer.text), _cell(result.error),
                )
            )  # fmt: skip
        if not result.judged:
            writer.writerow((*head, *[""] * (len(_COLUMNS) - 5), _cell(result.error)))
    return written.getvalue()


def write_whole(path: Path, text: str) -> None:
    """Write the file so that it is there whole or as it was before. Raises BadInput."""
    new = path.with_name(f".{path.name}.new")
    try:
        with new.open("w", encoding="utf-8", newline="") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        new.replace(path)
    except OSError as error:
        raise BadInput(f"{path} could not be written ({error.strerror}): make room.") from error


def as_text(document: contract.Json) -> str:
    """JSON as it stands in a file."""
    return json.dumps(document, ensure_ascii=False, indent=2) + "\n"


def _result(row: Row) -> contract.Json:
    item, result = row.item, row.result
    return {
        "line": item.line,
        "kind": item.kind,
        "question": item.question,
        "expected": list(item.answers),
        "document": item.document,
        "page": item.page,
        "page_found": result.page_found,
        "error": result.error,
        "answers": {
            mode.value: {**contract.answer_shape(each.answer), "verdict": asdict(each.verdict)}
            for mode, each in result.judged.items()
        },
    }


def _less(document: contract.Json, name: str) -> contract.Json:
    return {key: value for key, value in document.items() if key != name}


def _cell(text: str) -> str:
    """A text that no spreadsheet takes for a formula."""
    return f"'{text}" if text[:1] in {"=", "+", "-", "@", "\t", "\r"} else text
