"""What must be known of all pages of a file before the text of any of them is made.

It is the lines nearest to each page's top and bottom, and how often each word stands in the rest.
Children that read a file together tell each other theirs, so that the text of a page is the same
however many they are. Knows nothing of processes, or of what is furniture.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from indexer.cleaning import words_known_from
from indexer.furniture import Edges, Furniture, edges_of
from indexer.lines import Line


@dataclass(frozen=True, slots=True)
class Gist:
    """What some of a file's pages say of the whole."""

    edges: tuple[Edges, ...]  # of each page
    words: Mapping[str, int]  # how often each stands in the lines that are no edge

    def known_words(self, furniture: Furniture) -> Counter[str]:
        """How often each word stands in the pages without their furniture, in lower case."""
        words = Counter(self.words)
        words.update(words_known_from(furniture.kept_edges()))
        return words


def gist_of(pages: Sequence[tuple[Line, ...]]) -> Gist:
    """The gist of some pages, by their lines."""
    edges = tuple([edges_of(lines) for lines in pages])
    inner = (
        line.text
        for lines, page in zip(pages, edges, strict=True)
        for n, line in enumerate(lines)
        if n not in page.by_line
    )
    return Gist(edges, words_known_from(inner))


def together(parts: Sequence[Gist]) -> Gist:
    """The gist of a whole file, of which each part has every so many-th page, in turn."""
    words: Counter[str] = Counter()
    for part in parts:
        words.update(part.words)
    pages = sum(len(part.edges) for part in parts)
    edges = [parts[n % len(parts)].edges[n // len(parts)] for n in range(pages)]
    return Gist(tuple(edges), words)


def written(gist: Gist) -> str:
    """The gist as a text, for another child."""
    pages = [[page.lines, [[n, *edge] for n, edge in page.by_line.items()]] for page in gist.edges]
    return json.dumps([pages, gist.words])


def from_text(text: str | bytes) -> Gist:
    """The gist that another child has written."""
    pages, words = json.loads(text)
    edges = [Edges(lines, {n: (place, said) for n, place, said in found}) for lines, found in pages]
    return Gist(tuple(edges), words)
