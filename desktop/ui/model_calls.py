"""What the page can do with models: look, add, choose, set the strength, remove."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from desktop.errors import BadInput
from desktop.models import ModelDesk, Role
from desktop.ui.calls import Actions, Asked, Reply
from desktop.ui.uploads import named_uploads


class ModelCalls:
    """`uploads` says where the page's uploads lie."""

    def __init__(self, desk: ModelDesk, uploads: Callable[[], Path]) -> None:
        self._desk = desk
        self._uploads = uploads

    def actions(self) -> Actions:
        """Each by its name."""
        desk = self._desk
        return {
            "see-models": lambda _: desk.look_again(),
            "use-model": lambda asked: desk.choose(self._listed(asked), _role(asked)),
            "untuned": lambda _: desk.choose_untuned(),
            "strength": lambda asked: desk.set_strength(float(asked["strength"])),
            "add-model": self._add,
            "take-model": self._take_in,
            "remove-model": lambda asked: desk.remove(self._listed(asked)),
        }

    @staticmethod
    def without_files() -> Actions:
        """Where a server answers: there is nothing to look at anew, and no file to choose."""

        def refuse(asked: Asked) -> Reply:
            raise BadInput("A server answers: to choose among files, start Quire without it.")

        return {"see-models": lambda _: None, "add-model": refuse, "take-model": refuse}

    def _add(self, asked: Asked) -> Reply:
        """Put the file at "path" on the list."""
        card = self._desk.add(Path(str(asked.get("path", "")).strip().strip("\"'")))
        return {"said": f"{card.name} is on the list."}

    def _take_in(self, asked: Asked) -> Reply:
        """Keep the uploaded "files"."""
        cards = self._desk.take_in(named_uploads(self._uploads(), asked.get("files", [])))
        return {"said": " ".join(f"{card.name} is on the list." for card in cards)}

    def _listed(self, asked: Asked) -> Path:
        """The file of the list that "path" names; the page may name no other here."""
        path = Path(str(asked.get("path", "")))
        if path not in {row.card.path for row in self._desk.view().rows}:
            raise BadInput("This file is not on the list any more.")
        return path


def _role(asked: Asked) -> Role:
    try:
        return Role(str(asked.get("role")))
    except ValueError as error:
        raise BadInput("The page is older than the program: load it again.") from error
