"""The text of a sample document, from light markup to blocks.

Numbers headings, clauses, tables and figures. Knows nothing of fonts, pages or PDF.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_ENTRY = re.compile(r"(-|\d{1,2}\.|\([a-z]\)) ")


@dataclass(frozen=True, slots=True)
class Heading:
    """`# Title` and `## Title`, numbered; `#! Title` without a number."""

    level: int  # 1 or 2
    number: str  # "3", "3.2" or ""
    title: str


@dataclass(frozen=True, slots=True)
class Prose:
    """A paragraph. May hold `*italic*`, `**bold**` and footnotes as `[^: text]`."""

    text: str


@dataclass(frozen=True, slots=True)
class Clause:
    """`% text`: a paragraph numbered under its heading, as in a contract."""

    number: str  # "4.2"
    text: str


@dataclass(frozen=True, slots=True)
class Entries:
    """A list; each entry with the mark before it: "-", "1." or "(a)"."""

    marks: tuple[str, ...]
    texts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Grid:
    """`Table 3 5 4: caption`, with the columns' shares of the width; the first row is the head."""

    caption: str  # with its number
    shares: tuple[float, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Picture:
    """`Figure NAME: caption`."""

    name: str
    caption: str  # with its number


@dataclass(frozen=True, slots=True)
class Hint:
    """`> text`: a paragraph set apart in a box."""

    text: str


Block = Heading | Prose | Clause | Entries | Grid | Picture | Hint


@dataclass(slots=True)
class _Counts:
    """How far the numbers of one document have come."""

    chapter: int = 0
    section: int = 0
    clause: int = 0
    tables: int = 0
    figures: int = 0
    numbered: bool = False  # whether the chapter has a number


def blocks(source: str) -> tuple[Block, ...]:
    """The blocks of a text; blank lines part them. Raises ValueError for a row of odd length."""
    counts = _Counts()
    return tuple(
        _block(chunk.strip("\n").split("\n"), counts)
        for chunk in re.split(r"\n[ \t]*\n", source)
        if chunk.strip()
    )


def _block(lines: list[str], counts: _Counts) -> Block:
    kind, _, rest = lines[0].partition(" ")
    joined = " ".join(line.strip() for line in lines)
    if kind in {"#", "#!", "##"}:
        return _heading(kind, rest, counts)
    if kind == "%":
        counts.clause += 1
        number = f"{counts.chapter}.{counts.clause}" if counts.numbered else f"{counts.clause}."
        return Clause(number, joined[2:])
    if kind == ">":
        return Hint(" ".join(line.removeprefix("> ").strip() for line in lines))
    if kind == "Table":
        return _grid(rest, lines[1:], counts)
    if kind == "Figure":
        counts.figures += 1
        name, _, caption = joined.removeprefix("Figure ").partition(": ")
        return Picture(name, f"Figure {counts.figures}. {caption}")
    if _ENTRY.match(lines[0]):
        return _entries(lines)
    return Prose(joined)


def _heading(kind: str, title: str, counts: _Counts) -> Heading:
    counts.clause = 0
    if kind == "##":
        counts.section += 1
        number = f"{counts.chapter}.{counts.section}" if counts.numbered else ""
        return Heading(2, number, title)
    counts.section = 0
    counts.numbered = kind == "#"
    counts.chapter += counts.numbered
    return Heading(1, str(counts.chapter) if counts.numbered else "", title)


def _entries(lines: list[str]) -> Entries:
    marks: list[str] = []
    texts: list[str] = []
    for line in lines:
        if _ENTRY.match(line):
            mark, _, text = line.partition(" ")
            marks.append(mark)
            texts.append(text)
        else:
            texts[-1] += f" {line.strip()}"
    return Entries(tuple(marks), tuple(texts))


def _grid(opening: str, lines: list[str], counts: _Counts) -> Grid:
    counts.tables += 1
    widths, _, caption = opening.partition(": ")
    shares = tuple(float(share) for share in widths.split())
    rows = tuple(tuple(cell.strip() for cell in line.split("|")) for line in lines)
    odd = [row for row in rows if len(row) != len(shares)]
    if odd:
        raise ValueError(f"{caption}: {len(odd[0])} cells, {len(shares)} columns: {odd[0]}")
    return Grid(f"Table {counts.tables}. {caption}", shares, rows)
