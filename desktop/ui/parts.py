"""The parts of the page as they stand now, and which of them a page does not have yet.

A page says which parts it holds, each by a digest; it gets the others. So a reload, a second tab
and a lost connection need no memory here.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass
from functools import partial
from hashlib import blake2b

from markupsafe import Markup

from desktop.conversation_heads import ConversationHead
from desktop.snapshot import Comparison
from desktop.types import Cited
from desktop.ui.collections_panel import collections_panel
from desktop.ui.conversation_panel import conversation_panel
from desktop.ui.earlier import TURN_PART, earlier_places, earlier_question
from desktop.ui.evidence import passages_panel
from desktop.ui.files_panel import file_rows, news_of
from desktop.ui.first_minute import first_minute
from desktop.ui.lanes import LANE_PART, Seen, lane_panel, passages_fitted, question_panel
from desktop.ui.library_panel import document_rows, library_heading, removed_line
from desktop.ui.lost_panel import LOST_PART, LOST_ROW_PART, lost_panel
from desktop.ui.models_panel import models_panel
from desktop.ui.offers_panel import offers_panel
from desktop.ui.question_box import Connections, foot, mode_toggles
from desktop.ui.server_panel import server_panel
from desktop.ui.settings_panel import rooms_panel, settings_panel
from desktop.ui.version_switch import NEWEST, VERSION_PART, version_switch
from desktop.ui.watched_panel import watched_line
from desktop.workbench import Workbench
from indexer import Collection


@dataclass(frozen=True, slots=True)
class Drawn:
    """A part's HTML and its digest."""

    html: Markup
    digest: str


class PageParts:
    """Draws the parts, each again only when what it shows has changed."""

    def __init__(self, workbench: Workbench) -> None:
        self._workbench = workbench
        self._drawn: dict[str, tuple[Hashable, Drawn]] = {}
        self._heads: tuple[ConversationHead, ...] = ()

    def missing(self, held: Mapping[str, str]) -> dict[str, dict[str, str]]:
        """The parts whose digest is not the one held; each stands before what fills it."""
        return {
            name: {"html": str(part.html), "digest": part.digest}
            for name, part in self.now().items()
            if held.get(name) != part.digest
        }

    def now(self) -> dict[str, Drawn]:
        """Every part."""
        bench = self._workbench
        newest, turns = bench.comparison(), bench.turns()
        documents, files = bench.documents(), bench.files()
        news, talks = news_of(files), self._talks()
        counts = (len(documents), sum(progress.report is None for progress in files))
        collected = self._collected()
        watched, gone = bench.shelf.watched.now(), bench.shelf.watched.gone()
        removed, left_out = bench.shelf.removed(), bench.shelf.choice.left_out()
        lost = tuple(each.document_id for each in bench.shelf.lost.now())
        able, model, loading = bench.modes(), bench.model(), bench.loading()
        downloads, ahead = bench.desks.downloads, bench.ahead.on
        line = Connections(bench.outbound(), downloads.going if downloads else "")
        citable = passages_of((*turns, *([newest] if newest else ())))
        parts = {
            "quire-count": self._part("quire-count", counts, lambda: library_heading(*counts)),
            "quire-collections": self._part(
                "quire-collections", collected, lambda: collections_panel(*collected)
            ),
            "quire-documents": self._part(
                "quire-documents",
                (documents, news, left_out, gone, lost),
                lambda: document_rows(documents, news, left_out, gone, lost),
            ),
            "quire-adding": self._part("quire-adding", files, lambda: file_rows(files)),
            "quire-watched": self._part("quire-watched", watched, lambda: watched_line(watched)),
            "quire-removed": self._part("quire-removed", removed, lambda: removed_line(removed)),
            "quire-conversation": self._part(
                "quire-conversation", talks, lambda: conversation_panel(*talks)
            ),
            "quire-modes": self._part("quire-modes", able, lambda: mode_toggles(able)),
            "quire-foot": self._part(
                "quire-foot",
                (line, model, loading, ahead),
                lambda: foot(line, model, loading, ahead),
            ),
            "quire-earlier": self._part(
                "quire-earlier", len(turns), lambda: earlier_places(len(turns))
            ),
            "quire-passages": self._part(
                "quire-passages",
                (newest.retrieved, newest.chosen) if newest else None,
                lambda: passages_panel(newest),
            ),
        }
        parts |= self._lost() | self._sheets()
        names = tuple(document.name for document in documents) + tuple(p.path.name for p in files)
        ready = bool(documents) and not self._workbench.shelf.is_adding
        parts |= self._earlier(turns) | self._current(newest, citable, (names, ready))
        return parts | self._versions(turns, newest)

    def _lost(self) -> dict[str, Drawn]:
        """Each lost file, with an opened passage and in its document's row."""
        parts: dict[str, Drawn] = {}
        for lost in self._workbench.shelf.lost.now():
            for place, in_row in ((LOST_PART, False), (LOST_ROW_PART, True)):
                name = place.format(lost.document_id)
                parts[name] = self._part(name, lost, partial(lost_panel, lost, in_row))
        return parts

    def _sheets(self) -> dict[str, Drawn]:
        """The models and the settings; drawn when somebody looked or changed something."""
        bench, parts = self._workbench, dict[str, Drawn]()
        models, settings, clearing = bench.desks.models, bench.desks.settings, bench.desks.clearing
        if models is not None:
            name = "quire-models-list"
            parts[name] = self._part(name, models.version, lambda: models_panel(models.view()))
            name = "quire-server"
            parts[name] = self._part(name, models.version, lambda: server_panel(models.view()))
        if settings is not None:
            name, now = "quire-settings-list", settings.now
            news = (models.loading, models.problem) if models is not None else ("", "")
            set_now = (now, bench.model(), *news, settings.encoder_in_use)
            parts[name] = self._part(
                name,
                (set_now, bench.documents()),  # what copies of these take is added up to be shown
                lambda: settings_panel(*set_now, bench.shelf.copies_cost()),
            )
        if (downloads := bench.desks.downloads) is not None:
            name, looked = "quire-offers", models.version if models is not None else 0
            shown = (downloads.version, looked)
            parts[name] = self._part(name, shown, lambda: offers_panel(downloads.rows()))
        if settings is not None and clearing is not None:
            draw = partial(rooms_panel, clearing.folder)
            parts["quire-rooms"] = self._part(
                "quire-rooms", settings.version, lambda: draw(clearing.rooms())
            )
        return parts

    def _earlier(self, turns: tuple[Comparison, ...]) -> dict[str, Drawn]:
        """Each earlier question, with the passages that were known by then."""
        parts: dict[str, Drawn] = {}
        known: dict[int, Cited] = {}
        for n, turn in enumerate(turns, start=1):
            known |= {cited.n: cited for cited in passages_of((turn,))}
            name, citable = TURN_PART.format(n), tuple(known.values())
            draw = partial(earlier_question, n, turn, citable)
            parts[name] = self._part(name, turn, draw)
        return parts

    def _collected(self) -> tuple[tuple[Collection, ...], str, bool]:
        """The collections, which is used, and whether what is ticked may be named."""
        shelf = self._workbench.shelf
        in_use, chosen = shelf.collected.in_use(), shelf.choice.chosen()
        return shelf.collected.all(), in_use, bool(chosen and chosen.documents and not in_use)

    def _talks(self) -> tuple[tuple[ConversationHead, ...], int | None, str]:
        """The conversations, which is open, and the first question of one not kept yet."""
        bench = self._workbench
        newest = bench.comparison()
        if newest is None or not newest.running:
            self._heads = bench.conversations()
        open_id = bench.conversation_id
        first = [*bench.turns(), *([newest] if newest else ())]
        return self._heads, open_id, first[0].question if first and open_id is None else ""

    def _current(
        self,
        newest: Comparison | None,
        citable: tuple[Cited, ...],
        shelf: tuple[tuple[str, ...], bool],
    ) -> dict[str, Drawn]:
        """The newest question and its lanes; before the first one, what to do now."""
        if newest is None:
            bench = self._workbench
            beginning = (*shelf, bench.outbound().permitted, bench.shelf.is_open)
            first = self._part("quire-current", beginning, lambda: first_minute(*beginning))
            return {"quire-current": first}
        index = len(self._workbench.turns())
        keys = tuple(newest.key(lane) for lane in newest.lanes)
        shown = (
            newest.question, newest.error, newest.retrieved, newest.running, newest.question_id,
            newest.choice, keys, index,
        )  # fmt: skip
        parts = {
            "quire-current": self._part(
                "quire-current", shown, lambda: question_panel(newest, index)
            )
        }
        for lane in newest.lanes:
            name = LANE_PART.format(newest.key(lane))
            seen = Seen(
                lane, citable, newest.note, newest.letter(lane), newest.seed, not newest.running,
                bool(newest.error), passages_fitted(newest),
            )  # fmt: skip
            parts[name] = self._part(name, seen, partial(lane_panel, seen))
        return parts

    def _versions(
        self, turns: tuple[Comparison, ...], newest: Comparison | None
    ) -> dict[str, Drawn]:
        """Which version each question is, and the way to the others."""
        parts: dict[str, Drawn] = {}
        kept = (*turns, newest) if newest is not None and not newest.running else turns
        versions = self._workbench.versions.of_thread(tuple(each.question_id for each in kept))
        for place, version in zip((*range(1, len(turns) + 1), NEWEST), versions, strict=False):
            name = VERSION_PART.format(place)
            parts[name] = self._part(name, version, partial(version_switch, version))
        return parts

    def _part(self, name: str, shows: Hashable, draw: Callable[[], Markup]) -> Drawn:
        """The part as it was drawn, as long as it shows the same."""
        known = self._drawn.get(name)
        if known is not None and known[0] == shows:
            return known[1]
        html = draw()
        drawn = Drawn(html, blake2b(html.encode(), digest_size=8).hexdigest())
        self._drawn[name] = (shows, drawn)
        return drawn


def passages_of(comparisons: tuple[Comparison, ...]) -> tuple[Cited, ...]:
    """Every passage that the questions were given, each number once, in order."""
    retrieved = [each.retrieved for each in comparisons if each.retrieved is not None]
    by_number = {cited.n: cited for each in retrieved for cited in each.passages}
    return tuple(by_number[n] for n in sorted(by_number))
