"""What a lane said, as an answer: without its thoughts, with citations and support.

Knows nothing of how it came to be said.
"""

from __future__ import annotations

from collections.abc import Sequence

from desktop.citations import citations
from desktop.modes import Mode
from desktop.support import support
from desktop.thinking import split
from desktop.types import Answer, Cited, LaneEnded, Stats, Stop

NO_DOCUMENTS = "There are no documents in the library yet: add a PDF, then ask again."


def lane_answer(ended: LaneEnded, raw: str, citable: Sequence[Cited], searched: bool) -> Answer:
    """The answer of a lane that ended after saying `raw`; its name is its mode's.

    `citable` are the passages that stood in its prompt. Without a search nothing can be said of
    support.
    """
    mode = Mode(ended.lane)
    thought, said = split(raw)
    text = said.strip()
    return Answer(
        mode=mode,
        text=text,
        citations=citations(text, citable) if mode.reads_passages else (),
        support=support(text, citable) if searched else (),
        stop=ended.stop,
        stats=ended.stats,
        error=ended.error,
        thought=thought.strip(),
        raw="" if thought or said == text else said,
    )


def without_passages(mode: Mode, seed: int, why: str) -> Answer:
    """The answer of a mode that reads passages, where there are none to read."""
    return Answer(mode, "", (), (), Stop.ERROR, Stats(0, 0, 0, 0.0, 0.0, seed), why)
