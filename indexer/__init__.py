"""PDFs in, passages out. No model that talks, no screen.

These names are all that the rest of the program may use.
"""

from indexer.child import Channel, Child, Frame, Limits
from indexer.errors import (
    ChildDied,
    ChildError,
    ChildSilent,
    DiskFull,
    EncoderError,
    IndexerError,
    LibraryBusy,
    LibraryDamaged,
    LibraryError,
    LibraryTooNew,
    ReadError,
    UnknownDocument,
)
from indexer.offline import OutboundRefused, outbound_attempts, stay_offline
from indexer.types import (
    Document,
    Encoder,
    FileReport,
    Hit,
    Milliseconds,
    Page,
    Passage,
    Phase,
    Progress,
    Quality,
    SearchResult,
    Status,
    Vectors,
)

__all__ = [
    "Channel",
    "Child",
    "ChildDied",
    "ChildError",
    "ChildSilent",
    "DiskFull",
    "Document",
    "Encoder",
    "EncoderError",
    "FileReport",
    "Frame",
    "Hit",
    "IndexerError",
    "LibraryBusy",
    "LibraryDamaged",
    "LibraryError",
    "LibraryTooNew",
    "Limits",
    "Milliseconds",
    "OutboundRefused",
    "Page",
    "Passage",
    "Phase",
    "Progress",
    "Quality",
    "ReadError",
    "SearchResult",
    "Status",
    "UnknownDocument",
    "Vectors",
    "outbound_attempts",
    "stay_offline",
]
