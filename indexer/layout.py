"""Words to lines, in reading order: rows of tables stay rows, columns are read one by one.

Knows geometry only; nothing of files, readers, or what the words mean. Distances are in heights of
the line's own letters, so that print of any size is treated alike.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np

from indexer.columns import Run, regions
from indexer.tables import Cell, with_empty_cells
from indexer.words import PageWords

CELL = " | "
"""What stands between two cells of a table's row."""

_CELL_GAP = 1.0  # a wider gap parts cells; justified prose reaches 0.9 (measured on two books)
_CELL_GAPS = 2.2  # and wider than this many of the row's other gaps, as justified lines have them
_FIGURE_GAP = 0.5  # a gap this wide parts two figures; their columns can stand close
_CURRENCY_GAP = 0.3  # and this one a figure from the next column's currency sign
_SAME_ROW = 0.5  # share of the lower of two heights that must overlap
_LINE_PITCH = 1.7  # lines further apart than this belong to two paragraphs
_LABEL_PITCH = 0.8  # of a table's rows: lines of one label stand closer than rows do
_SAME_LABEL = 1.35  # lines of a label that goes on in small letters are at most so far apart
_INDENT = 0.8
_SAME_PRINT = 1.2  # ratio of heights up to which two lines are of one paragraph
_MARKER = re.compile(r"[•·▪■◦‣●○–—*-]|\(?(\d{1,2}|[a-zA-Z]|[ivx]{1,4})[.)]|\(\w{1,3}\)|\[\d+\]")
_FEWEST_LINE_NUMBERS = 8
_WORDS_OF_PROSE = 4.0  # mean words in a run
_CLAUSE = re.compile(r"\d{1,2}(\.\d{1,2}){1,3}\.? [^\W\d_a-z]")  # "4.2", then a capital letter
_LED = re.compile(r"(?:\s?[.·…_]){4,}\s*\S{1,6}\Z")  # dots that lead to a page's number
_CURRENCIES = frozenset("$€£¥")
_RIGHT_TO_LEFT = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]")
_LINE_NUMBER = re.compile(r"(\d{1,3})[A-Z]?")
_FIGURE_START = frozenset("0123456789(-—–.")
_FIGURE_END = frozenset("0123456789)%—–")
_TAILS = frozenset({")", "%", ")%", "%)"})


@dataclass(frozen=True, slots=True)
class Line:
    """A line of text as it stands on the page."""

    text: str
    words: tuple[int, ...] = ()  # which words of the page it is made of, in order
    left: float = 0.0  # points, as are the following
    bottom: float = 0.0
    right: float = 0.0
    top: float = 0.0
    cells: int = 1
    hyphenated: bool = False  # its last character was a hyphen at the line's end
    goes_on: bool = False  # the next line goes on with this one's sentence


def lines_of(page: PageWords) -> tuple[Line, ...]:
    """The page's lines in reading order."""
    page = _left_to_right(_upright(page))
    lines: list[Line] = []
    for region in regions(_without_line_numbers(page, _runs(page))):
        lines.extend(_with_wraps(page, _lines(page, region)))
    return tuple(lines)


def begins_with_marker(text: str) -> bool:
    """Whether the text opens as an entry of a list does: a bullet, "(a)", "3."."""
    return _MARKER.fullmatch(text.split(" ", 1)[0]) is not None


def _upright(page: PageWords) -> PageWords:
    """The page, turned so that its text runs from left to right where most of it runs upwards or
    downwards (a table printed sideways)."""
    long = np.array([len(text) > 2 for text in page.texts], bool)
    wide, high = (page.boxes[long, 2:] - page.boxes[long, :2]).T
    if not long.any() or 2 * (high > 1.5 * wide).sum() <= long.sum():
        return page
    left, bottom, right, top = page.boxes.T
    upwards = np.median(np.sign(np.diff(bottom))) > 0 if len(page.texts) > 1 else True
    turned = (bottom, -right, top, -left) if upwards else (-top, left, -bottom, right)
    return replace(page, boxes=np.stack(turned, axis=1))


def _left_to_right(page: PageWords) -> PageWords:
    """The page mirrored where most of its letters are Hebrew or Arabic: the rest of this file then
    need not know."""
    letters = "".join(page.texts)
    if letters.isascii() or 2 * len(_RIGHT_TO_LEFT.findall(letters)) <= len(letters):
        return page
    left, bottom, right, top = page.boxes.T
    return replace(page, boxes=np.stack((-right, bottom, -left, top), axis=1))


def _without_line_numbers(page: PageWords, runs: list[Run]) -> list[Run]:
    """The runs without a margin of line numbers, as proofs and pleadings have it."""
    numbers = [run for run in runs if _number(page, run) is not None]
    if len(numbers) < _FEWEST_LINE_NUMBERS:
        return runs
    numbers.sort(key=lambda run: -run.top)
    margin = {
        run
        for before, after in pairwise(numbers)
        for run in (before, after)
        if _number(page, after) == (_number(page, before) or 0) + 1
        and abs(before.right - after.right) < before.top - before.bottom
    }
    edge = max((run.right for run in margin), default=0.0)
    rest = [run for run in runs if run not in margin]
    words = sum(len(run.words) for run in rest) / (len(rest) or 1)
    beside = all(run.left > edge for run in rest if len(run.words) > 1)
    prose = len(margin) > 0.6 * len(rest) and words > _WORDS_OF_PROSE and beside
    return rest if len(margin) >= _FEWEST_LINE_NUMBERS and prose else runs


def _number(page: PageWords, run: Run) -> int | None:
    match = _LINE_NUMBER.fullmatch(page.texts[run.words[0]])
    return int(match[1]) if match and len(run.words) == 1 else None


def _runs(page: PageWords) -> list[Run]:
    """Words that the file draws one after another on one row, without a cell's gap between."""
    if not page.texts:
        return []
    boxes, texts = page.boxes.tolist(), page.texts
    starts = [0]
    for n, ((_, y0, x1, y1), (after, low, _, high)) in enumerate(pairwise(boxes), start=1):
        height, height_after = y1 - y0, high - low
        overlap = (y1 if y1 < high else high) - (y0 if y0 > low else low)
        lower = height if height < height_after else height_after
        gap = after - x1
        if (
            overlap <= _SAME_ROW * lower
            or gap < -height
            or (
                gap > _CURRENCY_GAP * height
                and _parted(texts[n - 1], texts[n], gap / (height or 1.0), 0.0)
            )
        ):
            starts.append(n)
    return [_run(boxes, start, end) for start, end in pairwise([*starts, len(boxes)])]


def _run(boxes: list[list[float]], start: int, end: int) -> Run:
    lefts, bottoms, rights, tops = zip(*boxes[start:end], strict=True)
    left, right = min(lefts), max(rights)
    spaces = (right - left) - (sum(rights) - sum(lefts))
    gap = spaces / (end - start - 1) if end - start > 1 else 0.0
    bottom, top = min(bottoms), max(tops)
    if gap > _CELL_GAP * (top - bottom):
        gap = 0.0  # a currency sign far from its figure says nothing of spaces
    return Run(left, bottom, right, top, tuple(range(start, end)), gap)


def _parted(before: str, after: str, gap: float, usual: float) -> bool:
    """Whether a gap, in heights, parts two cells where the row's gaps are usually so wide."""
    if gap > max(_CELL_GAP, _CELL_GAPS * usual):
        return before not in _CURRENCIES
    if before[-1] not in _FIGURE_END or gap <= _CURRENCY_GAP:
        return False
    if after in _CURRENCIES:
        return True
    return gap > max(_FIGURE_GAP, 1.5 * usual) and after[0] in _FIGURE_START


def _rows(region: Sequence[Run]) -> list[list[Run]]:
    """The region's runs by row, top to bottom, each row from left to right."""
    rows: list[list[Run]] = []
    bottom = top = 0.0
    for run in sorted(region, key=lambda run: -(run.top + run.bottom)):
        overlap = min(top, run.top) - max(bottom, run.bottom)
        if rows and overlap > _SAME_ROW * min(top - bottom, run.top - run.bottom):
            rows[-1].append(run)
        else:
            rows.append([run])
            bottom, top = run.bottom, run.top
    for row in rows:
        row.sort(key=lambda run: run.left)
    return rows


def _lines(page: PageWords, region: Sequence[Run]) -> list[Line]:
    rows = _rows(region)
    cells = with_empty_cells([_cells(page, row) for row in rows])
    return [_line(page, row, texts) for row, texts in zip(rows, cells, strict=True)]


def _cells(page: PageWords, row: list[Run]) -> list[Cell]:
    """The cells of a row: runs far apart, or figures that stand close."""
    cells = [Cell(_run_text(page, row[0], row[-1]), row[0].left, row[0].right)]
    for before, run in pairwise(row):
        height = min(run.top - run.bottom, before.top - before.bottom) or 1.0
        gap = (run.left - before.right) / height
        usual = max(run.gap, before.gap) / height
        text = _run_text(page, run, row[-1])
        last, first = page.texts[before.words[-1]], page.texts[run.words[0]]
        if text not in _TAILS and _parted(last, first, gap, usual):
            cells.append(Cell(text, run.left, run.right))
        else:
            cells[-1] = Cell(f"{cells[-1].text} {text}", cells[-1].left, run.right)
    if len(cells) == 2 and (_MARKER.fullmatch(cells[0].text) or _opens_clause(_joined(cells))):
        return [Cell(_joined(cells), cells[0].left, cells[1].right)]
    return cells


def _joined(cells: Sequence[Cell]) -> str:
    return " ".join([cell.text for cell in cells])


def _run_text(page: PageWords, run: Run, last: Run) -> str:
    """The run's words; a hyphen at a line's end that is not its row's end is put back."""
    text = " ".join([page.texts[word] for word in run.words])
    return f"{text}-" if run is not last and run.words[-1] in page.joined else text


def _line(page: PageWords, row: list[Run], cells: Sequence[Cell]) -> Line:
    words = tuple([word for run in row for word in run.words])
    return Line(
        CELL.join([cell.text for cell in cells]),
        words,
        min([run.left for run in row]),
        min([run.bottom for run in row]),
        max([run.right for run in row]),
        max([run.top for run in row]),
        len(cells),
        words[-1] in page.joined,
    )


def _opens_clause(text: str) -> bool:
    """Whether a paragraph of a contract opens here: its number, then a sentence, not a figure."""
    return _CLAUSE.match(text) is not None


def _with_wraps(page: PageWords, lines: list[Line]) -> list[Line]:
    """The region's lines, each told whether the next one goes on with it."""
    edge = max((line.right for line in lines if line.cells == 1), default=0.0)
    pitch = _row_pitch(lines)
    return [
        replace(line, goes_on=True)
        if _goes_on(page, line, below, edge) or _label_goes_on(line, below, pitch)
        else line
        for line, below in pairwise(lines)
    ] + lines[-1:]


def _row_pitch(lines: list[Line]) -> float:
    """How far apart the rows of the region's tables stand; 0 where it has none."""
    pitches = [
        line.bottom - below.bottom
        for line, below in pairwise(lines)
        if line.cells > 2 and below.cells > 2
    ]
    return float(np.median(pitches)) if pitches else 0.0


def _label_goes_on(line: Line, below: Line, pitch: float) -> bool:
    """Whether a row's label takes two lines, of which only the second has the row's figures."""
    height = line.top - line.bottom
    if line.cells > 1 or below.cells < 3 or line.text[-1] == ":":
        return False
    down, right = line.bottom - below.bottom, below.left - line.left
    if down < _LABEL_PITCH * pitch and abs(right) < _INDENT * height:
        return True
    unended = line.text[-1].isalnum() and below.text[0].islower()
    return unended and down < _SAME_LABEL * height and 0 <= right + 1.0 < 2.0 * height


def _goes_on(page: PageWords, line: Line, below: Line, edge: float) -> bool:
    """A line was wrapped where the first word below would not have fitted behind it."""
    if line.hyphenated and below.cells == line.cells == 1:
        return True
    if line.cells > 1 or below.cells > 1 or begins_with_marker(below.text):
        return False
    if (".." in line.text or ". ." in line.text) and _LED.search(line.text):
        return False
    height, height_below = line.top - line.bottom, below.top - below.bottom
    if max(height, height_below) > _SAME_PRINT * min(height, height_below):
        return False
    if line.bottom - below.bottom > _LINE_PITCH * height:
        return False
    hangs = begins_with_marker(line.text) or _opens_clause(line.text)
    if below.left > line.left + _INDENT * height and not hangs:
        return False
    if below.left < line.left - _INDENT * height and _opens_clause(below.text):
        return False
    left, _, right, _ = page.boxes[below.words[0]].tolist()
    if line.right + 0.25 * height + (right - left) > edge - 0.5 * height:
        return True
    wide = line.right - line.left > 0.7 * (edge - line.left)
    return wide and line.text[-1].islower() and below.left < line.left + _INDENT * height
