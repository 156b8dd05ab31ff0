"""One folder that keeps the library in step: new PDFs are added, changed ones read again, and those
that vanished are named; their documents stay.

It is looked through again and again, which works on every disk and share, in a thread of its own:
nobody who asks how it stands waits for a disk, which may take minutes to answer or never do. Knows
nothing of how files are read: it is told what to call with them.
"""

from __future__ import annotations

import contextlib
import os
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from desktop.changes import Changes
from desktop.errors import BadInput
from desktop.shelf_notes import NotNoted, SeenFile, ShelfNotes, Watching
from desktop.typed_folder import typed_folder

_PAUSE_SECONDS = 2.0  # at least between two looks
_SHARE = 20  # of the time goes to looking, at most one in so many: a large share takes its time


@dataclass(frozen=True, slots=True)
class Watched:
    """The folder as it stands."""

    folder: Path
    is_on: bool
    files: int = 0  # PDFs in it at the last look
    problem: str = ""  # why it cannot be looked through; a sentence


class WatchedFolder:
    """Watches the folder that the notes name. `add` is given what is new or was changed.

    `ours` is the program's own folder, which is left out.
    """

    def __init__(
        self,
        notes: ShelfNotes,
        changes: Changes,
        add: Callable[[Sequence[Path]], None],
        ours: Path | None = None,
    ) -> None:
        self._notes = notes
        self._changes = changes
        self._add = add
        self._ours = ours
        self._last: frozenset[SeenFile] = frozenset()
        self._gone: frozenset[Path] = frozenset()
        self._before: frozenset[Path] = frozenset()  # gone when another folder, or none, came
        self._still_gone: frozenset[Path] = frozenset()  # of these, at the last look
        self._problem = ""
        self._said: tuple[str, int, frozenset[Path]] = ("", 0, frozenset())
        self._turn = 0  # grows when a look that is under way counts no more
        self._looking = threading.Lock()  # held while a disk is looked at
        self._standing = threading.Lock()  # never held while a disk is looked at
        self._wake = threading.Event()
        self._ended = False
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        """Begin to look, in the background, where a folder is watched."""
        if self._thread is None and (now := self._notes.watching()) and now.is_on:
            self._thread = threading.Thread(target=self._run, name="watching", daemon=True)
            self._thread.start()
        self._wake.set()

    def close(self) -> None:
        """Look no more."""
        self._ended = True
        self._turn += 1
        self._wake.set()
        if self._thread is not None:
            self._thread.join(5)

    def now(self) -> Watched | None:
        """The folder as it stands; None where none was chosen."""
        watching = self._notes.watching()
        if watching is None:
            return None
        return Watched(watching.folder, watching.is_on, len(self._last), self._problem)

    @property
    def folder(self) -> Path | None:
        """Which it is; None where none was chosen."""
        watching = self._notes.watching()
        return watching.folder if watching is not None else None

    def gone(self) -> frozenset[Path]:
        """The files that were in it and are not any more, as the last look found them; also when
        nobody watches it now."""
        return self._gone | self._still_gone

    def watch(self, folder: str) -> None:
        """Watch this folder from now on, in place of another. Raises BadInput, NotNoted."""
        path = typed_folder(folder)
        if self._ours is not None and path.resolve().is_relative_to(self._ours.resolve()):
            raise BadInput("This is where Quire keeps its own files: choose another folder.")
        self._set(Watching(path, True))

    def switch(self, is_on: bool) -> None:
        """Go on watching, or stop for now."""
        watching = self._notes.watching()
        if watching is not None:
            self._set(Watching(watching.folder, is_on))

    def forget(self) -> None:
        """Watch no folder; what came from it stays in the library."""
        self._set(None)

    def look(self) -> None:
        """Look through the folder once, and whether what was gone from others came back. A file
        counts when two looks found it the same, so that one still being copied is not read."""
        with self._looking:
            if fresh := self._look_through():
                self._add([seen.path for seen in fresh])
            self._look_for_gone()

    def _look_through(self) -> list[SeenFile]:
        """What is new in the folder, or was changed."""
        turn, watching = self._turn, self._notes.watching()
        if watching is None or not watching.is_on:
            return []
        is_there = _is_so(watching.folder.is_dir)
        found = frozenset(self._files(watching.folder, turn)) if is_there else frozenset()
        with self._standing:
            if turn != self._turn:
                return []
            if is_there:
                return self._take(found)
            self._say(f"{watching.folder} is not there: is the disk connected?")
            return []

    def _take(self, found: frozenset[SeenFile]) -> list[SeenFile]:
        """Note what was found in the folder; what is new, or was changed, comes back."""
        settled, self._last = found & self._last, found
        known = {seen.path: seen for seen in self._notes.seen()}
        fresh = sorted(settled - set(known.values()), key=lambda seen: str(seen.path))
        gone = known.keys() - {seen.path for seen in found}
        moved = {path for path in gone if _moved(known[path], fresh)}
        self._notes.see(fresh, moved)
        self._gone = frozenset(gone - moved)
        self._say("")
        return fresh

    def _look_for_gone(self) -> None:
        with self._standing:
            turn, before = self._turn, self._before
        still_gone = frozenset(path for path in before if not _is_so(path.exists))
        with self._standing:
            if turn == self._turn:
                self._still_gone = still_gone
                self._say(self._problem)

    def _set(self, watching: Watching | None) -> None:
        with self._standing:
            self._notes.watch(watching)
            self._turn += 1
            self._before |= self._gone
            self._still_gone |= self._gone
            self._last, self._gone, self._problem = frozenset(), frozenset(), ""
        self._changes.note()
        self.start()

    def _say(self, problem: str) -> None:
        self._problem = problem
        before, self._said = self._said, (problem, len(self._last), self.gone())
        if before != self._said:
            self._changes.note()

    def _run(self) -> None:
        while not self._ended:
            self._wake.clear()
            began = time.monotonic()
            with contextlib.suppress(NotNoted):
                self.look()
            self._wake.wait(max(_PAUSE_SECONDS, _SHARE * (time.monotonic() - began)))

    def _files(self, folder: Path, turn: int) -> Iterator[SeenFile]:
        """The PDFs in it and below, but none that is hidden or ours."""
        for at, folders, names in os.walk(folder):
            if turn != self._turn:
                return
            folders[:] = [name for name in folders if not self._is_left_out(Path(at, name))]
            for name in names:
                if name.lower().endswith(".pdf") and not name.startswith("."):
                    path = Path(at, name)
                    with contextlib.suppress(OSError):
                        known = path.stat()
                        yield SeenFile(path, known.st_size, known.st_mtime_ns)

    def _is_left_out(self, folder: Path) -> bool:
        return folder.name.startswith(".") or folder == self._ours


def _is_so(look: Callable[[], bool]) -> bool:
    """What a look at the disk says; one that ends in an error has found nothing."""
    with contextlib.suppress(OSError):
        return look()
    return False


def _moved(seen: SeenFile, fresh: Sequence[SeenFile]) -> bool:
    """Whether it is among the new ones under another name: a move changes neither size nor time."""
    return any((each.size, each.changed) == (seen.size, seen.changed) for each in fresh)
