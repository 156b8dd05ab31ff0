"""PDFs in, passages out. No model that talks, no screen.

These names are all that the rest of the program may use.
"""

from indexer.child import Channel, Child, Frame, Limits
from indexer.encoder import SentenceEncoder, bundled_encoder
from indexer.errors import (
    ChildDied,
    ChildError,
    ChildSilent,
    CollectionError,
    DiskFull,
    EncoderError,
    IndexerError,
    LibraryBusy,
    LibraryDamaged,
    LibraryError,
    LibraryTooNew,
    Moved,
    PasswordNeeded,
    ReadError,
    UnknownDocument,
)
from indexer.library import Library
from indexer.lock import WriterLock
from indexer.offline import OutboundRefused, outbound_attempts, stay_offline
from indexer.reranker import CrossEncoder
from indexer.types import (
    Collection,
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
    Reranker,
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
    "Collection",
    "CollectionError",
    "CrossEncoder",
    "DiskFull",
    "Document",
    "Encoder",
    "EncoderError",
    "FileReport",
    "Frame",
    "Hit",
    "IndexerError",
    "Library",
    "LibraryBusy",
    "LibraryDamaged",
    "LibraryError",
    "LibraryTooNew",
    "Limits",
    "Milliseconds",
    "Moved",
    "OutboundRefused",
    "Page",
    "Passage",
    "PasswordNeeded",
    "Phase",
    "Progress",
    "Quality",
    "ReadError",
    "Reranker",
    "SearchResult",
    "SentenceEncoder",
    "Status",
    "UnknownDocument",
    "Vectors",
    "WriterLock",
    "bundled_encoder",
    "outbound_attempts",
    "stay_offline",
]
