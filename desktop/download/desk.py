"""Where a person downloads models: one at a time, in the background, stopped or gone on with.

Begins nothing without being told that the person agreed to it. Knows nothing of the screen.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from desktop.download.fetching import DownloadFailed, DownloadStep, Fetching, discard, target_of
from desktop.download.offers import OFFERS, Offer, offer_named
from desktop.download.part import parts_of
from desktop.errors import BadInput
from desktop.models import MemoryFit, free_memory
from desktop.space import size_of

_END_SECONDS = 10.0


@dataclass(frozen=True, slots=True)
class OfferRow:
    """One model to be had, and how far it has come."""

    offer: Offer
    fit: MemoryFit
    is_here: bool
    part_bytes: int  # what came before it was cut
    step: DownloadStep | None  # while it is being fetched
    problem: str  # why it was not fetched, in a sentence


class DownloadDesk:
    """The downloads of one running program, into one folder.

    `changed` is called after every change, `arrived` when a file is there.
    """

    def __init__(
        self,
        folder: Path,
        changed: Callable[[], None],
        arrived: Callable[[], None],
        offers: tuple[Offer, ...] = OFFERS,
    ) -> None:
        self._folder = folder
        self._changed = changed
        self._arrived = arrived
        self._offers = offers
        self._lock = threading.Lock()
        self._going: Offer | None = None
        self._fetching: Fetching | None = None
        self._thread: threading.Thread | None = None
        self._step = DownloadStep(0, 0)
        self._problems: dict[str, str] = {}
        self._dropped = False
        self._closing = False
        self._version = 0

    @property
    def version(self) -> int:
        """Grows with every change."""
        return self._version

    @property
    def going(self) -> str:
        """The name of what is being downloaded, else ""."""
        going = self._going
        return going.name if going is not None else ""

    def rows(self) -> tuple[OfferRow, ...]:
        """Every model to be had."""
        free = free_memory()
        return tuple(self._row(offer, free) for offer in self._offers)

    def begin(self, key: str, agreed: bool) -> None:
        """Fetch one; returns at once. Raises BadInput where it cannot begin, or nobody agreed."""
        offer = offer_named(key, self._offers)
        if not agreed:
            raise BadInput("Downloading leaves this machine: it is asked for each time.")
        with self._lock:
            if self._going is not None:
                raise BadInput(f"{self._going.name} is being downloaded: wait, or cancel it.")
            if target_of(offer, self._folder).exists():
                raise BadInput(f"{offer.name} is on this machine already.")
            self._going, self._dropped = offer, False
            self._step = DownloadStep(0, offer.size_bytes)
        self._problems.pop(key, None)
        self._thread = threading.Thread(target=self._run, args=(offer,), name="download")
        self._thread.start()
        self._note()

    def cancel(self) -> None:
        """End the download that is under way, and delete what has come of it."""
        self._end(dropped=True)

    def discard(self, key: str) -> None:
        """Delete what had come of one that was cut. Raises BadInput while it is going on."""
        offer = offer_named(key, self._offers)
        if self._going == offer:
            raise BadInput(f"{offer.name} is being downloaded: cancel it instead.")
        discard(offer, self._folder)
        self._problems.pop(key, None)
        self._note()

    def close(self) -> None:
        """End the download that is under way; it can be gone on with at the next start."""
        self._end(dropped=False)

    def _end(self, dropped: bool) -> None:
        with self._lock:
            self._dropped, self._closing = dropped, True
            fetching, thread = self._fetching, self._thread
        if fetching is not None:
            fetching.stop()
        if thread is not None:
            thread.join(_END_SECONDS)
        self._closing = False

    def _run(self, offer: Offer) -> None:
        problem = ""
        try:
            self._follow(offer)
        except DownloadFailed as error:
            problem = "" if self._closing else str(error)
        finally:
            if self._dropped:
                discard(offer, self._folder)
            if problem:
                self._problems[offer.key] = problem
            with self._lock:
                self._going = self._fetching = None
            self._note()
        if target_of(offer, self._folder).exists():
            self._arrived()

    def _follow(self, offer: Offer) -> None:
        with self._lock:
            if self._closing:
                return
            self._fetching = Fetching(offer, self._folder)
        for step in self._fetching.steps():
            self._step = step
            self._note()

    def _row(self, offer: Offer, free: int) -> OfferRow:
        target = target_of(offer, self._folder)
        is_going = self._going == offer
        return OfferRow(
            offer=offer,
            fit=offer.fit(free),
            is_here=target.exists(),
            part_bytes=0 if is_going else size_of(*parts_of(target)),
            step=self._step if is_going else None,
            problem=self._problems.get(offer.key, ""),
        )

    def _note(self) -> None:
        self._version += 1
        self._changed()
