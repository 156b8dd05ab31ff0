"""What the page can do with the answers: choose the better ones, and see all choices."""

from __future__ import annotations

from desktop.ui.calls import Actions, Asked, Reply
from desktop.ui.conversation_calls import lane_of
from desktop.ui.standings import standings_panel
from desktop.workbench import Workbench


class ChoosingCalls:
    """Everything about a person's choices."""

    def __init__(self, workbench: Workbench) -> None:
        self._workbench = workbench

    def actions(self) -> Actions:
        """Each by its name."""
        return {
            "choose": self._choose,
            "show-names": lambda _: self._workbench.choosing.show_names(),
            "choices": self._choices,
        }

    def _choose(self, asked: Asked) -> None:
        """The answers in "lanes" are the better ones."""
        lanes = [lane_of(self._workbench, key) for key in list(asked.get("lanes") or ())]
        self._workbench.choosing.choose(lanes)

    def _choices(self, asked: Asked) -> Reply:
        """All choices so far, counted."""
        return {"html": str(standings_panel(self._workbench.choosing.all()))}
