"""What the page can do with the library: add, unlock, cancel, remove."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from desktop.comparison import checked
from desktop.errors import BadInput
from desktop.samples import SAMPLES
from desktop.ui.calls import Actions, Asked, Reply
from desktop.ui.found import found_passages
from desktop.ui.uploads import named_uploads
from desktop.workbench import Workbench

_MOST_FOUND = 20  # passages


class LibraryCalls:
    """`uploads` says where the page's uploads lie."""

    def __init__(self, workbench: Workbench, uploads: Callable[[], Path]) -> None:
        self._workbench = workbench
        self._uploads = uploads

    def actions(self) -> Actions:
        """Each by its name."""
        bench, shelf = self._workbench, self._workbench.shelf
        return {
            "add": self._add,
            "add-samples": lambda _: bench.add(SAMPLES),
            "unlock": self._unlock,
            "retry": lambda asked: bench.add([self._listed(asked)]),
            "cancel": lambda asked: bench.cancel_adding(self._listed(asked)),
            "cancel-all": lambda _: bench.cancel_adding(),
            "dismiss": lambda asked: shelf.dismiss(self._listed(asked)),
            "search": self._search,
            "use": self._use,
            "use-only": lambda asked: shelf.choice.use_only([int(asked["document"])]),
            "use-all": lambda _: shelf.choice.use_all(),
            "remove": self._remove,
            "restore": self._restore,
            "read-again": lambda asked: shelf.read_again(int(asked["document"])),
            "find-file": lambda asked: shelf.lost.find(
                int(asked["document"]), str(asked.get("folder", ""))
            ),
            "stop-finding": lambda asked: shelf.lost.stop(int(asked["document"])),
            "watch": lambda asked: shelf.watched.watch(str(asked.get("folder", ""))),
            "switch-watched": lambda asked: shelf.watched.switch(bool(asked.get("on"))),
            "forget-watched": lambda _: shelf.watched.forget(),
            "name-collection": lambda asked: shelf.collected.keep_chosen(
                str(asked.get("name", ""))
            ),
            "use-collection": lambda asked: shelf.collected.use(str(asked.get("name", ""))),
            "rename-collection": lambda asked: shelf.collected.rename(
                str(asked.get("name", "")), str(asked.get("to", ""))
            ),
            "remove-collection": lambda asked: shelf.collected.remove(str(asked.get("name", ""))),
            "take-out": lambda _: shelf.take_out(),
        }

    def _add(self, asked: Asked) -> None:
        """Add the uploaded "files"."""
        self._workbench.add(named_uploads(self._uploads(), asked.get("files", [])))

    def _search(self, asked: Asked) -> Reply:
        """The passages that bear on "words"; no model is asked."""
        words = checked(str(asked.get("words", "")))
        found = self._workbench.shelf.among(None).search(words, _MOST_FOUND)
        return {"html": str(found_passages(found))}

    def _use(self, asked: Asked) -> None:
        """Let the next question use "document", or not, as "may" says."""
        self._workbench.shelf.choice.use(int(asked["document"]), bool(asked["may"]))

    def _remove(self, asked: Asked) -> None:
        """Take out "document"; it can be brought back."""
        self._workbench.shelf.remove(int(asked["document"]))

    def _restore(self, asked: Asked) -> None:
        """Bring the "documents" back."""
        for document_id in asked["documents"]:
            self._workbench.shelf.restore(int(document_id))

    def _unlock(self, asked: Asked) -> None:
        """Read the file at "path" again, with "password"."""
        self._workbench.add([self._listed(asked)], str(asked.get("password", "")))

    def _listed(self, asked: Asked) -> Path:
        """The file of the list that "path" names; the page may name no other."""
        path = Path(str(asked.get("path", "")))
        if path not in {progress.path for progress in self._workbench.files()}:
            raise BadInput("This file is not on the list any more: drop it again.")
        return path
