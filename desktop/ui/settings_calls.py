"""What the page can do with settings: look, change one, reset all, and clear what is kept."""

from __future__ import annotations

from desktop.clearing import Clearing, Kind
from desktop.errors import BadInput
from desktop.settings_desk import SettingsDesk
from desktop.ui.calls import Actions, Asked, Reply


class SettingsCalls:
    """Settings, and the room that everything takes."""

    def __init__(self, desk: SettingsDesk, clearing: Clearing) -> None:
        self._desk = desk
        self._clearing = clearing

    def actions(self) -> Actions:
        """Each by its name."""
        desk = self._desk
        return {
            "see-settings": lambda _: desk.look_again(),
            "set": lambda asked: desk.set(str(asked.get("name")), str(asked.get("value", ""))),
            "reset-settings": self._reset,
            "clear": self._clear,
            "clear-all": self._clear_all,
        }

    def _reset(self, asked: Asked) -> Reply:
        self._desk.reset()
        return {"said": "Every setting is as it was at first."}

    def _clear(self, asked: Asked) -> None:
        """Delete everything of the "kind"."""
        try:
            kind = Kind(str(asked.get("kind")))
        except ValueError as error:
            raise BadInput("The page is older than the program: load it again.") from error
        self._clearing.clear(kind)
        self._desk.look_again()

    def _clear_all(self, asked: Asked) -> Reply:
        self._clearing.clear_all()
        self._desk.look_again()
        return {"said": "Everything that Quire kept is deleted."}
