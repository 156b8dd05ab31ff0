"""Public-domain prose as clean sentences in their paragraphs.

Reads one gzipped file of JSON lines, each with `path` and `paragraphs`. Knows nothing of questions.
"""

from __future__ import annotations

import gzip
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

SHORTENED = r"(?:e\.g|i\.e|etc|vs|cf|Mr|Ms|Mrs|Dr|St|No|Inc|Jr|U\.S|[A-Z])"
"""A pattern of what a full stop shortens, where it ends no sentence."""

_MARKS = re.compile(r"[`*_|]{1,3}|\s+(?=[,.;:])|<[^>]+>")
_SPACES = re.compile(r"\s+")
_ABBREVIATION = re.compile(rf"(?:\b{SHORTENED}\.)$")
_ENDING = re.compile(r"(?<=[.!?])[\"')\]]?\s+(?=[\"'(\[]?[A-Z0-9])")


@dataclass(frozen=True, slots=True)
class Article:
    """One source file: its name and its paragraphs, each a tuple of sentences."""

    name: str
    paragraphs: tuple[tuple[str, ...], ...]

    def text(self) -> str:
        """All of it."""
        return "\n".join(" ".join(paragraph) for paragraph in self.paragraphs)


def read_articles(path: Path) -> Iterator[Article]:
    """The articles of the file that have at least two usable paragraphs, in its order."""
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            record = json.loads(line)
            paragraphs = (split_sentences(clean(text)) for text in record["paragraphs"])
            usable = tuple(tuple(s for s in p if _usable(s)) for p in paragraphs)
            article = Article(Path(record["path"]).stem, tuple(p for p in usable if p))
            if len(article.paragraphs) >= 2:
                yield article


def clean(text: str) -> str:
    """The text without marks of markup, on one line."""
    return _SPACES.sub(" ", _MARKS.sub("", text)).strip()


def split_sentences(text: str) -> tuple[str, ...]:
    """The sentences of a paragraph; joined by spaces they give it back."""
    found: list[str] = []
    begin = 0
    for match in _ENDING.finditer(text):
        if _ABBREVIATION.search(text[begin : match.start() + 1].rstrip()):
            continue
        found.append(text[begin : match.end()].strip())
        begin = match.end()
    rest = text[begin:].strip()
    return (*found, rest) if rest else tuple(found)


def _usable(sentence: str) -> bool:
    """Whether it reads as a sentence: some words, an ending, mostly letters."""
    words = sentence.split()
    letters = sum(c.isalpha() or c == " " for c in sentence)
    return (
        4 <= len(words) <= 60
        and len(sentence) <= 400
        and sentence[-1] in ".!?)\"'"
        and letters > 0.75 * len(sentence)
    )
