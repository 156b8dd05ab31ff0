"""Says when a search is not sure that the documents answer the question."""

from __future__ import annotations

from indexer import SearchResult

_UNSURE = 0.15
# Measured on the sample documents: none of the 35 questions that they answer is below (the least
# sure: 0.18), none of the five alike that they do not answer, and six of seven about other
# subjects. A result of 0 comes of a search that tells nothing of it.


def unsure(result: SearchResult) -> str:
    """A sentence for the person, or ""."""
    if not result.hits or not 0 < result.confidence < _UNSURE:
        return ""
    return "Your documents may not answer this: nothing in them fits the question well."
