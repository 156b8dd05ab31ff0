"""How far a download is, on one line of standard error."""

from __future__ import annotations

import sys

from desktop.download.fetching import DownloadStep
from desktop.download.offers import Offer


class DownloadLine:
    """Writes over itself on a terminal; elsewhere, one line for each tenth."""

    def __init__(self, offer: Offer) -> None:
        self._name = offer.name
        self._tenth = -1

    def show(self, step: DownloadStep) -> None:
        """The latest word."""
        share = step.done_bytes / step.size_bytes if step.size_bytes else 0.0
        told = f"{self._name}: {share:.0%} of {step.size_bytes / 1e6:,.0f} MB"
        if step.checking:
            told = f"{self._name}: checking its hash"
        if sys.stderr.isatty():
            sys.stderr.write(f"\r{told:<70}")
        elif step.checking or int(share * 10) > self._tenth:
            self._tenth = int(share * 10)
            sys.stderr.write(f"{told}\n")
        sys.stderr.flush()

    def end(self) -> None:
        """Nothing more will be shown."""
        if sys.stderr.isatty():
            sys.stderr.write("\n")
