from __future__ import annotations

from indexer.tables import Cell, Row, tables_in
from indexer.tables import with_empty_cells as fill

EDGES = (300.0, 360.0, 420.0, 480.0)


def row(label: str, *figures: str | None) -> Row:
    """A label, and figures that end at the edges of their columns; None: nothing there."""
    cells = [Cell(label, 72, 72 + 5 * len(label))] if label else []
    return cells + [
        Cell(text, edge - 5 * len(text), edge)
        for edge, text in zip(EDGES, figures, strict=False)
        if text is not None
    ]


def with_empty_cells(rows: list[Row]) -> list[Row]:
    return fill(rows, tables_in(rows))


def texts(rows: list[Row]) -> list[list[str]]:
    return [[cell.text for cell in cells] for cells in rows]


def test_a_figure_stays_in_its_column_where_others_are_empty() -> None:
    rows = [
        row("Balance 2015", "$ 11,468", "$ 4,800", "$ 36,296", "$ 39"),
        row("Net income", "5,058", None, "5,050", "8"),
        row("Dividends", "(2,678)", None, "(2,678)"),
        row("Reacquired stock", None, None, None, "(5)"),
        row("Balance 2016", "$ 10,343", "$ 5,070", "$ 37,907", "$ 45"),
    ]
    assert texts(with_empty_cells(rows)) == [
        ["Balance 2015", "$ 11,468", "$ 4,800", "$ 36,296", "$ 39"],
        ["Net income", "5,058", "", "5,050", "8"],
        ["Dividends", "(2,678)", "", "(2,678)"],
        ["Reacquired stock", "", "", "", "(5)"],
        ["Balance 2016", "$ 10,343", "$ 5,070", "$ 37,907", "$ 45"],
    ]


def test_full_rows_and_prose_stay_as_they_are() -> None:
    rows = [
        [Cell("A sentence.", 72, 300)],
        row("Volume", "2.8 %", "11.5 %", "2.5 %", "—"),
        row("Price", "(0.3)", "(0.3)", "0.7", "1.1"),
        [Cell("Another sentence.", 72, 300)],
    ]
    assert with_empty_cells(rows) == rows


def test_two_tables_are_judged_apart() -> None:
    rows = [
        row("Balance", "1,000", "2,000", "3,000", "4,000"),
        row("Balance", "1,001", "2,001", "3,001", "4,001"),
        row("Shares", None, "2018", "2017", "2016"),
        row("Beginning", None, "349", "347", "334"),
        row("Ending", None, "367", "349", "347"),
    ]
    assert with_empty_cells(rows) == rows


def test_a_row_that_fits_no_column_is_left_alone() -> None:
    odd = [Cell("Odd", 72, 90), Cell("12", 318, 326), Cell("7", 475, 480)]
    full = row("Balance", "1,000", "2,000", "3,000", "4,000")
    assert with_empty_cells([full, odd, full]) == [full, odd, full]


def test_columns_that_overlap_are_not_trusted() -> None:
    wide = [Cell("Wide", 72, 90), Cell("1", 250, 400), Cell("2", 410, 420), Cell("3", 430, 480)]
    narrow = [Cell("Thin", 72, 90), Cell("1", 250, 300), Cell("2", 350, 360), Cell("3", 425, 430)]
    short = [Cell("Short", 72, 90), Cell("3", 430, 480)]
    assert with_empty_cells([wide, narrow, short]) == [wide, narrow, short]
