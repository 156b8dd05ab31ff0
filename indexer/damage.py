"""What can still be done with a database that SQLite cannot read any more.

Nothing is repaired in it and nothing deleted: the file is kept under another name, and the paths in
it are read as far as they go, so that a new library can be made from the PDFs.
"""

from __future__ import annotations

import shutil
import sqlite3
import tempfile
from contextlib import closing, suppress
from datetime import UTC, datetime
from pathlib import Path

COPIES = "copies"  # the folder of kept PDFs, beside the database
_HEADER_BYTES = 100  # as sqlite.org/fileformat.html has it, and the following
_PAGE_COUNT_AT = 28
_PAGE_BYTES = 4096
_COMPANIONS = ("", "-wal", "-shm")  # SQLite's files that belong together


def salvaged_places(database: Path) -> tuple[Path, ...]:
    """The paths of PDFs that can still be read from the file; none where nothing can."""
    return _places(database) or _places_under_a_new_header(database)


def _places(database: Path) -> tuple[Path, ...]:
    found: dict[Path, None] = {}
    for table in ("place", "document"):
        with suppress(sqlite3.DatabaseError), closing(sqlite3.connect(database)) as connection:
            for row in connection.execute(f"SELECT path FROM {table}"):
                found[Path(row[0])] = None
    return tuple(found)


def _places_under_a_new_header(database: Path) -> tuple[Path, ...]:
    """What a copy says whose first bytes are those of a sound database: without them SQLite reads
    nothing, be the rest ever so whole."""
    if not database.is_file() or database.stat().st_size < _HEADER_BYTES:
        return ()
    with tempfile.TemporaryDirectory() as folder:
        sound, copy = Path(folder, "sound.sqlite"), Path(folder, "copy.sqlite")
        with closing(sqlite3.connect(sound)) as connection:
            connection.execute("CREATE TABLE place (path)")
        for companion in _COMPANIONS:
            source = database.with_name(database.name + companion)
            if source.exists():
                shutil.copyfile(source, copy.with_name(copy.name + companion))
        with sound.open("rb") as whole, copy.open("r+b") as damaged:
            damaged.write(whole.read(_HEADER_BYTES))
            damaged.seek(_PAGE_COUNT_AT)
            damaged.write((copy.stat().st_size // _PAGE_BYTES).to_bytes(4, "big"))
        return _places(copy)


def orphaned_copies(aside: Path) -> tuple[Path, ...]:
    """The copies beside a database that was moved aside whose originals are gone, as far as it
    still says; they are the last of their documents."""
    there: set[str] = set()
    with suppress(sqlite3.DatabaseError), closing(sqlite3.connect(aside)) as connection:
        for path, sha256 in connection.execute("SELECT path, sha256 FROM document"):
            if Path(path).is_file():
                there.add(str(sha256))
    return tuple(path for path in sorted(_copies(aside).glob("*.pdf")) if path.stem not in there)


def move_aside(database: Path) -> Path:
    """Rename the file, with the ones that SQLite keeps beside it and the copies of PDFs; the new
    path. Raises OSError."""
    stamp = datetime.now(UTC).strftime("%Y%m%d-%H%M%S-%f")
    aside = database.with_name(f"damaged-{stamp}-{database.name}")
    for companion in _COMPANIONS:
        source = database.with_name(database.name + companion)
        if source.exists():
            source.rename(aside.with_name(aside.name + companion))
    copies = database.with_name(COPIES)
    if copies.is_dir():
        copies.rename(_copies(aside))  # a new library would clear them away: it has no such rows
    return aside


def _copies(aside: Path) -> Path:
    return aside.with_name(f"{aside.name}-{COPIES}")
