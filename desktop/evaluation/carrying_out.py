"""Carries a run out: answers what is not answered yet, keeps it, and writes the report.

Knows nothing of the command line's options.
"""

from __future__ import annotations

import hashlib
from collections.abc import Generator
from contextlib import ExitStack, closing
from dataclasses import dataclass
from pathlib import Path

from desktop import contract
from desktop.builder import Builder
from desktop.comparison import Asked
from desktop.errors import BadInput
from desktop.evaluation.answered_line import AnsweredLine
from desktop.evaluation.files import as_text, results_csv, results_json, write_whole
from desktop.evaluation.journal import Journal, Result, Run
from desktop.evaluation.question_set import QuestionSet, read_question_set
from desktop.evaluation.report import Told, as_report
from desktop.evaluation.running import evaluate
from desktop.evaluation.summary import Row, Summary, summarise
from desktop.home import Home
from desktop.kept_choices import blind_choices
from desktop.shelf import Keeps
from desktop.types import Answerer, Weights


@dataclass(frozen=True, slots=True)
class Order:
    """What is to be carried out."""

    questions: Path
    out: Path
    how: Asked  # the modes and the sampling; its question is filled in
    weights: Answerer
    home: Home


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of it."""

    document: contract.Json
    lines: tuple[str, ...]  # for a person
    some_failed: bool


def carry_out(order: Order, builder: Builder) -> Outcome:
    """Answer, judge, count and write. Raises BadInput, and what library and engine raise."""
    questions = read_question_set(order.questions)
    run, results = _run(builder, order, questions)
    rows = [Row(item, results[item.line]) for item in questions.items]
    summary = summarise(rows, order.how.modes)
    document = _write(order, run, questions, summary, rows)
    report = f"The report is in {order.out / 'report.html'}."
    return Outcome(document, (*_lines(summary), report), bool(questions.bad) or summary.failed > 0)


def _run(builder: Builder, order: Order, questions: QuestionSet) -> tuple[Run, dict[int, Result]]:
    """Answer what is not answered yet. Raises BadInput where that cannot go on."""
    how, weights = order.how, order.weights
    line = AnsweredLine(questions.bad, len(questions.items))
    with ExitStack() as parts:
        library = None
        if any(mode.reads_passages for mode in how.modes):
            library = parts.enter_context(builder.library(order.home))
            if not library.documents():
                raise BadInput("There are no documents in the library yet: add PDFs first.")
        run = _described(questions, how, weights, library)
        journal = parts.enter_context(closing(Journal(order.out, run)))
        done = {n for n, result in journal.results.items() if not result.failed}
        left = [item for item in questions.items if item.line not in done]
        line.goes_on(len(done))
        if left:
            engine = parts.enter_context(builder.engine(order.home, weights))
            engine.load()
            for result in _closed(evaluate(left, how, library, engine)):
                journal.add(result)
                line.show(result)
        line.end()
        return run, dict(journal.results)


def _closed(results: Generator[Result, None, None]) -> Generator[Result, None, None]:
    with closing(results):
        yield from results


def _described(questions: QuestionSet, how: Asked, weights: Answerer, library: Keeps | None) -> Run:
    documents = sorted(each.sha256 for each in library.documents()) if library else []
    files = weights if isinstance(weights, Weights) else None
    return Run(
        questions=questions.sha256,
        modes=how.modes,
        model=weights.title,
        tuned=weights.tuned_title,
        strength=files.adapter_strength if files else 1.0,
        kv_cache=files.kv_cache if files else "",
        seed=how.sampling.seed,
        temperature=how.sampling.temperature,
        max_tokens=how.sampling.max_tokens,
        documents=hashlib.sha256("".join(documents).encode()).hexdigest(),
    )


def _write(
    order: Order, run: Run, questions: QuestionSet, summary: Summary, rows: list[Row]
) -> contract.Json:
    blind = blind_choices(order.home.conversations)
    problems = [f"Line {bad.line} is no question: {bad.problem}" for bad in questions.bad]
    problems += [
        f"Line {row.item.line} failed: {row.result.error}" for row in rows if row.result.failed
    ]
    document = results_json(run, summary, rows, questions.bad, blind)
    head = Told(f"Evaluation of {questions.path.name}", _conditions(run), tuple(problems))
    write_whole(order.out / "results.json", as_text(document))
    write_whole(order.out / "results.csv", results_csv(rows))
    write_whole(order.out / "report.html", as_report(head, summary, rows, blind))
    return document


def _conditions(run: Run) -> str:
    tuned = f" with {run.tuned}" if run.tuned else ""
    return (
        f"Answered by {run.model}{tuned}, seed {run.seed}, temperature {run.temperature:g}, at "
        f"most {run.max_tokens} tokens. An answer is correct where it holds the expected words; "
        "one that says the same in other words counts as wrong."
    )


def _lines(summary: Summary) -> list[str]:
    lines = []
    for each in summary.modes:
        correct, says_so = each.correct, each.says_so
        line = f"{each.mode.heading + ':':10}{correct.count} of {correct.total} correct"
        line += f" ({correct.low:.0%} to {correct.high:.0%})" if correct.total else ""
        if says_so.total:
            line += f"; says so in {says_so.count} of {says_so.total} that have no answer"
        lines.append(line)
    return lines
