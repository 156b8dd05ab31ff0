"""A person's choices as another program may read them: without writing to their file."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from desktop.choices import Choice

_CHOICE = TypeAdapter(Choice)


def blind_choices(path: Path) -> tuple[Choice, ...]:
    """Those that were made blind and are kept in a file of conversations; none where there is no
    such file, or an older one. The window may have it open."""
    if not path.exists():
        return ()
    try:
        with closing(sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True)) as database:
            rows = database.execute(
                "SELECT choice FROM choices JOIN questions USING (question_id)"
                " JOIN conversations USING (conversation_id) WHERE NOT deleted ORDER BY chosen"
            ).fetchall()
        found = [_CHOICE.validate_json(text) for (text,) in rows]
    except (sqlite3.DatabaseError, ValidationError):
        return ()
    return tuple(choice for choice in found if choice.blind)
