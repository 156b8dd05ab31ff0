"""What of a person's things lies where, how much room it takes, and how it is deleted.

A person's own files, wherever they lie, are never touched. Knows nothing of the screen.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from desktop.conversation_store import ConversationStore
from desktop.download.desk import DownloadDesk
from desktop.errors import BadInput
from desktop.home import Home
from desktop.models import ModelDesk
from desktop.settings import Settings
from desktop.settings_desk import SettingsDesk
from desktop.shelf import Shelf
from desktop.space import size_of


class Kind(StrEnum):
    """What can be cleared by itself."""

    LIBRARY = "library"
    CONVERSATIONS = "conversations"
    MODELS = "models"
    SETTINGS = "settings"


@dataclass(frozen=True, slots=True)
class Room:
    """One kind of things and the room it takes."""

    kind: Kind
    size_bytes: int
    things: int


@dataclass(frozen=True, slots=True)
class Held:
    """What the clearing reaches into."""

    home: Home
    shelf: Shelf
    conversations: ConversationStore | None
    models: ModelDesk | None
    settings: SettingsDesk | None
    downloads: DownloadDesk | None = None


class Clearing:
    """The rooms of a home. `begin_anew` starts a new conversation; it raises BadInput while a
    question is being answered."""

    def __init__(self, held: Held, begin_anew: Callable[[], None]) -> None:
        self._held = held
        self._begin_anew = begin_anew

    @property
    def folder(self) -> Path:
        """Where everything lies."""
        return self._held.home.root

    def rooms(self) -> tuple[Room, ...]:
        """Each kind, with what it takes now."""
        held, home = self._held, self._held.home
        mine = sorted(home.models.glob("*.gguf")) if home.models.is_dir() else []
        talks = held.conversations.heads() if held.conversations is not None else ()
        base = home.conversations
        logs = [base.with_name(base.name + end) for end in ("", "-wal", "-shm")]
        library = size_of(home.library, home.documents)
        return (
            Room(Kind.LIBRARY, library, len(held.shelf.documents())),
            Room(Kind.CONVERSATIONS, size_of(*logs), len(talks)),
            Room(Kind.MODELS, size_of(home.models), len(mine)),
        )

    def clear(self, kind: Kind) -> None:
        """Delete everything of a kind, for good. Raises BadInput where that cannot be now."""
        self._begin_anew()
        held = self._held
        if kind is Kind.LIBRARY:
            held.shelf.cancel()
            for document in held.shelf.documents():
                held.shelf.remove(document.document_id)
            held.shelf.take_out()
        elif kind is Kind.CONVERSATIONS and held.conversations is not None:
            held.conversations.clear()
        elif kind is Kind.MODELS and held.models is not None:
            if held.downloads is not None:
                held.downloads.cancel()
            settings = held.settings.now if held.settings is not None else Settings()
            held.models.clear(settings.wishes)
        elif kind is Kind.SETTINGS and held.settings is not None:
            held.settings.reset()

    def clear_all(self) -> None:
        """Delete everything, for good. Raises BadInput where that cannot be now."""
        if self._held.models is not None and self._held.models.loading:
            raise BadInput("A model is being loaded: wait until it is there.")
        for kind in (Kind.LIBRARY, Kind.CONVERSATIONS):
            self.clear(kind)
        if self._held.settings is not None:
            self._held.settings.forget()
        self.clear(Kind.MODELS)
