from hypothesis import given
from hypothesis import strategies as st

from indexer.header_rows import TextLine, header_rows, names_columns


def rows_of(*texts: str, page: int = 0) -> list[TextLine]:
    return [TextLine(text, page, " | " in text or text.startswith("| ")) for text in texts]


def test_a_row_of_words_and_years_names_columns_and_a_row_of_figures_does_not() -> None:
    naming = ("(Millions) | 2018 | 2017", "| Asia | Europe", "2018 | 2017", "Name | Age", "Q1 | Q2")
    figures = ("Sales | $ 3 | 2", "Tax | (4) | —", "June 1-30, 2018 | 714", "Rate | N/A | N/A", "a")
    assert [row for row in naming + figures if names_columns(row)] == list(naming)


def test_a_table_goes_on_after_the_titles_between_its_rows() -> None:
    """A cash flow statement: the rows below "Investing" had a row of figures for their header."""
    header = "(Millions) | 2018 | 2017"
    lines = rows_of(
        "Cash flows", header, "Operating", "Net income | 5 | 4", "Tax | 1 | 2", "Investing",
        "Purchases | (1) | (2)", "The notes are an integral part of this. " * 5, "After | all",
    )  # fmt: skip
    assert header_rows(lines) == ["", "", *[header] * 5, "", ""]


def test_headings_of_several_rows_go_together_and_a_new_heading_begins_a_new_table() -> None:
    lines = rows_of("Three months | Change", "| 2018 | 2017", "Sales | 3 | 2",
                    "(Millions) | Assets | Debts", "Europe | 7 | 8")  # fmt: skip
    assert header_rows(lines) == [
        "", "", "Three months | Change\n| 2018 | 2017", "", "(Millions) | Assets | Debts",
    ]  # fmt: skip


def test_another_table_below_a_title_has_not_the_header_of_the_one_above() -> None:
    lines = rows_of("Name | 2018 | 2017 | 2016", "A | 1 | 2 | 3", "Other matters", "Paid | 12")
    assert header_rows(lines) == ["", "Name | 2018 | 2017 | 2016", "", ""]


def test_a_table_goes_on_over_the_end_of_a_page_if_it_is_as_wide() -> None:
    above = rows_of("Name | 2018 | 2017", "A | 1 | 2")
    below = rows_of("B | 3 | 4", "C | 5 | 6", page=1)
    assert header_rows(above + below)[2:] == ["Name | 2018 | 2017"] * 2
    assert header_rows(above + rows_of("B | 3", page=1))[2:] == [""]


def test_a_table_of_words_has_its_first_row_for_a_header_and_a_list_of_contents_none() -> None:
    lines = rows_of("Name | Office", "Ann | Chair", "Bob | Treasurer", "Cy | Clerk", "Di | Clerk")
    assert header_rows(lines) == ["", *["Name | Office"] * 4]
    lines = rows_of(*(f"Item {n}A | Matter" for n in range(4)), "Item 9 | Pay | 12")
    assert header_rows(lines) == [""] * 5


_TEXTS = st.lists(st.sampled_from(["a | b", "x | 1", "2018 | 2017", "t", "| 2 | c", "long " * 40]))


@given(_TEXTS, st.data())
def test_a_header_is_made_of_rows_above_it(texts: list[str], data: st.DataObject) -> None:
    lines = [
        TextLine(text, n // data.draw(st.integers(1, 9)), " | " in text)
        for n, text in enumerate(texts)
    ]
    headers = header_rows(lines)
    assert len(headers) == len(lines)
    for n, header in enumerate(headers):
        for row in header.split("\n") if header else ():
            assert row in texts[:n]
