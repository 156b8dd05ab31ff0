"""Pages of words set by hand, for tests that need no file."""

from __future__ import annotations

import numpy as np

from indexer.layout import lines_of
from indexer.words import PageWords

HEIGHT = 10.0
LETTER_WIDTH = 5.0


def page_of(*rows: tuple[float, float, str], joined: str = "") -> PageWords:
    """A page of words; each row is (left, bottom, text), its words half a height apart."""
    texts: list[str] = []
    boxes: list[tuple[float, float, float, float]] = []
    for left, bottom, text in rows:
        for word in text.split(" "):
            width = LETTER_WIDTH * len(word)
            texts.append(word)
            boxes.append((left, bottom, left + width, bottom + HEIGHT))
            left += width + 3.0
    hyphens = frozenset(n for n, text in enumerate(texts) if text in joined.split())
    return PageWords(
        tuple(texts), np.array(boxes, np.float32).reshape(-1, 4), 612, 792, joined=hyphens
    )


def texts_of(page: PageWords) -> list[str]:
    return [line.text for line in lines_of(page)]
