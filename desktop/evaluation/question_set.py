"""Reads a question set: a CSV file with a question a row, and what its answer must hold.

Its columns: `question`; `answer`, the words that a right answer holds (several ways to say it are
parted by `|`; empty: the documents do not say); `document` and `page`, where it stands (the
position in the file, from 1); `kind`, which groups rows. Others are passed over. Knows nothing of
models.
"""

from __future__ import annotations

import csv
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from desktop.errors import BadInput

_LARGEST = 50_000_000  # bytes; a question set is written by people
UNANSWERABLE = "unanswered"
"""The kind of a row whose answer the documents do not give."""


@dataclass(frozen=True, slots=True)
class Item:
    """One question of the set."""

    line: int  # of the file, from 1
    question: str
    answers: tuple[str, ...]  # any of them is right; none: the documents do not say
    document: str  # "": no citation is expected
    page: int | None  # from 1
    kind: str

    @property
    def answerable(self) -> bool:
        """Whether the documents tell the answer."""
        return bool(self.answers)


@dataclass(frozen=True, slots=True)
class BadRow:
    """A row that is no question, and why."""

    line: int
    problem: str


@dataclass(frozen=True, slots=True)
class QuestionSet:
    """The rows of a file."""

    path: Path
    sha256: str
    items: tuple[Item, ...]
    bad: tuple[BadRow, ...]


def read_question_set(path: Path) -> QuestionSet:
    """The questions of the file, and its rows that are none.

    Raises BadInput where the file cannot be read, has no column `question`, or no question.
    """
    content = _content(path)
    try:
        lines = content.decode("utf-8-sig").splitlines(keepends=True)
    except UnicodeDecodeError as error:
        raise BadInput(f"{path.name} is not in UTF-8: save it as CSV in UTF-8.") from error
    reader = csv.DictReader(lines, strict=True)
    items: list[Item] = []
    bad: list[BadRow] = []
    try:
        if "question" not in (reader.fieldnames or ()):
            raise BadInput(
                f'{path.name} has no column named "question": its first line names the columns, '
                "for example question,answer,document,page."
            )
        for row in reader:
            read = _item(reader.line_num, row)
            (items if isinstance(read, Item) else bad).append(read)  # type: ignore[arg-type]
    except csv.Error as error:
        raise BadInput(
            f"{path.name} is no CSV from line {reader.line_num + 1} on ({error}): mend it there."
        ) from error
    if not items:
        why = f" Line {bad[0].line}: {bad[0].problem}" if bad else ""
        raise BadInput(f"There is no question in {path.name}.{why}")
    return QuestionSet(path, hashlib.sha256(content).hexdigest(), tuple(items), tuple(bad))


def _content(path: Path) -> bytes:
    try:
        if path.stat().st_size > _LARGEST:
            raise BadInput(f"{path.name} is larger than 50 MB: part it into several files.")
        return path.read_bytes()
    except OSError as error:
        raise BadInput(f"{path} cannot be read ({error.strerror}): check the path.") from error


def _item(line: int, row: Mapping[str | None, str | None]) -> Item | BadRow:
    def cell(name: str) -> str:
        return (row.get(name) or "").strip()

    answers = tuple(part.strip() for part in cell("answer").split("|") if part.strip())
    page, kind = cell("page"), cell("kind")
    if not cell("question"):
        return BadRow(line, "the question is empty.")
    if None in row:
        return BadRow(line, "it has more cells than the first line: put quotes around commas.")
    if page and not (page.isascii() and page.isdigit() and int(page) > 0):
        return BadRow(line, f'"{page}" is no page: give its position in the file, from 1.')
    if kind == UNANSWERABLE and answers:
        return BadRow(line, "its kind is unanswered, and yet it has an answer.")
    if kind and kind != UNANSWERABLE and not answers:
        return BadRow(line, f"its kind is {kind}, and yet it has no answer.")
    return Item(
        line, cell("question"), answers, cell("document"), int(page) if page else None, kind
    )
