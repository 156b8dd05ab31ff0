"""What the page can do with downloads: begin one that was agreed to, cancel, drop a part."""

from __future__ import annotations

from desktop.download.desk import DownloadDesk
from desktop.ui.calls import Actions


class DownloadCalls:
    """One download at a time."""

    def __init__(self, desk: DownloadDesk) -> None:
        self._desk = desk

    def actions(self) -> Actions:
        """Each by its name."""
        desk = self._desk
        return {
            "download": lambda asked: desk.begin(
                str(asked.get("offer")), agreed=asked.get("agreed") is True
            ),
            "download-cancel": lambda _: desk.cancel(),
            "download-drop": lambda asked: desk.discard(str(asked.get("offer"))),
        }
