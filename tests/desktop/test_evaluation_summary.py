from __future__ import annotations

from dataclasses import replace

from desktop.evaluation.summary import Row, summarise
from desktop.interval import difference, mean, middle, share
from desktop.modes import Mode
from tests.desktop.evaluating import row

PAIR = (Mode.BASE, Mode.RAG)
ROWS = [
    row(2, False, True, right=1),
    row(3, False, True),
    row(4, True, True, right=1),
    row(5, False, False, says_so=True),
    row(6, None, None, says_so=True),
]


def test_each_mode_is_counted_over_the_questions_that_its_measure_is_about() -> None:
    told = summarise(ROWS, PAIR)
    assert (told.questions, told.answerable, told.failed) == (5, 4, 0)
    assert told.page_found == share(3, 4)
    base, rag = told.modes
    assert (base.correct, rag.correct) == (share(1, 4), share(3, 4))
    assert (rag.says_so, rag.says_so_wrongly) == (share(1, 1), share(1, 4))
    assert (base.cites_right, rag.cites_right) == (share(0, 0), share(2, 5))
    assert rag.citations_right == share(2, 5)
    assert rag.support == mean([0.5, 0.5, 0.5, 0.25, 0.25])
    assert rag.first_word == middle([0.25] * 5)


def test_a_change_is_counted_question_by_question() -> None:
    (change,) = summarise(ROWS, PAIR).changes
    assert (change.first, change.second, change.what) == (Mode.BASE, Mode.RAG, "passages")
    assert change.correct == difference(2, 0, 4)
    assert change.says_so == difference(1, 0, 1)
    assert change.support == mean([0.25, 0.25, 0.0, 0.0, 0.0])


def test_modes_are_compared_where_they_differ_in_one_thing_alone() -> None:
    rows = [
        replace(one, result=replace(one.result, judged=dict.fromkeys(Mode, judged)))
        for one in ROWS
        if (judged := one.result.judged[Mode.RAG])
    ]
    pairs = [(c.first, c.second, c.what) for c in summarise(rows, tuple(Mode)).changes]
    assert pairs == [
        (Mode.BASE, Mode.RAG, "passages"),
        (Mode.BASE, Mode.TUNED, "tuning"),
        (Mode.RAG, Mode.COMBINED, "tuning"),
        (Mode.TUNED, Mode.COMBINED, "passages"),
    ]


def test_a_question_that_failed_is_counted_apart() -> None:
    failed = Row(ROWS[0].item, replace(ROWS[0].result, judged={}, error="It failed."))
    told = summarise([failed, *ROWS[1:]], PAIR)
    assert (told.questions, told.failed, told.modes[1].correct.total) == (5, 1, 3)
