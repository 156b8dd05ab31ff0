"""A passage as it stands in a prompt, and the passages that it may be joined of.

A value only: knows nothing of prompts or of how passages are joined.
"""

from __future__ import annotations

from dataclasses import dataclass

from indexer import Hit, Passage


@dataclass(frozen=True, slots=True)
class Part:
    """One of the passages that another is joined of: its id, and where it stands."""

    passage_id: int
    page: int
    page_label: str
    last_page: int
    start: int  # within the text of `page`
    end: int  # within the text of `last_page`

    @classmethod
    def of(cls, passage: Passage) -> Part:
        """The part that a passage is."""
        return cls(
            passage.passage_id, passage.page, passage.page_label, passage.last_page,
            passage.start, passage.end,
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Cited:
    """A passage as it stands in the prompt, under the number that answers cite it by.

    Where neighbours were joined, `hit.passage` is all of them as one, under the id of the one that
    fits best, and `hit` says what the search said of that one.
    """

    n: int
    hit: Hit
    joined: tuple[Part, ...] = ()  # in the document's order; none: it is one passage alone

    @property
    def parts(self) -> tuple[Part, ...]:
        """What it is made of, one passage at least."""
        return self.joined or (Part.of(self.hit.passage),)

    @property
    def ids(self) -> tuple[int, ...]:
        """Of its parts."""
        return tuple(part.passage_id for part in self.parts)

    @property
    def best(self) -> Part:
        """The part that fits best."""
        ids = self.ids
        return self.parts[ids.index(self.hit.passage.passage_id)]
