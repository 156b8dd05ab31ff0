"""The search by words: which of a question's words tell most, and the passages that have them.

Knows nothing of vectors, or of how a question becomes words.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from itertools import accumulate

from indexer.database import Database

_OWNER = "(SELECT document_id FROM passage WHERE passage_id = words.rowid)"


def rarest(database: Database, words: Sequence[str], most: int) -> list[str]:
    """The words, the rarest first, as far as no more than `most` passages have them; at least
    the rarest, if any passage has it. All of them where the library is no larger than that.

    Common words cost time and tell little: with 100,000 passages a question took 35 ms in the
    search by words with them all.
    """
    with database.reading() as connection:
        largest = connection.execute("SELECT max(passage_id) FROM passage").fetchone()[0]
        if (largest or 0) <= most:
            return list(words)
        count = "SELECT count(*) FROM words WHERE words MATCH ?"
        counted = [
            (int(connection.execute(count, (f'"{word}"',)).fetchone()[0]), word) for word in words
        ]
    found = sorted(pair for pair in counted if pair[0])
    sums = accumulate(passages for passages, _ in found)
    return [
        word for (_, word), total in zip(found, sums, strict=True)
        if total <= most or word == found[0][1]
    ]  # fmt: skip


def matches(
    database: Database,
    match: str,
    limit: int,
    documents: Collection[int] | None,
    without: Collection[int] = (),
) -> list[tuple[int, float]]:
    """(passage id, BM25 score; higher is better) for a full-text expression, best first;
    of the given documents only, if any are given, and of none of `without`."""
    sql = "SELECT rowid, -bm25(words, 1.0, 0.5) AS score FROM words WHERE words MATCH ?"
    arguments: list[object] = [match]
    for numbers, kept in ((documents, "IN"), (without or None, "NOT IN")):
        if numbers is not None:
            sql += f" AND {_OWNER} {kept} (SELECT value FROM json_each(?))"
            arguments.append(json.dumps([int(number) for number in numbers]))
    with database.reading() as connection:
        rows = connection.execute(f"{sql} ORDER BY score DESC, rowid LIMIT ?", [*arguments, limit])
        return [(int(row[0]), float(row[1])) for row in rows]
