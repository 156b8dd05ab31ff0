"""Where a person sets the program up: the models, their downloads, the settings, and what is kept.

Each desk is there only where a workbench has what it needs. Knows nothing of the screen.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from desktop.clearing import Clearing, Held
from desktop.download.desk import DownloadDesk
from desktop.models import Around, ModelDesk
from desktop.parts import Parts
from desktop.settings import Settings
from desktop.settings_desk import SettingsDesk
from desktop.shelf import Shelf


@dataclass(frozen=True, slots=True)
class Desks:
    """The desks of one running program."""

    models: ModelDesk | None
    settings: SettingsDesk | None
    downloads: DownloadDesk | None
    clearing: Clearing | None
    usual: Settings = Settings()

    @property
    def set(self) -> Settings:
        """What a person has set."""
        return self.settings.now if self.settings is not None else self.usual

    def close(self) -> None:
        """End what is being downloaded; it can be gone on with."""
        if self.downloads is not None:
            self.downloads.close()


def set_up(parts: Parts, around: Around, shelf: Shelf, begin_anew: Callable[[], None]) -> Desks:
    """The desks over a workbench's parts. `begin_anew` starts a new conversation."""
    models = parts.models(around) if parts.models else None
    settings = None
    if parts.settings is not None:
        settings = SettingsDesk(parts.settings, models, around.changed, parts.try_encoder)
    downloads = clearing = None
    if parts.home is not None and models is not None:
        downloads = DownloadDesk(parts.home.models, around.changed, models.look_again, parts.offers)
    if parts.home is not None:
        held = Held(parts.home, shelf, parts.conversations, models, settings, downloads)
        clearing = Clearing(held, begin_anew)
    return Desks(models, settings, downloads, clearing)
