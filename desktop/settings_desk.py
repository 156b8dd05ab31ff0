"""Where a person changes settings; what the engine may use is kept only once it has loaded so.

Knows nothing of the screen.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from desktop.models import ModelDesk
from desktop.settings import Settings, SettingsFile
from desktop.types import EngineWishes


class SettingsDesk:
    """The settings of one running program. `try_encoder` raises IndexerError where a folder holds
    no embedding model that works."""

    def __init__(
        self,
        file: SettingsFile,
        models: ModelDesk | None,
        changed: Callable[[], None],
        try_encoder: Callable[[Path], None] = lambda _: None,
    ) -> None:
        self._file = file
        self._models = models
        self._changed = changed
        self._try_encoder = try_encoder
        self._version = 0
        self.encoder_in_use = file.now.encoder  # until the program ends

    @property
    def now(self) -> Settings:
        """What is set."""
        return self._file.now

    @property
    def version(self) -> int:
        """Grows with every change."""
        return self._version + (self._models.version if self._models is not None else 0)

    def look_again(self) -> None:
        """Somebody looks: measure anew what the files take, and forget the last problem."""
        if self._models is not None:
            self._models.look_again()
        self._note()

    def set(self, name: str, text: str) -> None:
        """Change one value, as it was typed; "" is the usual one. Another embedding model is tried
        first, which takes seconds. Raises BadInput, SettingsNotKept, IndexerError."""
        wanted = self.now.with_value(name, text)
        if wanted.encoder_folder is not None and wanted.encoder != self.now.encoder:
            self._try_encoder(wanted.encoder_folder)
        self._change(wanted)

    def reset(self) -> None:
        """Everything as it was at first. Raises BadInput, SettingsNotKept."""
        self._change(Settings())

    def forget(self) -> None:
        """Everything as it was at first, from the next start on where an engine is concerned.
        Raises SettingsNotKept."""
        self._file.keep(Settings())
        self._note()

    def _change(self, wanted: Settings) -> None:
        self._file.change(lambda now: wanted.with_wishes(now.wishes))
        self._note()
        if wanted.wishes == self.now.wishes:
            return
        if self._models is None:
            self._keep_wishes(wanted.wishes)
        else:
            self._models.load_with(wanted.wishes, lambda: self._keep_wishes(wanted.wishes))

    def _keep_wishes(self, wishes: EngineWishes) -> None:
        self._file.change(lambda now: now.with_wishes(wishes))
        self._note()

    def _note(self) -> None:
        self._version += 1
        self._changed()
