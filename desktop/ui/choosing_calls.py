"""What the page can do with the answers: choose the better ones, set two side by side."""

from __future__ import annotations

from desktop.differences import differences
from desktop.ui.calls import Actions, Asked, Reply
from desktop.ui.conversation_calls import lane_of
from desktop.ui.standings import standings_panel
from desktop.ui.words import counted
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
            "differences": _differences,
        }

    def _choose(self, asked: Asked) -> None:
        """The answers in "lanes" are the better ones."""
        lanes = [lane_of(self._workbench, key) for key in list(asked.get("lanes") or ())]
        self._workbench.choosing.choose(lanes)

    def _choices(self, asked: Asked) -> Reply:
        """All choices so far, counted."""
        return {"html": str(standings_panel(self._workbench.choosing.all()))}


def _differences(asked: Asked) -> Reply:
    """The places in "first" and "second", two lists of words, where they differ."""
    first, second = (list(map(str, asked.get(name) or ())) for name in ("first", "second"))
    found = differences(first, second)
    return {
        "first": found.first,
        "second": found.second,
        "said": f"Marked: {counted(len(found.first), 'word')} of the one and "
        f"{counted(len(found.second), 'word')} of the other.",
    }
