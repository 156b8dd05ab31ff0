"""How many of some pages are without text, garbled, or hide something.

The one place that says which pages those are: what is said of a document and what is kept of it
agree.
"""

from __future__ import annotations

from collections.abc import Sequence

from indexer.types import Page, Quality


def without_text(pages: Sequence[Page]) -> int:
    """How many have no text that says something."""
    return sum(page.quality is Quality.NO_TEXT for page in pages)


def garbled(pages: Sequence[Page]) -> int:
    """How many have text that stands for no words."""
    return sum(page.quality is Quality.GARBLED for page in pages)


def with_hidden_text(pages: Sequence[Page]) -> int:
    """How many have text that cannot be seen on them, which was left out."""
    return sum(page.hidden_characters > 0 for page in pages)
