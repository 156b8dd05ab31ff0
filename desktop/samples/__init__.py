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
    "How many days of paid holiday do I get?",
    "What does the machine mean by E07?",
    "How much does it cost to store a pallet of frozen goods for a week?",
    "How much cooler was the green roof than the gravel one at night?",
    "Who do I tell when I am ill, and by what time?",
)
"""What a person is offered to ask first."""
