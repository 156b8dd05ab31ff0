"""What the results of a run come to: each mode's figures, and what one change between two modes
brings. Knows nothing of files or of how figures are shown.

Two modes are set against each other where they differ in one thing alone: the passages, or the
tuning. The differences are paired, question by question.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import permutations

from desktop.evaluation.journal import Judged, Result
from desktop.evaluation.judging import Verdict
from desktop.evaluation.question_set import Item
from desktop.interval import Estimate, Share, difference, mean, middle, share
from desktop.modes import Mode


@dataclass(frozen=True, slots=True)
class Row:
    """A question of the set with what came of it."""

    item: Item
    result: Result


@dataclass(frozen=True, slots=True)
class ModeFigures:
    """One mode over all questions that were answered."""

    mode: Mode
    correct: Share  # of the answerable questions: the answer holds the expected words
    cites_right: Share  # of the questions with an expected page: it cites a passage of that page
    citations_right: Share  # of all citations of those answers: how many are of that page
    says_so: Share  # of the questions that the documents do not answer: it says so
    says_so_wrongly: Share  # of the answerable ones: it says so all the same
    support: Estimate | None  # share of an answer's sentences that are well supported
    first_word: Estimate | None  # median seconds
    tokens_per_second: Estimate | None  # median


@dataclass(frozen=True, slots=True)
class Change:
    """What one change brings: the second mode against the first, over the same questions."""

    first: Mode
    second: Mode
    what: str
    correct: Estimate
    says_so: Estimate
    support: Estimate | None


@dataclass(frozen=True, slots=True)
class Summary:
    """Everything that a run comes to."""

    questions: int
    answerable: int
    failed: int
    page_found: Share  # of the questions with an expected page: it was among the passages
    modes: tuple[ModeFigures, ...]
    changes: tuple[Change, ...]


def summarise(rows: Sequence[Row], modes: Sequence[Mode]) -> Summary:
    """The figures of all questions that were answered; those that failed are only counted."""
    answered = [row for row in rows if not row.result.failed]
    pages = [row.result.page_found for row in answered if row.result.page_found is not None]
    return Summary(
        questions=len(rows),
        answerable=sum(row.item.answerable for row in rows),
        failed=len(rows) - len(answered),
        page_found=share(sum(pages), len(pages)),
        modes=tuple(_figures(mode, answered) for mode in modes),
        changes=tuple(
            _change(first, second, answered)
            for first, second in permutations(modes, 2)
            if _what_changed(first, second)
        ),
    )


def _figures(mode: Mode, rows: Sequence[Row]) -> ModeFigures:
    said = [(row.item, row.result.judged[mode]) for row in rows]
    verdicts = [each.verdict for _, each in said]
    known = [each.verdict for item, each in said if item.answerable]
    unknown = [each.verdict for item, each in said if not item.answerable]
    paged = [verdict for verdict in verdicts if verdict.cited_right is not None]
    stats = [each.answer.stats for _, each in said if each.answer.stats.generated_tokens]
    return ModeFigures(
        mode=mode,
        correct=_counted(bool(verdict.correct) for verdict in known),
        cites_right=_counted(bool(verdict.cited_right) for verdict in paged),
        citations_right=share(
            sum(verdict.cited_right or 0 for verdict in paged), sum(v.cited for v in paged)
        ),
        says_so=_counted(verdict.says_so for verdict in unknown),
        says_so_wrongly=_counted(verdict.says_so for verdict in known),
        support=mean([v.support for v in verdicts if v.support is not None]),
        first_word=middle([each.first_token_ms / 1000 for each in stats]),
        tokens_per_second=middle([s.tokens_per_second for s in stats if s.tokens_per_second]),
    )


def _change(first: Mode, second: Mode, rows: Sequence[Row]) -> Change:
    def paired(holds: Callable[[Verdict], bool], answerable: bool) -> Estimate:
        of = [row.result.judged for row in rows if row.item.answerable is answerable]
        pairs = [(holds(each[second].verdict), holds(each[first].verdict)) for each in of]
        return difference(pairs.count((True, False)), pairs.count((False, True)), len(pairs))

    return Change(
        first,
        second,
        _what_changed(first, second),
        correct=paired(lambda verdict: bool(verdict.correct), answerable=True),
        says_so=paired(lambda verdict: verdict.says_so, answerable=False),
        support=mean(
            [
                more - less
                for row in rows
                if (more := _support(row.result.judged[second])) is not None
                and (less := _support(row.result.judged[first])) is not None
            ]
        ),
    )


def _what_changed(first: Mode, second: Mode) -> str:
    """What the second has and the first has not, where that is one thing alone; else ""."""
    passages = (second.reads_passages, first.reads_passages)
    tuning = (second.uses_adapter, first.uses_adapter)
    if passages == (True, False) and tuning[0] is tuning[1]:
        return "passages"
    if tuning == (True, False) and passages[0] is passages[1]:
        return "tuning"
    return ""


def _support(judged: Judged) -> float | None:
    return judged.verdict.support


def _counted(holds: Iterable[bool]) -> Share:
    flags = list(holds)
    return share(sum(flags), len(flags))
