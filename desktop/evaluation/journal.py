"""Every answered question of a run, on disk as soon as it is there: a line of JSON each.

What was being written when the program was killed is cut off at the next start. Knows nothing of
how answers come about or are counted.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from desktop.errors import BadInput
from desktop.evaluation.judging import Verdict
from desktop.modes import Mode
from desktop.types import Answer


@dataclass(frozen=True, slots=True)
class Run:
    """What must be the same for two halves of a run to be one."""

    questions: str  # SHA-256 of the file
    modes: tuple[Mode, ...]
    model: str
    tuned: str
    strength: float  # of the adapter
    kv_cache: str
    seed: int
    temperature: float
    max_tokens: int
    documents: str  # SHA-256 over those of the library


@dataclass(frozen=True, slots=True)
class Judged:
    """One mode's answer with its verdict."""

    answer: Answer
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class Result:
    """One question of the set with every mode's answer, or with what went wrong."""

    line: int
    question: str
    judged: Mapping[Mode, Judged]
    page_found: bool | None  # the expected page was among the passages; None: none is expected
    error: str = ""

    @property
    def failed(self) -> bool:
        """Whether it has to be asked again."""
        return bool(self.error)


_RUN = TypeAdapter(Run)
_RESULT = TypeAdapter(Result)


class Journal:
    """The results of one run in its folder."""

    def __init__(self, folder: Path, run: Run) -> None:
        """Go on where the folder's run ended. Raises BadInput where it holds another run, or
        cannot be written."""
        self._path = folder / "answers.jsonl"
        try:
            folder.mkdir(parents=True, exist_ok=True)
            self.results = self._read(run)
            self._file = self._path.open("ab")
            if not self.results and self._path.stat().st_size == 0:
                self._write(_RUN.dump_json(run))
        except OSError as error:
            raise BadInput(
                f"The results cannot be kept in {folder} ({error.strerror}): choose another --out."
            ) from error

    def add(self, result: Result) -> None:
        """Keep a result; when this returns it is on the disk. Raises BadInput."""
        try:
            self._write(_RESULT.dump_json(result))
        except OSError as error:
            raise BadInput(
                f"A result could not be written to {self._path} ({error.strerror}): make room and "
                "give the same command again; it goes on from here."
            ) from error
        self.results[result.line] = result

    def close(self) -> None:
        """Let go of the file."""
        self._file.close()

    def _write(self, line: bytes) -> None:
        self._file.write(line + b"\n")
        self._file.flush()
        os.fsync(self._file.fileno())

    def _read(self, run: Run) -> dict[int, Result]:
        """The results by line of the question set, the last word on each; cuts off a torn end."""
        if not self._path.exists():
            return {}
        content = self._path.read_bytes()
        whole = content[: content.rfind(b"\n") + 1]
        if whole != content:
            os.truncate(self._path, len(whole))
        first, *lines = whole.splitlines() or [b""]
        if not first:
            return {}
        try:
            if _RUN.validate_json(first) != run:
                raise BadInput(
                    f"{self._path.parent} holds results of other questions, documents, modes or "
                    "settings: choose another --out, or remove it."
                )
            results = [_RESULT.validate_json(line) for line in lines]
        except ValidationError as error:
            raise BadInput(
                f"{self._path} is damaged: choose another --out, or remove it."
            ) from error
        return {result.line: result for result in results}
