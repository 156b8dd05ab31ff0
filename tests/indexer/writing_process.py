"""A process that adds and removes documents and says so, until it is killed, or kills itself.

    python -m tests.indexer.writing_process HOME FILES SEED [STEP]

STEP is the name of a step of persistence; the process kills itself the first time it comes to it.
It says, a JSON line each, what it is about to do and what is done.
"""

from __future__ import annotations

import json
import os
import random
import re
import signal
import sqlite3
import sys
from collections.abc import Callable
from pathlib import Path

from indexer import Library, Phase
from indexer.database import Database
from indexer.hnsw import Graph
from tests.indexer.fakes import WordEncoder, read_text

MOST_COMPARED = 30


def say(**what: object) -> None:
    sys.stdout.write(json.dumps(what) + "\n")
    sys.stdout.flush()


def work(home: Path, files: Path, seed: int) -> None:
    rng = random.Random(seed)
    with Library.open(home, WordEncoder(), read_text, MOST_COMPARED) as library:
        say(what="ready")
        while True:
            chosen = rng.sample(sorted(files.glob("*.pdf")), 4)
            for progress in library.add(chosen):
                if progress.phase is Phase.DONE and progress.report is not None:
                    report = progress.report
                    say(what="added", id=report.document_id, name=report.path.name,
                        passages=report.passages)  # fmt: skip
            library.search("anything")
            for document in rng.sample(library.documents(), min(2, len(library.documents()))):
                say(what="removing", id=document.document_id)
                library.remove(document.document_id)
                say(what="removed", id=document.document_id)
            keep(library, rng.choice(library.documents()).document_id, rng)


def keep(library: Library, document_id: int, rng: random.Random) -> None:
    """What a person does with a document that is there."""
    library.set_collection(f"collection {rng.randrange(3)}", [document_id])
    say(what="collected", id=document_id)
    say(what="copying", id=document_id)
    library.keep_copy(document_id)
    say(what="copied", id=document_id)
    for _ in library.read_again(document_id):
        pass
    say(what="read again", id=document_id)
    if rng.random() < 0.3:
        say(what="copying", id=document_id)
        library.drop_copy(document_id)


class Steps:
    """Says each step of persistence when it first comes, and ends the process at a chosen one."""

    def __init__(self, stop_at: str) -> None:
        self._stop_at = stop_at
        self._seen: set[str] = set()

    def at(self, name: str) -> None:
        if name not in self._seen:
            self._seen.add(name)
            say(what="step", name=name)
        if name == self._stop_at:
            os.kill(os.getpid(), signal.SIGKILL)

    def watch(self) -> None:
        """Hear of every SQL statement of a writer, and of what happens to the graph's file."""
        connect = Database._connect

        def watched(database: Database, read_only: bool) -> sqlite3.Connection:
            connection = connect(database, read_only)
            if not read_only:
                connection.set_trace_callback(lambda sql: self.at(_head(sql)))
            return connection

        Database._connect = watched  # type: ignore[method-assign, assignment]
        self._around(Graph, "save")
        self._around(os, "fsync")
        self._around(Path, "replace")
        self._around(Path, "unlink")

    def _around(self, owner: object, name: str) -> None:
        original: Callable[..., object] = getattr(owner, name)

        def stepped(*arguments: object, **named: object) -> object:
            self.at(f"before {name}")
            result = original(*arguments, **named)
            self.at(f"after {name}")
            return result

        setattr(owner, name, stepped)


def _head(sql: str) -> str:
    words = re.findall(r"[\w-]+", sql)
    return " ".join(words[:3])


def main() -> None:
    home, files, seed, *rest = sys.argv[1:]
    if rest:
        Steps(rest[0]).watch()
    work(Path(home), Path(files), int(seed))


if __name__ == "__main__":
    main()
