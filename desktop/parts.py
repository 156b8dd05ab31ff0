"""What a workbench is built of. Knows nothing of how each part is made."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from desktop.conversation_store import ConversationStore
from desktop.download.offers import OFFERS, Offer
from desktop.engines import Runs
from desktop.home import Home
from desktop.models import Around, ModelDesk
from desktop.settings import SettingsFile
from desktop.shelf import Keeps, Lasting
from desktop.shelf_notes import ShelfNotes
from desktop.types import Answerer


@dataclass(frozen=True, slots=True)
class Parts:
    """What a workbench is built of. What takes a while is called in the background."""

    library: Callable[[], Keeps]
    warm_search: Callable[[], object]  # starts the encoder, and returns once it is loaded
    engine: Runs
    weights: Answerer
    uploads: Lasting | None = None  # where files that came through the page last
    conversations: ConversationStore | None = None  # None: nothing is kept
    notes: ShelfNotes | None = None  # None: the library's panel forgets when the program ends
    models: Callable[[Around], ModelDesk] | None = None  # None: the weights cannot be exchanged
    reads_when_asked: Path | None = None  # where it is kept that nothing is read ahead
    search_share: Callable[[], float] = lambda: 0.0  # how much of the encoder is loaded
    end_search: Callable[[], None] = lambda: None  # ends the encoder; nobody waits for it any more
    settings: SettingsFile | None = None  # None: the usual ones
    try_encoder: Callable[[Path], None] = lambda _: None  # raises IndexerError where it cannot
    home: Home | None = None  # None: nothing can be cleared, and nothing downloaded
    offers: tuple[Offer, ...] = OFFERS  # models to be had
