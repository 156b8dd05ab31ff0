"""What a run leaves behind: JSON, CSV and the report."""

from __future__ import annotations

import csv
import json
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import pytest

from desktop.choices import Choice
from desktop.errors import BadInput
from desktop.evaluation.files import as_text, results_csv, results_json, write_whole
from desktop.evaluation.journal import Judged, Run
from desktop.evaluation.question_set import BadRow
from desktop.evaluation.report import Told, as_report
from desktop.evaluation.summary import Row, summarise
from desktop.modes import Mode
from tests.desktop.evaluating import row

PAIR = (Mode.BASE, Mode.RAG)
RUN = Run("abc", PAIR, "m.gguf", "", 1.0, "f16", 0, 0.0, 256, "def")
ROWS = [row(2, False, True, right=1), row(3, None, None, says_so=True)]
BLIND = [Choice(PAIR, (Mode.RAG,), True)] * 3


def saying(words: str) -> Row:
    """The first row, with that in every place where words of others stand."""
    base = ROWS[0]
    judged = {
        mode: Judged(replace(each.answer, text=words), each.verdict)
        for mode, each in base.result.judged.items()
    }
    item = replace(base.item, question=words, answers=(words,), document=words)
    return Row(item, replace(base.result, question=words, judged=judged))


def test_json_holds_the_figures_and_every_answer() -> None:
    told = results_json(RUN, summarise(ROWS, PAIR), ROWS, [BadRow(4, "is empty.")], BLIND)
    read = json.loads(as_text(told))
    assert read["modes"]["rag"]["correct"]["count"] == 1
    assert read["changes"][0]["what"] == "passages"
    assert read["blind_choices"]["rag"]["count"] == 3
    assert read["bad_rows"] == [{"line": 4, "problem": "is empty."}]
    assert read["results"][0]["answers"]["rag"]["verdict"]["cited_right"] == 1
    assert read["results"][0]["answers"]["rag"]["text"] == "So."


def test_csv_has_a_line_for_each_question_and_mode_and_no_formulas() -> None:
    rows = list(csv.DictReader(results_csv([saying("=HYPERLINK(1)"), ROWS[1]]).splitlines()))
    assert [(each["line"], each["mode"], each["correct"]) for each in rows] == [
        ("2", "base", "False"), ("2", "rag", "True"), ("3", "base", ""), ("3", "rag", ""),
    ]  # fmt: skip
    assert rows[0]["answer"] == "'=HYPERLINK(1)"
    failed = replace(ROWS[0], result=replace(ROWS[0].result, judged={}, error="It failed."))
    (line,) = csv.DictReader(results_csv([failed]).splitlines())
    assert (line["line"], line["error"]) == ("2", "It failed.")


class _Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.seen: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.add(tag)
        assert not [name for name, _ in attrs if name.startswith("on") or name in {"src", "href"}]


def test_the_report_tells_figures_differences_choices_and_problems() -> None:
    told = Told("Evaluation of set.csv", "By m.gguf.", ("Line 4 is no question: it is empty.",))
    html = as_report(told, summarise(ROWS, PAIR), ROWS, BLIND)
    for words in (
        "2 questions, of which the documents answer 1.", "1 of 1 (21% to 100%)",
        "Line 4 is no question", "What one change brings", "Chosen blind", "3 of 3 (44% to 100%)",
        "Question 2?", "Expected: so (a.pdf, page 1)", "The documents do not say.",
    ):  # fmt: skip
        assert words in html
    assert "Chosen blind" not in as_report(told, summarise(ROWS, PAIR), ROWS, [])


def test_whatever_is_said_the_report_can_do_nothing() -> None:
    evil = '<script>alert(1)</script><img src=x onerror="alert(1)">'
    rows = [saying(evil)]
    html = as_report(Told(evil, evil, (evil,)), summarise(rows, PAIR), rows, [])
    reader = _Tags()
    reader.feed(html)
    assert not reader.seen & {"script", "img", "a", "iframe", "link"}
    assert "default-src 'none'" in html


def test_a_file_is_written_whole_or_stays_as_it_was(tmp_path: Path) -> None:
    path = tmp_path / "report.html"
    write_whole(path, "first")
    write_whole(path, "second\n")
    assert path.read_text() == "second\n"
    assert list(tmp_path.iterdir()) == [path]
    with pytest.raises(BadInput, match="make room"):
        write_whole(tmp_path / "gone" / "report.html", "x")
