"""A conversation as one file: Markdown to read and paste, JSON to count with.

The HTML one is drawn where the screen is drawn (`desktop.ui.exported`). Knows nothing of disks.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import asdict

from desktop import contract
from desktop.snapshot import Comparison, LaneView
from desktop.types import Cited

_NOT_IN_A_NAME = re.compile(r"[^\w\- ]+")


def as_markdown(title: str, questions: Sequence[Comparison]) -> str:
    """Every question, what each mode said, the figures of each answer, and the passages."""
    parts = [f"# {title}"]
    for comparison in questions:
        parts.append(f"## {' '.join(comparison.question.split())}")
        if comparison.chosen:
            parts.append(comparison.chosen.sentence)
        if comparison.asked_with:
            parts.append(f"*{comparison.asked_with.sentence}*")
        parts += [_lane(lane) for lane in comparison.in_order]
        if comparison.choice is not None:
            parts.append(comparison.choice.sentence)
        if comparison.retrieved and comparison.retrieved.passages:
            parts.append(
                "### Passages\n\n" + "\n".join(map(_passage, comparison.retrieved.passages))
            )
    return "\n\n".join(parts) + "\n"


def as_json(title: str, questions: Sequence[Comparison]) -> str:
    """The title and every question as `ask --json` prints it, with what was chosen of it and
    what it was asked with."""
    asked = [
        {
            **contract.asked(
                comparison.question,
                comparison.retrieved,
                [lane.answer for lane in comparison.in_order if lane.answer is not None],
            ),
            "choice": asdict(comparison.choice) if comparison.choice is not None else None,
            "settings": asdict(comparison.asked_with) if comparison.asked_with else None,
        }
        for comparison in questions
    ]
    return json.dumps({"title": title, "questions": asked}, ensure_ascii=False, indent=2) + "\n"


def file_name(title: str, ending: str) -> str:
    """A name for the file that every system takes."""
    name = " ".join(_NOT_IN_A_NAME.sub(" ", title).split())[:60].strip()
    return f"{name or 'conversation'}.{ending}"


def figures(lane: LaneView) -> str:
    """The figures of a lane in one line; "" where it has none."""
    if lane.answer is None:
        return ""
    stats = lane.answer.stats
    first = stats.first_token_ms
    return (
        f"first word after {f'{first / 1000:.1f} s' if first >= 100 else f'{first:.0f} ms'}, "
        f"{stats.tokens_per_second:.0f} tokens a second, "
        f"{stats.generated_tokens} tokens, prompt of {stats.prompt_tokens}, seed {stats.seed}"
    )


def _lane(lane: LaneView) -> str:
    said = lane.text or (lane.answer.error if lane.answer else "") or "(nothing)"
    small = f"\n\n*{figures(lane)}*" if lane.answer else ""
    return f"### {lane.mode.heading}: {lane.mode.meaning}\n\n{said}{small}"


def _passage(cited: Cited) -> str:
    passage = cited.hit.passage
    text = " ".join(passage.text.split())
    return f"- **[{cited.n}]** {passage.document}, page {passage.page_label}: {text}"
