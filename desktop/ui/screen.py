"""What the page can ask for: to see changes, and to do what a button says.

Each of these calls one function of the workbench and one of the view. Anything that goes wrong
comes back as a sentence under "problem".
"""

from __future__ import annotations

import asyncio
import base64
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from desktop.errors import BadInput, DesktopError
from desktop.modes import Mode
from desktop.samples import SAMPLES
from desktop.snapshot import Comparison
from desktop.types import Cited
from desktop.ui.conversation_panel import found_panel
from desktop.ui.evidence import opened_passage
from desktop.ui.parts import PageParts, passages_of
from desktop.ui.saw import Look, saw_panel
from desktop.ui.uploads import named_uploads
from desktop.workbench import Workbench
from indexer import IndexerError

PACE_SECONDS = 0.08
"""Between two looks: at most 12 updates a second, all lanes together."""
_NARROWEST, _WIDEST = 200, 2400  # pixels of a page's picture
_PATIENCE_SECONDS = 10  # a page asks again after this long without a change

Asked = dict[str, Any]
Reply = dict[str, Any]


class Screen:
    """The functions that the page calls. `uploads` says where its uploads lie."""

    def __init__(self, workbench: Workbench, uploads: Callable[[], Path]) -> None:
        self._workbench = workbench
        self._uploads = uploads
        self._parts = PageParts(workbench)

    # ── seeing ────────────────────────────────────────────────────────────────────────────

    async def look(self, asked: Asked) -> Reply:
        """The parts that changed since "version", as soon as there are any; "held" are digests."""
        if asked.get("version") is not None:
            with suppress(asyncio.CancelledError):  # the server ends: the last word is a calm one
                await self._change_since(int(asked["version"]))
        version = self._workbench.version
        newest = self._workbench.comparison()
        return {
            "version": version,
            "running": newest is not None and newest.running,
            "turn": len(self._workbench.turns()) + (newest is not None),
            "parts": await asyncio.to_thread(self._parts.missing, asked.get("held") or {}),
        }

    async def _change_since(self, seen: int) -> None:
        """Wait at least one pace. No thread waits: a page that is gone would keep it."""
        for _ in range(round(_PATIENCE_SECONDS / PACE_SECONDS)):
            await asyncio.sleep(PACE_SECONDS)
            if self._workbench.version != seen:
                return

    def act(self, asked: Asked) -> Reply:
        """Do what "do" names, and say what came of it."""
        actions: dict[str, Callable[[Asked], Reply | None]] = {
            "passage": self._passage,
            "picture": self._picture,
            "saw": self._saw,
            "ask": self._ask,
            "stop": lambda asked: self._workbench.stop(_mode(asked)),
            "new-conversation": lambda _: self._workbench.new_conversation(),
            "add": self._add,
            "unlock": self._unlock,
            "add-samples": lambda _: self._workbench.add(SAMPLES),
            "find": self._find,
            "open-conversation": lambda asked: self._workbench.open_conversation(_talk(asked)),
            "rename": lambda asked: self._workbench.rename_conversation(
                _talk(asked), str(asked.get("title", ""))
            ),
            "delete-conversation": lambda asked: self._workbench.delete_conversation(_talk(asked)),
            "restore-conversation": lambda asked: self._workbench.restore_conversation(
                _talk(asked)
            ),
            "ask-instead": lambda asked: self._workbench.ask_instead(
                str(asked.get("question", "")), int(asked["index"])
            ),
            "cancel": lambda asked: self._workbench.cancel_adding(self._listed(asked)),
            "cancel-all": lambda _: self._workbench.cancel_adding(),
            "dismiss": lambda asked: self._workbench.dismiss(self._listed(asked)),
            "remove": lambda asked: self._workbench.remove(int(asked["document"])),
        }
        action = actions.get(str(asked.get("do")))
        if action is None:
            return {"problem": "The page is older than the program: load it again."}
        try:
            return {"problem": "", **(action(asked) or {})}
        except (DesktopError, IndexerError) as error:
            return {"problem": str(error)}

    # ── what takes more than a line ───────────────────────────────────────────────────────

    def _passage(self, asked: Asked) -> Reply:
        """Passage "n" opened, without the picture."""
        cited, numbers = self._cited(int(asked["n"]))
        return {"html": str(opened_passage(cited, numbers))}

    def _picture(self, asked: Asked) -> Reply:
        """The page of passage "n" as a picture "width" pixels wide, the passage marked."""
        passage = self._cited(int(asked["n"]))[0].hit.passage
        width = max(_NARROWEST, min(int(asked["width"]), _WIDEST))
        png = self._workbench.page_image(
            passage.document_id, passage.page, passage.passage_id, width
        )
        return {"picture": "data:image/png;base64," + base64.b64encode(png).decode()}

    def _saw(self, asked: Asked) -> Reply:
        """What the model saw in the lane of "mode", for the newest question."""
        newest = self._workbench.comparison()
        if newest is None:
            return {"html": ""}
        turns = tuple(turn.turn() for turn in self._workbench.turns())
        look = Look(newest, turns, _mode(asked) or _telling(newest), self._workbench.model())
        return {"html": str(saw_panel(look))}

    def _ask(self, asked: Asked) -> None:
        chosen = [mode for mode in Mode if mode.value in asked.get("modes", [])]
        self._workbench.ask(str(asked.get("question", "")), chosen)

    def _find(self, asked: Asked) -> Reply:
        """The conversations that hold "words"."""
        heads = self._workbench.conversations(str(asked.get("words", "")))
        return {"html": str(found_panel(heads, self._workbench.conversation_id))}

    def _add(self, asked: Asked) -> None:
        self._workbench.add(named_uploads(self._uploads(), asked.get("files", [])))

    def _unlock(self, asked: Asked) -> None:
        self._workbench.add([self._listed(asked)], str(asked.get("password", "")))

    # ── finding what is meant ─────────────────────────────────────────────────────────────

    def _comparisons(self) -> tuple[Comparison, ...]:
        newest = self._workbench.comparison()
        return (*self._workbench.turns(), *([newest] if newest is not None else ()))

    def _cited(self, n: int) -> tuple[Cited, list[int]]:
        known = {cited.n: cited for cited in passages_of(self._comparisons())}
        if n not in known:
            raise BadInput(f"Passage {n} is not part of this conversation any more.")
        return known[n], list(known)

    def _listed(self, asked: Asked) -> Path:
        """The file of the list that "path" names; the page may name no other."""
        path = Path(str(asked.get("path", "")))
        if path not in {progress.path for progress in self._workbench.files()}:
            raise BadInput("This file is not on the list any more: drop it again.")
        return path


def _telling(comparison: Comparison) -> Mode:
    """The mode whose prompt says most: one with passages, where there is one."""
    modes = [lane.mode for lane in comparison.lanes]
    return next((mode for mode in modes if mode.reads_passages), modes[0])


def _talk(asked: Mapping[str, Any]) -> int:
    return int(asked["conversation"])


def _mode(asked: Mapping[str, Any]) -> Mode | None:
    return next((mode for mode in Mode if mode.value == asked.get("mode")), None)
