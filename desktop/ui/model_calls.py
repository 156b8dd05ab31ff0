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
            "use-files": lambda _: desk.choose_files(),
            "use-server": self._use_server,
            "use-served": self._use_served,
            "forget-server": lambda _: desk.forget_server(),
            "strength": lambda asked: desk.set_strength(float(asked["strength"])),
            "add-model": self._add,
            "take-model": self._take_in,
            "remove-model": lambda asked: desk.remove(self._listed(asked)),
        }

    def _add(self, asked: Asked) -> Reply:
        """Put the file at "path" on the list."""
        card = self._desk.add(Path(str(asked.get("path", "")).strip().strip("\"'")))
        return {"said": f"{card.name} is on the list."}

    def _take_in(self, asked: Asked) -> Reply:
        """Keep the uploaded "files"."""
        cards = self._desk.take_in(named_uploads(self._uploads(), asked.get("files", [])))
        return {"said": " ".join(f"{card.name} is on the list." for card in cards)}

    def _use_server(self, asked: Asked) -> Reply:
        """Look at the server at "address", with "key", and use it where it has one model."""
        address = str(asked.get("address", ""))
        listed = self._desk.look_at_server(address, str(asked.get("key", "")))
        if len(listed) > 1:
            return {"said": f"It is there, and has {len(listed)} models: choose one."}
        self._desk.choose_served(listed[0], tuned=False)
        return {"said": f"It is there, with {listed[0]}."}

    def _use_served(self, asked: Asked) -> None:
        """Use the server's model "name", "as" base or tuned."""
        self._desk.choose_served(str(asked.get("name", "")), tuned=asked.get("as") == "tuned")

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
