"""What a search in the library found: each passage with its place, the words looked for marked.

No model is asked. Knows nothing of how passages are found.
"""

from __future__ import annotations

import re

from markupsafe import Markup

from desktop.ui.words import counted
from indexer import Hit, SearchResult

PASSAGE_KEY = "p{}"
"""How the page names a passage that no answer cites: by its id."""
_LETTERS_SHOWN = 170
_LETTERS_BEFORE = 40  # of the first word that was looked for
_LEAST_LETTERS = 3  # shorter words are not marked


def found_passages(result: SearchResult) -> Markup:
    """A card for each passage, best first."""
    if not result.hits:
        return Markup('<p class="hint">No passage was found.</p>')
    words = _marked_words(result.question)
    return Markup('<p class="quiet count">{} in {:,.0f} ms</p><ol class="cards">{}</ol>').format(
        counted(len(result.hits), "passage"),
        result.milliseconds.total,
        Markup("").join(_card(hit, words) for hit in result.hits),
    )


def _card(hit: Hit, words: re.Pattern[str] | None) -> Markup:
    passage = hit.passage
    return Markup(
        '<li><button type="button" class="card" data-do="open-found" data-n="{key}">'
        '<b>{document}</b><span class="quiet">page {page}</span>'
        '<span class="words" dir="auto">{text}</span></button></li>'
    ).format(
        key=PASSAGE_KEY.format(passage.passage_id),
        document=passage.document,
        page=passage.page_label,
        text=_marked(_short(" ".join(passage.text.split()), words), words),
    )


def _marked_words(question: str) -> re.Pattern[str] | None:
    """The words looked for, each with other endings; None where all are too short."""
    words = [word for word in re.findall(r"\w+", question) if len(word) >= _LEAST_LETTERS]
    if not words:
        return None
    return re.compile(rf"\b(?:{'|'.join(map(re.escape, words))})\w*", re.IGNORECASE)


def _short(text: str, words: re.Pattern[str] | None) -> str:
    """As much of the text as a card shows, from a little before the first word looked for."""
    if len(text) <= _LETTERS_SHOWN:
        return text
    first = words.search(text) if words is not None else None
    begin = max(0, min(first.start() - _LETTERS_BEFORE, len(text) - _LETTERS_SHOWN)) if first else 0
    if begin:
        begin = text.find(" ", begin) + 1
    shown = text[begin : begin + _LETTERS_SHOWN]
    after = " …" if begin + _LETTERS_SHOWN < len(text) else ""
    if after:
        shown = shown.rsplit(" ", 1)[0]
    return ("… " if begin else "") + shown + after


def _marked(text: str, words: re.Pattern[str] | None) -> Markup:
    parts, end = [], 0
    for match in words.finditer(text) if words is not None else ():
        parts += [Markup("{}<mark>{}</mark>").format(text[end : match.start()], match[0])]
        end = match.end()
    return Markup("").join(parts) + Markup("{}").format(text[end:])
