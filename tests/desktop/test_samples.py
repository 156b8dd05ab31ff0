"""The sample documents: they say what their questions ask, and can be made anew."""

from __future__ import annotations

import csv
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

from desktop.samples import EXAMPLE_QUESTIONS, QUESTIONS, SAMPLES
from desktop.samples.__main__ import write_all
from desktop.samples.markup import Clause, Entries, Grid, Heading, Hint, Prose, blocks
from indexer.reader import read
from indexer.sentences import sentences
from indexer.types import Page, Quality

HANDBOOK, MANUAL, CONTRACT, NOTE = (path.name for path in SAMPLES)

WHAT_NO_DOCUMENT_MENTIONS = {
    "Does the company pay for a gym membership?": r"\bgyms?\b|fitness|membership",
    "May I bring my dog to the office?": r"\bdogs?\b|\bpets?\b",
    "Can I control the coffee machine from my phone by Bluetooth?": r"bluetooth|wi-?fi|\bapp\b",
    "How many parking spaces for lorries does the cold store have?": r"parking|\bpark\b",
    "How many solar panels were on the green roofs?": r"solar|photovoltaic",
}

Pages = Mapping[str, tuple[Page, ...]]


@dataclass(frozen=True, slots=True)
class Question:
    """One row of the question set."""

    question: str
    answer: str
    document: str
    page: str
    page_label: str
    kind: str


QUESTION_SET = tuple(
    Question(**row)
    for row in csv.DictReader(QUESTIONS.read_text(encoding="utf-8").splitlines(keepends=True))
)
WITH_ANSWER = [question for question in QUESTION_SET if question.kind != "unanswered"]


@pytest.fixture(scope="module")
def pages() -> Pages:
    """What the indexer reads of every sample."""
    return {path.name: _pages(path) for path in SAMPLES}


def _pages(path: Path) -> tuple[Page, ...]:
    return tuple(value for value in read(path) if isinstance(value, Page))


def _sentences_with(answer: str, page: Page) -> list[str]:
    found = (page.text[each.start : each.end] for each in sentences(page.text))
    return [sentence for sentence in found if answer in sentence]


def test_the_samples_are_as_long_as_real_documents_and_small_as_files(pages: Pages) -> None:
    assert 30 <= sum(len(found) for found in pages.values()) <= 60
    assert sum(path.stat().st_size for path in SAMPLES) < 600_000
    assert {page.quality for found in pages.values() for page in found} == {Quality.FINE}


def test_covers_and_contents_are_numbered_i_and_ii_and_the_rest_from_1(pages: Pages) -> None:
    for name in (HANDBOOK, MANUAL, CONTRACT):
        body = [str(n + 1) for n in range(len(pages[name]) - 2)]
        assert [page.label for page in pages[name]] == ["i", "ii", *body]
    assert [page.label for page in pages[NOTE]] == ["1", "2", "3", "4"]


def test_pages_of_a_body_stand_under_their_bookmark(pages: Pages) -> None:
    # Of the handbook, where each chapter begins a page; one where two meet stands under neither.
    handbook = [page for page in pages[HANDBOOK] if page.label.isdigit()]
    assert all(page.section.startswith(f"{page.label} ") for page in handbook)


def test_the_contents_name_the_pages_on_which_the_chapters_begin(pages: Pages) -> None:
    by_label = {page.label: page for page in pages[HANDBOOK]}
    entries = re.findall(r"^(\d+ \D+) \| (\d+)$", by_label["ii"].text, re.MULTILINE)
    assert len(entries) == 10
    for title, label in entries:
        assert title in by_label[label].text.splitlines()[:2]  # the first page keeps its head


def test_the_set_has_forty_different_questions_of_three_kinds() -> None:
    kinds = Counter(question.kind for question in QUESTION_SET)
    assert kinds == {"answered": 30, "unanswered": 5, "style": 5}
    assert len({question.question for question in QUESTION_SET}) == 40


@pytest.mark.parametrize("asked", WITH_ANSWER, ids=lambda asked: asked.question)
def test_the_answer_stands_in_one_sentence_of_its_page(asked: Question, pages: Pages) -> None:
    page = pages[asked.document][int(asked.page) - 1]
    assert page.label == asked.page_label
    assert len(_sentences_with(asked.answer, page)) == 1


def test_eight_answers_stand_in_rows_of_tables(pages: Pages) -> None:
    rows = [
        asked.question
        for asked in WITH_ANSWER
        for sentence in _sentences_with(asked.answer, pages[asked.document][int(asked.page) - 1])
        if " | " in sentence
    ]
    assert len(rows) == 8


def test_no_question_copies_the_sentence_that_answers_it(pages: Pages) -> None:
    for asked in WITH_ANSWER:
        page = pages[asked.document][int(asked.page) - 1]
        (sentence,) = _sentences_with(asked.answer, page)
        words = re.findall(r"\w+", asked.question.lower())
        runs = {" ".join(words[n : n + 6]) for n in range(len(words) - 5)}
        said = " ".join(re.findall(r"\w+", sentence.lower()))
        assert not [run for run in runs if run in said], asked.question
        assert asked.answer.lower() not in asked.question.lower()


def test_what_is_unanswered_is_mentioned_nowhere(pages: Pages) -> None:
    unanswered = [question for question in QUESTION_SET if question.kind == "unanswered"]
    assert {question.question for question in unanswered} == set(WHAT_NO_DOCUMENT_MENTIONS)
    for question in unanswered:
        assert question == Question(question.question, "", "", "", "", "unanswered")
        term = re.compile(WHAT_NO_DOCUMENT_MENTIONS[question.question], re.IGNORECASE)
        assert not [page for found in pages.values() for page in found if term.search(page.text)]


def test_of_five_examples_each_document_answers_one_and_none_answers_the_last() -> None:
    known = {asked.question: asked.document for asked in QUESTION_SET}
    reached = [known[example] for example in EXAMPLE_QUESTIONS]
    assert len(reached) == 5
    assert {*reached[:4]} == {path.name for path in SAMPLES}
    assert reached[4] == ""


def test_the_pdfs_are_those_that_the_code_writes(tmp_path: Path) -> None:
    for made, kept in zip(write_all(tmp_path), SAMPLES, strict=True):
        # Another zlib packs the same pages into other bytes.
        assert made.read_bytes() == kept.read_bytes() or _pages(made) == _pages(kept)


def test_writing_twice_gives_the_same_bytes(tmp_path: Path) -> None:
    written = []
    for name in ("once", "again"):
        (tmp_path / name).mkdir()
        written.append([path.read_bytes() for path in write_all(tmp_path / name)])
    assert written[0] == written[1]


def test_naming_the_samples_loads_no_pdf_library() -> None:
    code = "import sys, desktop.samples; print('reportlab' in sys.modules, 'numpy' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["False", "False"]


def test_a_clause_with_its_number_apart_is_read_as_one_paragraph(pages: Pages) -> None:
    # The number stands 2.9 ems before its text: once it was taken for a table's first cell.
    assert (
        "\n3.2 The Keeper reserves space for 1,400 Pallets in chambers A and B at or below minus "
        "20 degrees Celsius, and for 260 Pallets in chamber C at between 1 and 4 degrees Celsius.\n"
    ) in pages[CONTRACT][2].text


def test_columns_are_read_apart_beside_a_figure_and_a_table(pages: Pages) -> None:
    # Labels and cells outnumber the column's lines of prose: once the page was read row by row.
    text = pages[NOTE][1].text
    assert "All sensors were read every ten minutes. They were compared with each other" in text
    assert "\nbelow 12 % | 21 | 1.1 | 3.9\n" in text


def test_running_heads_stay_out_of_the_text(pages: Pages) -> None:
    # The chapter beside the title changes: once no page's line was the same as another's.
    for name, head in ((HANDBOOK, "· Staff handbook"), (CONTRACT, "for cold storage and handling")):
        assert sum(head in page.text for page in pages[name]) == 1


def test_markup_numbers_headings_clauses_and_tables() -> None:
    source = """
# Term

% It begins
today.

## More

- one
- two,
  longer

#! Annex

% Said.

Table 2 1: Rates
A | B
1 | 2

> Mind the
> gap.

Plain.
"""
    assert blocks(source) == (
        Heading(1, "1", "Term"),
        Clause("1.1", "It begins today."),
        Heading(2, "1.1", "More"),
        Entries(("-", "-"), ("one", "two, longer")),
        Heading(1, "", "Annex"),
        Clause("1.", "Said."),
        Grid("Table 1. Rates", (2.0, 1.0), (("A", "B"), ("1", "2"))),
        Hint("Mind the gap."),
        Prose("Plain."),
    )


def test_a_row_of_odd_length_is_refused() -> None:
    with pytest.raises(ValueError, match="3 cells, 2 columns"):
        blocks("Table 1 1: Rates\nA | B\n1 | 2 | 3")
