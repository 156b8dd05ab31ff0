"""What keeping copies of the PDFs takes, and would take. Copies nothing."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from indexer import Document


@dataclass(frozen=True, slots=True)
class CopiesCost:
    """In bytes of the disk."""

    copies: int = 0  # that the library keeps
    more: int = 0  # what copies of the other documents that lie elsewhere would take
    dropped: int = 0  # files that were dropped or chosen, which are kept in any case


def copies_cost(documents: Iterable[Document], home: Path | None) -> CopiesCost:
    """What the copies of these documents take; `home` is the program's own folder."""
    copies = more = dropped = 0
    for document in documents:
        if document.copy_bytes:
            copies += document.copy_bytes
        elif is_kept_anyway(document.path, home):
            dropped += document.file_bytes
        else:
            more += document.file_bytes
    return CopiesCost(copies, more, dropped)


def is_kept_anyway(path: Path, home: Path | None) -> bool:
    """Whether a file lies in the program's own folder, as what was dropped does."""
    return home is not None and path.is_relative_to(home)
