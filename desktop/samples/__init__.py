"""The sample documents, their questions, and five to begin with.

Paths and sentences only: importing this reads no file and draws nothing. `python -m
desktop.samples` writes the PDFs anew, which needs reportlab.
"""

from __future__ import annotations

from pathlib import Path

_HERE = Path(__file__).parent

SAMPLES: tuple[Path, ...] = tuple(
    _HERE / "pdfs" / name
    for name in (
        "Staff handbook.pdf",
        "Coffee machine manual.pdf",
        "Cold storage agreement.pdf",
        "Green roofs note.pdf",
    )
)
"""The PDFs that come with the program, in the order in which they are offered."""

QUESTIONS: Path = _HERE / "questions.csv"
"""The question set: `question,answer,document,page,page_label,kind`, in UTF-8.

`answer` is the text as it stands on `page` (the position in the file, from 1) of the file named
`document`, whose printed number is `page_label`; all four are empty where the documents do not
say. `kind` is `answered`, `unanswered`, or `style`: answered too, but asked to see the form.
"""

EXAMPLE_QUESTIONS: tuple[str, ...] = (
    "How many cups a day is the Brio 2 made for?",
    "How much fuel for the generators is held at the store?",
    "To how many households did the researchers send their letter?",
    "What does a main course in the canteen cost?",
    "How many solar panels were on the green roofs?",
)
"""What a person is offered to ask first: one of each document, and one that none of them answers.

Chosen among those that the starter model gets right, so that they show what the modes are for; of
all 40 it gets fewer right than wrong, which its card and the model's line on the screen say.
"""
