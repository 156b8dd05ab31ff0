from __future__ import annotations

from pathlib import Path

import pytest

from desktop.errors import BadInput
from desktop.evaluation.question_set import BadRow, Item, read_question_set
from desktop.samples import QUESTIONS


def written(path: Path, text: str, encoding: str = "utf-8") -> Path:
    path.write_bytes(text.encode(encoding))
    return path


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "set.csv"


def test_rows_become_questions_and_bad_rows_are_named(path: Path) -> None:
    read = read_question_set(
        written(
            path,
            "question,answer,document,page,kind,note\n"
            'How long?,"three months | 3 months",a.pdf,2,answered,x\n'
            "Who sings?,,,,unanswered,\n"
            ",yes,,,,\n"
            '"Two\nlines?",yes,a.pdf,,,\n'
            "Where?,here,a.pdf,zero,,\n"
            "Why?,because,,,unanswered,\n"
            "What?,,,,style,\n"
            "One,two,three,4,five,six,seven\n",
        )
    )
    assert read.items == (
        Item(2, "How long?", ("three months", "3 months"), "a.pdf", 2, "answered"),
        Item(3, "Who sings?", (), "", None, "unanswered"),
        Item(6, "Two\nlines?", ("yes",), "a.pdf", None, ""),
    )
    assert [item.answerable for item in read.items] == [True, False, True]
    assert read.bad == (
        BadRow(4, "the question is empty."),
        BadRow(7, '"zero" is no page: give its position in the file, from 1.'),
        BadRow(8, "its kind is unanswered, and yet it has an answer."),
        BadRow(9, "its kind is style, and yet it has no answer."),
        BadRow(10, "it has more cells than the first line: put quotes around commas."),
    )


def test_a_spreadsheets_mark_at_the_beginning_is_no_part_of_a_column(path: Path) -> None:
    assert len(read_question_set(written(path, "question\nWhy?\n", "utf-8-sig")).items) == 1


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"frage,antwort\nWarum?,darum\n", 'no column named "question"'),
        (b"", 'no column named "question"'),
        (b"question\n", "There is no question in set.csv."),
        (b"question,answer\n,x\n", "Line 2: the question is empty."),
        ("question\nWie groß?\n".encode("latin-1"), "not in UTF-8"),
        (b'question\n"open', "is no CSV from line 2 on"),
    ],
)
def test_a_file_that_is_no_question_set_is_a_sentence(
    path: Path, content: bytes, sentence: str
) -> None:
    path.write_bytes(content)
    with pytest.raises(BadInput, match=sentence):
        read_question_set(path)


def test_a_file_that_is_not_there_is_a_sentence(path: Path) -> None:
    with pytest.raises(BadInput, match="No such file"):
        read_question_set(path)


def test_the_samples_questions_are_a_question_set_without_a_bad_row() -> None:
    read = read_question_set(QUESTIONS)
    assert (len(read.items), read.bad) == (40, ())
    assert sum(item.answerable for item in read.items) == 35
