"""What the page can ask to be shown: a passage, its page as a picture, what a lane was given."""

from __future__ import annotations

import base64
from collections.abc import Sequence

from desktop.errors import BadInput
from desktop.modes import Mode
from desktop.snapshot import Comparison
from desktop.types import Cited
from desktop.ui.calls import Actions, Asked, Reply
from desktop.ui.conversation_calls import mode_of
from desktop.ui.evidence import found_passage, opened_passage, turned_words
from desktop.ui.found import PASSAGE_KEY
from desktop.ui.lost_panel import lost_panel
from desktop.ui.parts import passages_of
from desktop.ui.saw import Look, saw_panel
from desktop.workbench import Workbench
from indexer import Moved, Passage

_NARROWEST, _WIDEST = 200, 2400  # pixels of a page's picture


class EvidenceCalls:
    """Everything that stands in the evidence column."""

    def __init__(self, workbench: Workbench) -> None:
        self._workbench = workbench

    def actions(self) -> Actions:
        """Each by its name."""
        return {"passage": self._passage, "picture": self._picture, "saw": self._saw}

    def _passage(self, asked: Asked) -> Reply:
        """Passage "n" opened, without the picture; "among" are the neighbours of a found one."""
        key = str(asked["n"])
        if _is_found(key):
            among = [str(each) for each in asked.get("among", [])]
            return {"html": str(found_passage(self._found(key), key, among))}
        cited, numbers = self._cited(int(key))
        return {"html": str(opened_passage(cited, numbers))}

    def _picture(self, asked: Asked) -> Reply:
        """The page of passage "n" as a picture "width" pixels wide, the passage marked; where its
        file is lost, what is known of it. "page" is which of the pages that it stands on."""
        key = str(asked["n"])
        passage, marked, first = self._shown(key)
        page = min(max(int(asked.get("page") or first), passage.page), passage.last_page)
        width = max(_NARROWEST, min(int(asked["width"]), _WIDEST))
        try:
            png = self._workbench.page_image(passage.document_id, page, marked, width)
        except Moved as error:
            known = self._workbench.shelf.lost.of(passage.document_id)
            return {"problem": str(error), "lost": str(lost_panel(known)) if known else ""}
        picture = "data:image/png;base64," + base64.b64encode(png).decode()
        return {"picture": picture, "page": page, "where": turned_words(passage, page)}

    def _shown(self, key: str) -> tuple[Passage, Sequence[int], int]:
        """A passage, the ids of its parts, and the page that is shown of it first."""
        if _is_found(key):
            passage = self._found(key)
            return passage, [passage.passage_id], passage.page
        cited = self._cited(int(key))[0]
        return cited.hit.passage, cited.ids, cited.best.page

    def _found(self, key: str) -> Passage:
        """The passage that a search in the library found."""
        return self._workbench.shelf.passage(int(key.removeprefix(PASSAGE_KEY.format(""))))

    def _saw(self, asked: Asked) -> Reply:
        """What the model saw in the lane of "mode", for the newest question."""
        newest = self._workbench.comparison()
        if newest is None:
            return {"html": ""}
        left_out = newest.retrieved.turns_left_out if newest.retrieved else 0
        turns = tuple(turn.turn() for turn in self._workbench.turns()[left_out:])
        mode, bench = mode_of(asked) or _telling(newest), self._workbench
        look = Look(newest, turns, mode, bench.model(), bench.counter)
        return {"html": str(saw_panel(look))}

    def _cited(self, n: int) -> tuple[Cited, list[int]]:
        """Passage n of the conversation, and the numbers of all."""
        newest = self._workbench.comparison()
        asked = (*self._workbench.turns(), *([newest] if newest is not None else ()))
        known = {cited.n: cited for cited in passages_of(asked)}
        if n not in known:
            raise BadInput(f"Passage {n} is not part of this conversation any more.")
        return known[n], list(known)


def _is_found(key: str) -> bool:
    return key.startswith(PASSAGE_KEY.format(""))


def _telling(comparison: Comparison) -> Mode:
    """The mode whose prompt says most: one with passages, where there is one."""
    modes = [lane.mode for lane in comparison.lanes]
    return next((mode for mode in modes if mode.reads_passages), modes[0])
