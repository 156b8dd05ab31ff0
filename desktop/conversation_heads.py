"""The conversations as they stand in a list: all, or those that hold some words, and where.

Reads the conversations' database; changes nothing in it.
"""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass, replace

MARK, UNMARK = "\x02", "\x03"
"""Around each word of an excerpt that was looked for."""
_EXCERPT_WORDS = 12


@dataclass(frozen=True, slots=True)
class ConversationHead:
    """A conversation in a list."""

    conversation_id: int
    title: str
    updated: str  # ISO 8601, UTC
    questions: int
    number: int = 1  # among those with the same title, by age; a name of its own is not changed
    excerpt: str = ""  # of what was said, around the words that were looked for; "": in the title

    @property
    def name(self) -> str:
        """The title, with the number where it is not the first of that title."""
        return f"{self.title} ({self.number})" if self.number > 1 else self.title


_HEADS = """
SELECT conversation_id, title, updated,
    (SELECT count(*) FROM questions q WHERE q.conversation_id = c.conversation_id), number
FROM (SELECT *, row_number() OVER (PARTITION BY title ORDER BY conversation_id) AS number
    FROM conversations) c
WHERE NOT deleted ORDER BY updated DESC, conversation_id DESC
"""
_FOUND = f"""
SELECT conversation_id, snippet(words, 0, '{MARK}', '{UNMARK}', '…', {_EXCERPT_WORDS})
FROM words JOIN questions ON question_id = words.rowid WHERE words MATCH ?
ORDER BY rank DESC
"""


def heads(database: sqlite3.Connection, words: str) -> tuple[ConversationHead, ...]:
    """Every conversation, the newest first; only those that hold all the words, if any: in a
    question with its answers, or in the title."""
    all_heads = [ConversationHead(*row) for row in database.execute(_HEADS)]
    query = " ".join(f'"{word}"*' for word in words.replace('"', " ").split())
    if not query:
        return tuple(all_heads)
    found = dict(database.execute(_FOUND, (query,)).fetchall())  # the best of each comes last
    wanted = words.casefold()
    return tuple(
        replace(head, excerpt=" ".join(found.get(head.conversation_id, "").split()))
        for head in all_heads
        if head.conversation_id in found or wanted in head.title.casefold()
    )
