"""Where the program keeps its files: one folder, private to its user."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from platformdirs import user_data_path

from desktop.errors import BadInput


@dataclass(frozen=True, slots=True)
class Home:
    """The folder of a user's Quire and what lies where in it."""

    root: Path

    @classmethod
    def found(cls, chosen: Path | None = None) -> Home:
        """The chosen folder, or the one QUIRE_HOME names, or the platform's user data folder."""
        named = os.environ.get("QUIRE_HOME")
        folder = chosen or (Path(named) if named else user_data_path("Quire", appauthor=False))
        return cls(folder.expanduser().absolute())

    def made(self) -> Home:
        """The same home, its folders made. Raises BadInput where they cannot be."""
        try:
            for folder in (self.root, self.library, self.uploads, self.documents):
                folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        except OSError as error:
            raise BadInput(
                f"Quire cannot keep its files in {self.root} ({error.strerror}): choose another "
                "folder with --home."
            ) from error
        return self

    @property
    def library(self) -> Path:
        """The database and its index."""
        return self.root / "library"

    @property
    def uploads(self) -> Path:
        """Files on their way from the page; emptied at start and exit."""
        return self.root / "uploads"

    @property
    def documents(self) -> Path:
        """PDFs that came through the page, which has no path of its own to give."""
        return self.root / "documents"

    @property
    def models(self) -> Path:
        """GGUF files that came through the page or were downloaded."""
        return self.root / "models"

    @property
    def chosen_model(self) -> Path:
        """Which model is chosen, and which files elsewhere were added."""
        return self.root / "models.json"

    @property
    def server(self) -> Path:
        """The server that was used last, with its key."""
        return self.root / "server.json"

    @property
    def engine(self) -> Path:
        """What the engine measured and computed once and can do without."""
        return self.root / "engine"

    @property
    def settings(self) -> Path:
        """What the person has set."""
        return self.root / "settings.json"

    @property
    def conversations(self) -> Path:
        """The file of conversations."""
        return self.root / "conversations.sqlite"

    @property
    def notes(self) -> Path:
        """What the library's panel must not forget."""
        return self.root / "notes.sqlite"

    @property
    def api_key(self) -> Path:
        """The key that other programs have to show."""
        return self.root / "api-key"

    @property
    def reads_when_asked(self) -> Path:
        """A file that is there where nothing is to be read ahead while a person types."""
        return self.root / "reads-when-asked"

    @property
    def window(self) -> Path:
        """Where the window stood when it was last closed."""
        return self.root / "window.json"
