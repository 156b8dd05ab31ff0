"""Puts the questions of a set to the modes, one after another, and judges what they say.

Knows nothing of files, the screen or the command line.
"""

from __future__ import annotations

from collections.abc import Generator, Sequence
from contextlib import closing
from dataclasses import replace

from desktop.comparison import Asked, Finds, compare
from desktop.engines import Answers, Loads
from desktop.errors import DesktopError
from desktop.evaluation.journal import Judged, Result
from desktop.evaluation.judging import judge, on_expected_page
from desktop.evaluation.question_set import Item
from desktop.types import AnswerReady, Retrieved, Stop


def evaluate(
    items: Sequence[Item], asked: Asked, library: Finds | None, engine: Loads
) -> Generator[Result, None, None]:
    """A result for each question, in order. `asked` says how; its question is filled in.

    A question that fails gives a result with the reason. Raises what `compare` raises of the
    library and of an engine that is gone. Closing the iterator stops the answers.
    """
    for item in items:
        try:
            if engine.info is None:
                engine.load()  # a server that broke off may be there again
            yield _result(item, replace(asked, question=item.question), library, engine)
        except DesktopError as error:
            yield Result(item.line, item.question, {}, None, str(error))


def _result(item: Item, asked: Asked, library: Finds | None, engine: Answers) -> Result:
    retrieved: Retrieved | None = None
    judged = {}
    with closing(compare(asked, library, engine)) as events:
        for event in events:
            if isinstance(event, Retrieved):
                retrieved = event
            elif isinstance(event, AnswerReady):
                passages = retrieved.passages if retrieved is not None else ()
                verdict = judge(item, event.answer, passages)
                judged[event.answer.mode] = Judged(event.answer, verdict)
    failed = [each.answer for each in judged.values() if each.answer.stop is Stop.ERROR]
    error = f"{failed[0].mode.heading}: {failed[0].error}" if failed else ""
    in_order = {mode: judged[mode] for mode in asked.modes}
    return Result(item.line, item.question, in_order, _page_found(item, retrieved), error)


def _page_found(item: Item, retrieved: Retrieved | None) -> bool | None:
    if not item.document or retrieved is None:
        return None
    return any(on_expected_page(item, cited) for cited in retrieved.passages)
