"""Forty questions over two annual reports, with the pages that answer them.

Written from the pages, before any of the search was tuned. Half of them are answered by a table.
`pages` are all pages that hold the answer, counted from 1; `answer` stands on each of them.
"""

from __future__ import annotations

from dataclasses import dataclass

# ruff: noqa: E501 - a question a line
THREE_M = "report-3m-2018.pdf"
NIKE = "report-nike-2023.pdf"


@dataclass(frozen=True, slots=True)
class ReportQuestion:
    """A question, the report that answers it, what the answer is and where it stands."""

    question: str
    document: str
    pages: tuple[int, ...]
    answer: str
    from_table: bool


REPORT_QUESTIONS = (
    # 3M, prose
    ReportQuestion("In which year and state was 3M incorporated?", THREE_M, (4,), "1929", False),
    ReportQuestion("How many people did 3M employ in the United States?", THREE_M, (4, 39), "37,412", False),
    ReportQuestion("How many manufacturing facilities does 3M run in the U.S., and in how many states?", THREE_M, (12,), "75 manufacturing facilities in 29 states", False),
    ReportQuestion("How many shareholders of record were there at the end of January 2019?", THREE_M, (13,), "76,596", False),
    ReportQuestion("What did 3M spend on capital projects that protect the environment?", THREE_M, (7,), "$27 million", False),
    ReportQuestion("How much does 3M plan to spend on capital projects in 2019?", THREE_M, (47,), "$1.7 billion to $1.9 billion", False),
    ReportQuestion("Since when has 3M paid dividends?", THREE_M, (48,), "since 1916", False),
    ReportQuestion("What did 3M pay for Scott Safety, and who sold it?", THREE_M, (74,), "Johnson Controls", False),
    ReportQuestion("How many plaintiffs claim that the Bair Hugger patient warming system gave them an infection?", THREE_M, (120,), "5,015", False),
    ReportQuestion("Which segment makes Scotch tape and Post-it notes?", THREE_M, (6,), "Post-it", False),
    # 3M, tables
    ReportQuestion("What was the average price paid per share in the buybacks of March 2018?", THREE_M, (13,), "228.82", True),
    ReportQuestion("What were 3M's net sales in 2014?", THREE_M, (14,), "31,821", True),
    ReportQuestion("What was the operating income of the Consumer business in 2016?", THREE_M, (38, 126), "1,054", True),
    ReportQuestion("How old is the chief financial officer Nicholas Gangestad?", THREE_M, (8,), "Gangestad | 54", True),
    ReportQuestion("What was the return on invested capital in 2016?", THREE_M, (45,), "22.6 %", True),
    ReportQuestion("How much are 3M's total contractual cash obligations after 2023?", THREE_M, (50,), "11,316", True),
    ReportQuestion("What was net cash used in financing activities in 2018?", THREE_M, (47, 49, 60), "(6,701)", True),
    ReportQuestion("What value of raw materials and supplies was in inventory at the end of 2018?", THREE_M, (58,), "954", True),
    ReportQuestion("By how many points did state income taxes raise the effective tax rate in 2017?", THREE_M, (85,), "State income taxes", True),
    ReportQuestion("What amortization expense is expected for 2021?", THREE_M, (78,), "219", True),
    # Nike, prose
    ReportQuestion("Where is Converse headquartered?", NIKE, (5,), "Boston, Massachusetts", False),
    ReportQuestion("How many employees did NIKE have worldwide?", NIKE, (10,), "83,700", False),
    ReportQuestion("How many finished goods footwear factories did contract manufacturers operate, in how many countries?", NIKE, (7, 21), "123 finished goods footwear factories", False),
    ReportQuestion("How large is the NIKE World Campus?", NIKE, (28,), "400-acre", False),
    ReportQuestion("When did John Donahoe become chief executive officer?", NIKE, (12,), "January 2020", False),
    ReportQuestion("How many holders of record of Class A common stock are there?", NIKE, (29,), "15 holders of record", False),
    ReportQuestion("What share of pre-tax income does NIKE want to invest in communities?", NIKE, (10,), "2% of our prior fiscal year", False),
    ReportQuestion("How much military leave do employees get?", NIKE, (11,), "12 weeks", False),
    ReportQuestion("How much can be borrowed under the 364-day credit facility of March 2023?", NIKE, (49, 74), "$1 billion", False),
    ReportQuestion("What did advertising and promotion cost in fiscal 2022?", NIKE, (35, 38, 59, 66), "3,850", False),
    # Nike, tables
    ReportQuestion("How many Converse stores are there in the United States?", NIKE, (6,), "82", True),
    ReportQuestion("How many NIKE Brand factory stores are there outside the U.S.?", NIKE, (7,), "560", True),
    ReportQuestion("How much revenue did equipment bring in Greater China in fiscal 2023?", NIKE, (43, 87), "147", True),
    ReportQuestion("What was the effective tax rate in fiscal 2021?", NIKE, (35, 39, 76), "14.0", True),
    ReportQuestion("How much goodwill is on the balance sheet of May 31, 2022?", NIKE, (61,), "284", True),
    ReportQuestion("How many shares were purchased in April 2023?", NIKE, (29,), "3,282,288", True),
    ReportQuestion("How much deferred tax asset comes from capitalized research and development?", NIKE, (77,), "548", True),
    ReportQuestion("What was the amount of money market funds at May 31, 2023?", NIKE, (72,), "5,157", True),
    ReportQuestion("What are inventories in Europe, Middle East and Africa worth?", NIKE, (91,), "2,167", True),
    ReportQuestion("What are the total derivative liabilities?", NIKE, (73, 82), "180", True),
)  # fmt: skip
