"""What can still be done with a database that SQLite cannot read any more.

Nothing is repaired and nothing deleted: the file is kept under another name, and the paths in it
are read as far as they go, so that a new library can be made from the PDFs.
"""

from __future__ import annotations

import sqlite3
from contextlib import closing, suppress
from datetime import UTC, datetime
from pathlib import Path

_COMPANIONS = ("", "-wal", "-shm")  # SQLite's files that belong together


def salvaged_places(database: Path) -> tuple[Path, ...]:
    """The paths of PDFs that can still be read from the file; none where nothing can."""
    found: dict[Path, None] = {}
    for table in ("place", "document"):
        with suppress(sqlite3.DatabaseError), closing(sqlite3.connect(database)) as connection:
            for row in connection.execute(f"SELECT path FROM {table}"):
                found[Path(row[0])] = None
    return tuple(found)


def move_aside(database: Path) -> Path:
    """Rename the file, with the ones that SQLite keeps beside it; the new path. Raises OSError."""
    stamp = datetime.now(UTC).strftime("%Y%m%d-%H%M%S-%f")
    aside = database.with_name(f"damaged-{stamp}-{database.name}")
    for companion in _COMPANIONS:
        source = database.with_name(database.name + companion)
        if source.exists():
            source.rename(aside.with_name(aside.name + companion))
    return aside
