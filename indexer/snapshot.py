"""The graph's file: written so that it is whole or not there, and believed only when it is proven.

The row in the database is the commit: a file without its row, or with other bytes than the row
says, does not exist. Knows nothing of what the vectors mean.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import sys
from pathlib import Path

from indexer.child import Child, Limits
from indexer.errors import ChildError, DiskFull, LibraryError
from indexer.hnsw import Graph
from indexer.ledger import Ledger, SnapshotRow

_PATTERN = "vectors-*.hnsw*"
_SECONDS_TO_TRY = 60.0


def write_snapshot(graph: Graph, folder: Path, ledger: Ledger, encoder: str) -> None:
    """Write the graph beside the database, and commit it. Raises DiskFull or LibraryError; what
    was there before is then still there."""
    generation = ledger.next_generation()
    final = folder / f"vectors-{generation}.hnsw"
    temporary = final.with_suffix(".hnsw.tmp")
    try:
        wanted = graph.save(temporary)
        sync(temporary)
        size = temporary.stat().st_size
        if size != wanted:
            raise DiskFull(
                f"The disk with {folder} is full: {size} of {wanted} bytes of the search index "
                "could be written. Make room; searching goes on without it."
            )
        digest = _blake2b(temporary)
        temporary.replace(final)
        sync(folder)
    except OSError as error:
        raise LibraryError(f"The search index cannot be written: {error.strerror}.") from error
    finally:
        with contextlib.suppress(OSError):
            temporary.unlink(missing_ok=True)
    ledger.record_snapshot(
        SnapshotRow(
            generation, final.name, size, digest, len(graph.ids()), graph.dimension, encoder
        )
    )
    remove_strays(folder, keep=final.name)


def read_snapshot(
    folder: Path, row: SnapshotRow, encoder: str, dimension: int, cautious: bool
) -> Graph | None:
    """The graph, or None where the file is not exactly the one that the row speaks of, or is of
    another encoder. `cautious`: the last exit was not clean, so it is first loaded in a child."""
    if (row.encoder, row.dimension) != (encoder, dimension):
        return None
    path = folder / row.file
    try:
        whole = path.stat().st_size == row.bytes and _blake2b(path) == row.blake2b
    except OSError:
        return None
    if not whole or (cautious and not _loads_in_child(path, row)):
        return None
    try:
        graph = Graph.load(path, dimension)
    except RuntimeError:
        return None
    return graph if len(graph) >= row.vectors else None


def remove_strays(folder: Path, keep: str | None) -> None:
    """Remove what earlier generations, or a writer that was killed, left behind."""
    for path in folder.glob(_PATTERN):
        if path.name != keep:
            with contextlib.suppress(OSError):
                path.unlink()


def _loads_in_child(path: Path, row: SnapshotRow) -> bool:
    limits = Limits(memory_bytes=max(4 * row.bytes, 4 * 1024**3))
    child = Child("indexer.hnsw:try_loading", str(path), row.dimension, limits=limits)
    try:
        return int(child.receive(_SECONDS_TO_TRY)["vectors"]) >= row.vectors
    except (ChildError, KeyError, TypeError, ValueError):
        return False
    finally:
        child.end()


def _blake2b(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, lambda: hashlib.blake2b(digest_size=32)).hexdigest()


def sync(path: Path) -> None:
    """Have a file, or the names in a folder, on the disk. Raises OSError."""
    if sys.platform == "win32" and path.is_dir():
        return  # a folder cannot be opened there
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
