"""What the page can ask for: to see what changed, and to do what a button says.

Anything that goes wrong comes back as a sentence under "problem".
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from pathlib import Path

from desktop.desks import Desks
from desktop.errors import DesktopError
from desktop.ui.calls import Actions, Asked, Reply
from desktop.ui.choosing_calls import ChoosingCalls
from desktop.ui.conversation_calls import ConversationCalls
from desktop.ui.download_calls import DownloadCalls
from desktop.ui.evidence_calls import EvidenceCalls
from desktop.ui.library_calls import LibraryCalls
from desktop.ui.model_calls import ModelCalls
from desktop.ui.parts import PageParts
from desktop.ui.settings_calls import SettingsCalls
from desktop.workbench import Workbench
from indexer import IndexerError

PACE_SECONDS = 0.08
"""Between two looks: at most 12 updates a second, all lanes together."""
_PATIENCE_SECONDS = 10  # a page asks again after this long without a change


class Screen:
    """The two functions that the page calls. `uploads` says where its uploads lie."""

    def __init__(self, workbench: Workbench, uploads: Callable[[], Path]) -> None:
        self._workbench = workbench
        self._parts = PageParts(workbench)
        self._acted = -1  # the version after the last thing that was done
        self._wakes: set[Callable[[], object]] = set()  # of each page that waits for a change
        self._actions = {
            **LibraryCalls(workbench, uploads).actions(),
            **ConversationCalls(workbench).actions(),
            **EvidenceCalls(workbench).actions(),
            **ChoosingCalls(workbench).actions(),
            **_desks(workbench.desks, uploads),
        }

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
            "asked": newest.question if newest is not None else "",
            "parts": await asyncio.to_thread(self._parts.missing, asked.get("held") or {}),
        }

    def act(self, asked: Asked) -> Reply:
        """Do what "do" names, and say what came of it. Every page sees at once what changed."""
        try:
            return self._done(asked)
        finally:
            self._acted = self._workbench.version
            for wake in tuple(self._wakes):
                wake()

    def _done(self, asked: Asked) -> Reply:
        action = self._actions.get(str(asked.get("do")))
        if action is None:
            return {"problem": "The page is older than the program: load it again."}
        try:
            return {"problem": "", **(action(asked) or {})}
        except (DesktopError, IndexerError) as error:
            return {"problem": str(error)}

    async def _change_since(self, seen: int) -> None:
        """Wait for a change: at least one pace, unless a person made it. No thread waits: a page
        that is gone would keep it."""
        if seen < self._acted:
            return
        acted = asyncio.Event()
        wake = partial(asyncio.get_running_loop().call_soon_threadsafe, acted.set)
        self._wakes.add(wake)
        try:
            for _ in range(round(_PATIENCE_SECONDS / PACE_SECONDS)):
                with suppress(TimeoutError):
                    await asyncio.wait_for(acted.wait(), PACE_SECONDS)
                acted.clear()
                if self._workbench.version != seen:
                    return
        finally:
            self._wakes.discard(wake)


def _desks(desks: Desks, uploads: Callable[[], Path]) -> Actions:
    """What can be done at the desks that are there."""
    actions: Actions = {}
    if desks.models is not None:
        actions |= ModelCalls(desks.models, uploads).actions()
    if desks.downloads is not None:
        actions |= DownloadCalls(desks.downloads).actions()
    if desks.settings is not None and desks.clearing is not None:
        actions |= SettingsCalls(desks.settings, desks.clearing).actions()
    return actions
