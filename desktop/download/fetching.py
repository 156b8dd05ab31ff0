"""Starts the program that fetches a model, and follows it.

This process itself stays offline. Closing the iterator ends the program; what has come so far
stays, to be gone on with, until `discard`.
"""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import sys
from collections.abc import Generator
from dataclasses import dataclass
from pathlib import Path

from desktop.download.offers import Offer
from desktop.download.part import parts_of
from desktop.errors import DesktopError

_PROGRAM = "desktop.download.program"
_ROOT = Path(__file__).parents[2]
_END_SECONDS = 5.0
_OWN = {
    "HF_HUB_OFFLINE": "0",
    "HF_HUB_DISABLE_TELEMETRY": "1",
    "HF_HUB_DISABLE_IMPLICIT_TOKEN": "1",
    "HF_HUB_DISABLE_PROGRESS_BARS": "1",
    "HF_HUB_DISABLE_XET": "1",  # it fetches in C code, cannot be gone on with, and keeps a cache
    "DO_NOT_TRACK": "1",
}


class DownloadFailed(DesktopError):
    """A file could not be fetched; what has come stays, where it can be gone on with."""


@dataclass(frozen=True, slots=True)
class DownloadStep:
    """How far a file has come."""

    done_bytes: int
    size_bytes: int
    checking: bool = False  # everything is here, and its hash is being computed


def target_of(offer: Offer, folder: Path) -> Path:
    """Where the file is to lie."""
    return folder / Path(offer.file).name


class Fetching:
    """One file on its way into the folder; gone on with where it was cut. Starts the program."""

    def __init__(self, offer: Offer, folder: Path) -> None:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        target = target_of(offer, folder)
        self._program = subprocess.Popen(
            [
                sys.executable, "-m", _PROGRAM,
                offer.repository, offer.revision, offer.file, offer.sha256, str(target),
            ],
            cwd=_ROOT,
            env=_environment(folder),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=None if os.environ.get("QUIRE_DEBUG") else subprocess.DEVNULL,
            text=True,
        )  # fmt: skip

    def steps(self) -> Generator[DownloadStep, None, None]:
        """How far it is, until it is there. Closing ends the program. Raises DownloadFailed."""
        try:
            yield from _followed(self._program)
        finally:
            _end(self._program)

    def stop(self) -> None:
        """End the program, from another thread: the steps end with DownloadFailed."""
        _hang_up(self._program)


def discard(offer: Offer, folder: Path) -> None:
    """Delete what has come so far of an offer."""
    for part in parts_of(target_of(offer, folder)):
        part.unlink(missing_ok=True)


def _followed(program: subprocess.Popen[str]) -> Generator[DownloadStep, None, None]:
    assert program.stdout is not None
    for line in program.stdout:
        told = json.loads(line)
        if "problem" in told:
            raise DownloadFailed(str(told["problem"]))
        if told.get("finished"):
            return
        checking = bool(told.get("checking"))
        yield DownloadStep(int(told["done"]), int(told["of"]), checking)
    raise DownloadFailed(
        "The program that downloads ended before it was done. Download it again: it goes on where "
        "it stopped."
    )


def _end(program: subprocess.Popen[str]) -> None:
    _hang_up(program)
    try:
        program.wait(_END_SECONDS)
    except subprocess.TimeoutExpired:
        program.kill()
        program.wait()
    if program.stdout is not None:
        program.stdout.close()


def _hang_up(program: subprocess.Popen[str]) -> None:
    """The program ends when its standard input does."""
    if program.stdin is not None:
        with contextlib.suppress(OSError):
            program.stdin.close()


def _environment(folder: Path) -> dict[str, str]:
    """Ours, without what would send a token or reach for a cache elsewhere."""
    kept = {"HF_ENDPOINT"}
    rest = {k: v for k, v in os.environ.items() if k in kept or not k.startswith("HF_")}
    return {**rest, **_OWN, "HF_HOME": str(folder / ".hub")}
